using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.Leads;

/// <summary>The list of leads: filters in the address, many at once, each a page of its own.</summary>
public sealed partial class LeadsPage
{
    private static readonly IReadOnlyList<FilterOption> Attention = [new(LeadsQuery.Unscored, "Needs a score", "target"), new(LeadsQuery.Late, "Next step overdue", "triangle-alert"), new(LeadsQuery.NoEmail, "No e-mail", "flag")];

    private readonly GridSelection _selection = new();
    private CursorGrid<LeadRow>? _grid;
    private LeadJobProgress? _scoring;
    private LeadJobProgress? _drafting;
    private LeadFacets _facets = LeadFacets.None;
    private IReadOnlyList<FilterOption> _owners = [];
    private IReadOnlyList<FilterOption> _sources = [];
    private IReadOnlyList<FilterOption> _campaigns = [];
    private IReadOnlyList<FilterOption> _imports = [];
    private bool _mayEdit;
    private bool _mayUseAi;

    [Inject] private ListLeads List { get; set; } = default!;
    [Inject] private GetLeadFacets Facets { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    // What the router sets anew re-renders the page; the values themselves are read through UrlState.
    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "stage")] private string[]? Stage { get; set; }
    [SupplyParameterFromQuery(Name = "grade")] private string[]? Grade { get; set; }
    [SupplyParameterFromQuery(Name = "owner")] private string? Owner { get; set; }
    [SupplyParameterFromQuery(Name = "source")] private string[]? Source { get; set; }
    [SupplyParameterFromQuery(Name = "only")] private string[]? Only { get; set; }
    [SupplyParameterFromQuery(Name = "created")] private string? Created { get; set; }
    [SupplyParameterFromQuery(Name = "campaign")] private string? Campaign { get; set; }
    [SupplyParameterFromQuery(Name = "import")] private string? Import { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] private string? Sort { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Leads];

    private LeadsQuery Query => LeadsQuery.Read(Url);

    private TimeZoneInfo Zone => Viewer?.TimeZone ?? TimeZoneInfo.Utc;

    private LeadFilter Filter => Query.Filter(_facets.Self, Clock.GetUtcNow(), Zone);

    private string ExportHref => Query.ExportHref(_facets.Self, Clock.GetUtcNow(), Zone, Url.Get("sort"));

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        (_mayEdit, _mayUseAi) = (scope.MayEdit(Area.Leads), scope.MayEdit(Area.AiUse));
        if (_grid is not null)
            await _grid.PullNewAsync(cancellationToken);
        // What can be filtered by changes too rarely to be read with every change of a lead.
        if (signals.Count == 0)
            Show(await Facets.ExecuteAsync(scope, cancellationToken));
    }

    private async Task<Page<LeadRow>> LoadAsync(PageRequest page, CancellationToken cancellationToken)
    {
        TenantScope scope = await Current.GetAsync(cancellationToken);
        return await List.ExecuteAsync(scope, Query.Filter(scope.ActorId, Clock.GetUtcNow(), Zone), page, cancellationToken);
    }

    private void Show(LeadFacets facets)
    {
        _facets = facets;
        _owners = [new(LeadsQuery.Me, "Me"), new(LeadsQuery.Nobody, "Unassigned"), .. facets.Owners.Where(o => o.Id != facets.Self && facets.Assignees.Count > 1).Select(o => new FilterOption(o.Id.ToString(), o.Name))];
        _sources = [.. facets.Sources.Select(s => new FilterOption(s, s))];
        _campaigns = [.. facets.Campaigns.Select(c => new FilterOption(c.Id.ToString(), c.Name))];
        _imports = [.. facets.Imports.Select(i => new FilterOption(i.Id.ToString(), i.Name))];
    }

    private bool IsExpired(LeadRow row) => row.ScoreExpiresAt < Clock.GetUtcNow();

    private async Task DoneAsync()
    {
        _selection.Clear();
        if (_grid is not null)
            await _grid.ReloadAsync();
    }

    private async Task ScoringAsync()
    {
        _selection.Clear();
        if (_scoring is not null)
            await _scoring.LookAsync();
    }

    private async Task DraftingAsync()
    {
        _selection.Clear();
        Url.Set(("draft", null));
        if (_drafting is not null)
            await _drafting.LookAsync();
    }

    private Task CreatedAsync(Guid id)
    {
        Navigation.NavigateTo($"/leads/{id}");
        return Task.CompletedTask;
    }
}
