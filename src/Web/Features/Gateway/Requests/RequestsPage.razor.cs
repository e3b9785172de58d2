using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>The live list of AI requests; a row opens its drawer.</summary>
public sealed partial class RequestsPage
{
    private static readonly string[] DrawerKeys = [RequestDetails.PartKey];
    private static readonly IReadOnlyList<FilterOption> Statuses = [.. RequestStates.All.Select(s => new FilterOption(s.Name, StateWords.Words(s.Name), StateWords.Of(s.Name).Icon))];
    private static readonly IReadOnlyList<FilterOption> Deliveries = [new("true", "Streamed"), new("false", "In one piece")];
    private static readonly IReadOnlyList<FilterOption> Latencies = [new("500", "500 ms"), new("1000", "1 s"), new("2000", "2 s"), new("5000", "5 s"), new("10000", "10 s"), new("30000", "30 s")];

    private CursorGrid<RequestRow>? _grid;
    private IReadOnlyList<FilterOption> _models = [];
    private IReadOnlyList<FilterOption> _providers = [];
    private IReadOnlyList<FilterOption> _useCases = [];
    private IReadOnlyList<FilterOption> _workspaces = [];
    private IReadOnlyList<FilterOption> _callers = [];
    private IReadOnlyList<FilterOption> _prompts = [];
    private bool _mayMakeKeys;

    [Inject] private ListRequests List { get; set; } = default!;
    [Inject] private GetRequestFacets Facets { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    // What the router sets anew re-renders the page; the values themselves are read through UrlState.
    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "range")] private string? Range { get; set; }
    [SupplyParameterFromQuery(Name = "status")] private string? Status { get; set; }
    [SupplyParameterFromQuery(Name = "model")] private string? Model { get; set; }
    [SupplyParameterFromQuery(Name = "provider")] private string? Provider { get; set; }
    [SupplyParameterFromQuery(Name = "use_case")] private string? UseCase { get; set; }
    [SupplyParameterFromQuery(Name = "workspace")] private string? Workspace { get; set; }
    [SupplyParameterFromQuery(Name = "prompt")] private string? Prompt { get; set; }
    [SupplyParameterFromQuery(Name = "caller")] private string? Caller { get; set; }
    [SupplyParameterFromQuery(Name = "streamed")] private string? Streamed { get; set; }
    [SupplyParameterFromQuery(Name = "min_latency")] private string? MinLatency { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] private string? Sort { get; set; }
    [SupplyParameterFromQuery(Name = "request")] private string? Open { get; set; }
    [SupplyParameterFromQuery(Name = RequestDetails.PartKey)] private string? Part { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Requests];

    private RequestsQuery Query => RequestsQuery.Read(Url);

    private TimeZoneInfo Zone => Viewer?.TimeZone ?? TimeZoneInfo.Utc;

    private string ExportHref => Query.ExportHref(Clock.GetUtcNow(), Zone, Url.Get("sort"));

    private string NothingWords => Query.RangeAt(Clock.GetUtcNow(), Zone) is { Words: { } words } && words.StartsWith("Last", StringComparison.Ordinal)
        ? $"No requests in the {words.ToLowerInvariant()}"
        : "No requests in these days";

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        _mayMakeKeys = scope.MayEdit(Area.Settings);
        // Also the first time: what came between the list's first page and the subscription would wait for the next signal.
        if (_grid is not null)
            await _grid.PullNewAsync(cancellationToken);
        // Names that can be filtered by change too rarely to be read with every request.
        if (signals.Count == 0)
            Show(await Facets.ExecuteAsync(scope, cancellationToken));
    }

    private async Task<Page<RequestRow>> LoadAsync(PageRequest page, CancellationToken cancellationToken) =>
        await List.ExecuteAsync(await Current.GetAsync(cancellationToken), Query.Filter(Clock.GetUtcNow(), Zone), page, cancellationToken);

    private void Show(RequestFacets facets)
    {
        _models = [.. facets.Models.Select(m => new FilterOption(m, m))];
        _providers = [.. facets.Providers.Select(p => new FilterOption(p, p))];
        _useCases = [.. facets.UseCases.Select(u => new FilterOption(u, StateWords.Words(u)))];
        _workspaces = [.. facets.Workspaces.Select(w => new FilterOption(w.Id.ToString(), w.Name))];
        _prompts = [.. facets.Prompts.Select(p => new FilterOption(p.Id.ToString(), p.Name))];
        _callers = [.. facets.Callers.Select(c => new FilterOption(c.Id.ToString(), c.Name))];
    }

    private string? WorkspaceName(Guid id) => _workspaces.FirstOrDefault(w => w.Value == id.ToString())?.Title;

    private static string? StatusHint(RequestRow row) => row switch
    {
        { ErrorCode: { } code } => $"{code} ({row.HttpStatus})",
        { Degraded: true } => "A fallback answered",
        _ => null,
    };
}
