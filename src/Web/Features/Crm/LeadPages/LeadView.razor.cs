using Artisan.Core.Crm;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.LeadPages;

/// <summary>One lead, whole: its facts, its course, its score.</summary>
public sealed partial class LeadView
{
    private const int ScoresShown = 20;
    private static readonly IReadOnlyList<Tab> Parts = [new("facts", "Facts"), new("course", "Timeline"), new("score", "Score")];
    private static readonly IReadOnlyList<Tab> PartsWithMemory = [.. Parts, new("memory", "Memory")];

    private LeadDetails? _lead;
    private LeadFacets _facets = LeadFacets.None;
    private IReadOnlyList<LeadScoreResponseV1> _scores = [];
    private IReadOnlyList<TaskRow> _tasks = [];
    private IReadOnlyList<LeadRow> _duplicates = [];
    private IReadOnlyList<ListLeadMerges.Row> _merges = [];
    private ContactRow? _contact;
    private bool _mayScore, _seesMemory;
    private int _changes;
    private int _reads;

    [Inject] private GetLead Get { get; set; } = default!;
    [Inject] private GetLeadFacets Facets { get; set; } = default!;
    [Inject] private GetLeadScores Scores { get; set; } = default!;
    [Inject] private ListLeadTasks Tasks { get; set; } = default!;
    [Inject] private FindDuplicateLeads Duplicates { get; set; } = default!;
    [Inject] private ListLeadMerges Merges { get; set; } = default!;
    [Inject] private ListContacts Contacts { get; set; } = default!;
    [Inject] private SaveContact SaveContact { get; set; } = default!;
    [Inject] private DeleteLeads Delete { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    /// <summary>The lead.</summary>
    [Parameter, EditorRequired] public required Guid Id { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Leads, FeedTopic.Scoring];

    /// <inheritdoc/>
    protected override string PullFailure => "The lead could not be loaded";

    private string? Purpose => string.Join(" · ", new[] { _lead?.Row.Title, _lead?.Row.Company, _lead?.Row.Country }.OfType<string>()) is { Length: > 0 } words ? words : null;

    // On a phone one part is shown at a time, and never one that is not there.
    private string View => Url.Get("view") is { } view && (view != "memory" || _seesMemory) ? view : "facts";

    private bool Expired => _lead?.Row.ScoreExpiresAt < Time.GetUtcNow();

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        // Signals of other leads are many and say nothing of this one.
        string key = Id.ToString("N");
        if (_lead is not null && signals.Count > 0 && signals.All(s => s.Key is not null && s.Key != key))
            return;
        LeadDetails lead = await Get.ExecuteAsync(scope, Id, cancellationToken);
        _mayScore = lead.MayEdit && scope.MayEdit(Area.AiUse);
        _seesMemory = scope.MaySee(Area.Memory);
        if (_facets == LeadFacets.None)
            _facets = await Facets.ExecuteAsync(scope, cancellationToken);
        _tasks = await Tasks.ExecuteAsync(scope, Id, cancellationToken);
        _scores = await Scores.ExecuteAsync(scope, Id, ScoresShown, cancellationToken);
        _merges = await Merges.ExecuteAsync(scope, Id, cancellationToken);
        _contact = lead.Row.Stage == LeadStage.Won ? (await Contacts.ExecuteAsync(scope, new ContactFilter(LeadId: Id), new PageRequest(null, 1), cancellationToken)).Items.FirstOrDefault() : null;
        // Who might be the same is looked for when the facts have changed, not with every interaction.
        if (_lead?.Version != lead.Version || signals.Count == 0)
            _duplicates = await Duplicates.ExecuteAsync(scope, Id, cancellationToken);
        _lead = lead;
        _changes++;
    }

    private async Task SavedAsync(Guid id)
    {
        Url.Set(("edit", null));
        await PullNowAsync();
    }

    // A new form, filled from what is there now; while it is open nothing else takes away what was typed.
    private async Task StaleAsync()
    {
        await PullNowAsync();
        _reads++;
    }

    private async Task LoggedAsync()
    {
        Url.Set(("log", null));
        await PullNowAsync();
    }

    private async Task MergedAsync()
    {
        Url.Set(("merge", null));
        await PullNowAsync();
    }

    private async Task ConvertAsync()
    {
        LeadDetails lead = _lead!;
        Guid id = await SaveContact.ExecuteAsync(await Current.GetAsync(Closing), new SaveContact.Request
        {
            FirstName = lead.FirstName,
            LastName = lead.LastName,
            Email = lead.Row.Email,
            Phone = lead.Phone,
            Title = lead.Row.Title,
            AccountId = lead.Row.AccountId,
            LeadId = Id,
            OwnerId = lead.Row.OwnerId,
        }, Closing);
        Notices.Done("Contact made", lead.Row.Name);
        Navigation.NavigateTo($"/leads/contacts?contact={id}");
    }

    private async Task DeleteAsync()
    {
        if (!await Confirm.AskAsync(new ConfirmQuestion($"Delete {_lead!.Row.Name}?", "Delete lead") { Consequence = "Interactions, scores, tasks and drafts go with it. This cannot be undone.", Type = _lead.Row.Name }))
            return;
        await Delete.ExecuteAsync(await Current.GetAsync(Closing), [Id], Closing);
        Notices.Done("Lead deleted", _lead.Row.Name);
        Navigation.NavigateTo("/leads");
    }
}
