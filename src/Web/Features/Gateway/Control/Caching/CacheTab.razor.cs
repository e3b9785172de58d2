using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Control.Caching;

/// <summary>What the cache does and saves, which answers it keeps, which prompts it took for one another.</summary>
public sealed partial class CacheTab
{
    private const int Days = 7;
    private const int LongestPrompt = 120;

    private CacheFigures? _figures;
    private IReadOnlyList<CacheEntryInfo> _entries = [];
    private IReadOnlyList<SemanticHitInfo> _similar = [];
    private IReadOnlyList<WorkspaceCacheInfo> _settings = [];
    private IReadOnlyList<WorkspaceControl> _workspaces = [];
    private Guid? _workspace;
    private string? _shown;
    private bool _mayEdit;

    [Inject] private GetCacheFigures Figures { get; set; } = default!;
    [Inject] private ListCacheEntries Entries { get; set; } = default!;
    [Inject] private ListSemanticHits Similar { get; set; } = default!;
    [Inject] private ListCacheSettings Settings { get; set; } = default!;
    [Inject] private ForgetAnswers Forget { get; set; } = default!;
    [Inject] private ControlPlane Control { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Cache, FeedTopic.Control];

    /// <inheritdoc/>
    protected override string PullFailure => "The cache could not be loaded";

    private IReadOnlyList<ChartSeries> Lines =>
    [
        new("Exact hits", [.. _figures!.Points.Select(p => (double)p.Exact)]),
        new("Similar hits", [.. _figures.Points.Select(p => (double)p.Semantic)]),
        new("Misses", [.. _figures.Points.Select(p => (double)p.Misses)]),
    ];

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_figures is not null && Url.Get("workspace") != _shown)
            _ = PullNowAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        _mayEdit = scope.MayEdit(Area.AiControl);
        _workspaces = [.. Control.TenantOf(scope.TenantId)?.Workspaces.Values.OrderBy(w => w.Name, StringComparer.CurrentCulture) ?? Enumerable.Empty<WorkspaceControl>()];
        _shown = Url.Get("workspace");
        _workspace = _workspaces.FirstOrDefault(w => w.Id.ToString() == _shown || w.Slug == _shown)?.Id;
        _settings = Settings.Execute(scope);
        _entries = await Entries.ExecuteAsync(scope, _workspace, 100, cancellationToken);
        _similar = await Similar.ExecuteAsync(scope, _workspace, 20, cancellationToken);
        _figures = await Figures.ExecuteAsync(scope, _workspace, Days, cancellationToken);
    }

    private async Task PurgeAsync()
    {
        string what = _workspace is { } workspace ? NameOf(workspace) : "all workspaces";
        if (!await Confirm.AskAsync(new ConfirmQuestion($"Purge the cache of {what}?", "Purge cache") { Consequence = "Every kept answer and the list of similar prompts go, on every node. The next requests call models again.", Type = "purge" }))
            return;
        int forgotten = await Forget.ExecuteAsync(await Current.GetAsync(), new CachePurgeOrder(WorkspaceId: _workspace), CancellationToken.None);
        Notices.Done("Cache purged", Format.Plural(forgotten, "answer"));
        await PullNowAsync();
    }

    private async Task RemoveAsync(CacheEntryInfo entry)
    {
        if (!await Confirm.AskAsync(new ConfirmQuestion("Remove this answer from the cache?", "Remove answer") { Consequence = "The next such request calls a model again." }))
            return;
        await Forget.ExecuteAsync(await Current.GetAsync(), new CachePurgeOrder(AnswerId: entry.Id), CancellationToken.None);
        Notices.Done("Answer removed", StateWords.Words(entry.UseCase));
        await PullNowAsync();
    }

    private string NameOf(Guid workspaceId) => _workspaces.FirstOrDefault(w => w.Id == workspaceId)?.Name ?? Format.None;

    private double ThresholdOf(Guid workspaceId) => _settings.FirstOrDefault(s => s.WorkspaceId == workspaceId)?.Threshold ?? WorkspaceCache.DefaultThreshold;

    private static string Short(string prompt) => prompt.Length <= LongestPrompt ? prompt : prompt[..LongestPrompt] + "…";
}
