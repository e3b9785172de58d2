using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Guardrails;

/// <summary>The live list of what the guardrails found; a row opens its drawer.</summary>
public sealed partial class SecurityLogTab
{
    private static readonly IReadOnlyList<FilterOption> Kinds = [.. Enum.GetValues<SecurityEventKind>().Select(k => new FilterOption(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(k.ToString()), SecurityWords.Of(k)))];
    private static readonly IReadOnlyList<FilterOption> Families = [.. InjectionFamilies.All.Select(f => new FilterOption(f, SecurityWords.Family(f)))];
    private static readonly IReadOnlyList<FilterOption> Actions = [.. SecurityActions.All.Where(a => a != "alert").Select(a => new FilterOption(a, SecurityWords.Action(a).Text))];
    private static readonly IReadOnlyList<FilterOption> Sources = [.. SecuritySources.All.Select(s => new FilterOption(s, SecurityWords.Source(s)))];
    private static readonly IReadOnlyList<FilterOption> Reviews = [new("open", "To review"), new("confirmed", "Confirmed"), new("false_alarm", "False alarm")];

    private CursorGrid<SecurityEventInfo>? _grid;
    private IReadOnlyList<SecurityCount>? _counts;

    [Inject] private ListSecurityEvents List { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Security];

    private SecurityQuery Query => SecurityQuery.Read(Url);

    private TimeZoneInfo Zone => Viewer?.TimeZone ?? TimeZoneInfo.Utc;

    private string? FalseAlarms
    {
        get
        {
            if (_counts is null)
                return null;
            int reviewed = _counts.Sum(c => c.Count - c.Open), harmless = _counts.Sum(c => c.FalseAlarms);
            return reviewed == 0 ? Format.None : Format.Percent((double)harmless / reviewed);
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Url.Changed += Moved;

    /// <inheritdoc/>
    protected override ValueTask DisposingAsync()
    {
        Url.Changed -= Moved;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        _counts = await List.CountAsync(scope, Query.Filter(Clock.GetUtcNow(), Zone) with { Review = null }, cancellationToken);
        if (_grid is not null)
            await _grid.PullNewAsync(cancellationToken);
    }

    private async Task<Page<SecurityEventInfo>> LoadAsync(PageRequest page, CancellationToken cancellationToken) =>
        await List.ExecuteAsync(await Current.GetAsync(cancellationToken), Query.Filter(Clock.GetUtcNow(), Zone), page, cancellationToken);

    private string? Figure(Func<SecurityCount, bool> which) => _counts is null ? null : Format.Count(_counts.Where(which).Sum(c => c.Count));

    private void Moved() => _ = PullNowAsync();
}
