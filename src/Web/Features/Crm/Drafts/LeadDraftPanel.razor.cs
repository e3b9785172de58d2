using Artisan.Core.Crm.Drafts;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.Drafts;

/// <summary>Drafts e-mails to a lead, keeps what was drafted, and lets a person edit, copy and judge it.</summary>
public sealed partial class LeadDraftPanel
{
    private const int Shown = 10;
    private static readonly string[] Fields = ["objective", "key_points", "context"];

    private readonly string _id = ElementId.Next("drafts");
    private readonly FormState _form = new(), _edit = new();
    private List<EmailDraftV1> _drafts = [];
    private EmailDraftV1? _open;
    private CancellationTokenSource? _working;
    private Fault? _fault;
    private string? _next, _objective, _points, _context, _subject, _body;
    private string _language = "en";
    private EmailTone _tone = EmailTone.Professional;
    private EmailLength _length = EmailLength.Medium;
    private int _variants = 1;
    private bool _mayGenerate;
    private Guid _lead;

    [Inject] private GenerateEmail Generate { get; set; } = default!;
    [Inject] private ListEmailDrafts List { get; set; } = default!;
    [Inject] private EditEmailDraft Edit { get; set; } = default!;
    [Inject] private Notices Notices { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;
    [Inject] private ILogger<LeadDraftPanel> Logger { get; set; } = default!;

    /// <summary>The lead.</summary>
    [Parameter, EditorRequired] public required Guid LeadId { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Leads];

    /// <inheritdoc/>
    protected override string PullFailure => "The drafts could not be loaded";

    private bool IsEdited => _open is { } open && (_subject != (open.EditedSubject ?? open.Subject) || _body != (open.EditedBody ?? open.Body));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_lead == LeadId)
            return;
        bool first = _lead == Guid.Empty;
        (_lead, _open, _drafts, _next) = (LeadId, null, [], null);
        if (!first)
            await PullNowAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        if (signals.Count > 0 && !signals.Any(s => s.Key is null || s.Key == LeadId.ToString("N")))
            return;
        _mayGenerate = scope.MayEdit(Area.AiUse);
        Page<EmailDraftV1> page = await List.ExecuteAsync(scope, LeadId, new PageRequest(null, Math.Max(Shown, _drafts.Count)), cancellationToken);
        (_drafts, _next) = (InOrder(page.Items), page.NextCursor);
        // What is being edited stays as it is; a colleague's edit shows when nothing was typed.
        if (_open is { } open && _drafts.Find(d => d.Id == open.Id) is { } fresh && !IsEdited)
            Open(fresh);
        else if (_open is null && _drafts.Count > 0)
            Open(_drafts[0]);
        else if (_open is { } gone && !_drafts.Exists(d => d.Id == gone.Id))
            Open(_drafts.FirstOrDefault());
    }

    /// <inheritdoc/>
    protected override ValueTask DisposingAsync()
    {
        _working?.Cancel();
        return ValueTask.CompletedTask;
    }

    private async Task GenerateAsync()
    {
        if (_working is not null)
            return;
        _fault = null;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        _working = working;
        try
        {
            await _form.TryAsync(async () =>
            {
                string[] points = [.. (_points ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
                EmailGenerateResponseV1 written = await Generate.ExecuteAsync(await Current.GetAsync(working.Token), new EmailGenerateRequestV1(_objective, LeadId, Tone: _tone, Language: _language, Length: _length, Variants: _variants, KeyPoints: points, Context: _context), "console", working.Token);
                _open = null;
                await PullNowAsync();
                Open(_drafts.Find(d => d.Id == written.Variants[0].DraftId) ?? _drafts.FirstOrDefault());
            }, Fields);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            // Stopped by the person.
        }
        catch (Exception e) when (e is not SignedOutException)
        {
            _fault = Fault.From(e, "The e-mail could not be drafted", Logger);
        }
        finally
        {
            _working = null;
        }
    }

    private void Cancel() => _working?.Cancel();

    private void Open(EmailDraftV1? draft)
    {
        _edit.Clear();
        _open = draft;
        (_subject, _body) = (draft?.EditedSubject ?? draft?.Subject, draft?.EditedBody ?? draft?.Body);
    }

    private async Task MoreAsync()
    {
        Page<EmailDraftV1> page = await List.ExecuteAsync(await Current.GetAsync(Closing), LeadId, new PageRequest(_next, Shown), Closing);
        _drafts = InOrder([.. _drafts, .. page.Items.Where(d => !_drafts.Exists(k => k.Id == d.Id))]);
        _next = page.NextCursor;
    }

    private async Task SaveAsync()
    {
        if (_open is not { } open)
            return;
        if (await _edit.TryAsync(async () => _open = await Edit.ExecuteAsync(await Current.GetAsync(Closing), open.Id, new EmailDraftEditV1(_subject, _body), Closing), "subject", "body"))
            Notices.Done("Edits saved");
    }

    private void Restore() => (_subject, _body) = (_open?.Subject, _open?.Body);

    private async Task DeleteAsync()
    {
        if (_open is not { } open || !await Confirm.AskAsync(new ConfirmQuestion($"Delete the draft “{open.EditedSubject ?? open.Subject}”?", "Delete draft") { Consequence = "The draft and its edits are gone. The AI request stays in the list of requests." }))
            return;
        await Edit.DeleteAsync(await Current.GetAsync(Closing), open.Id, Closing);
        _open = null;
        await PullNowAsync();
    }

    // Who accepts what he has typed wants to keep it.
    private async Task JudgedAsync(FeedbackV1 said)
    {
        if (said.Verdict == FeedbackVerdict.Edited && IsEdited)
            await SaveAsync();
    }

    // The latest request first, its variants in their order.
    private static List<EmailDraftV1> InOrder(IEnumerable<EmailDraftV1> drafts) => [.. drafts.OrderByDescending(d => d.RequestId, TimeIds.Order).ThenBy(d => d.Variant)];

    // Words that were taken out meanwhile need no check any more.
    private IEnumerable<DraftWarningV1> WarningsOf(EmailDraftV1 draft) => draft.Warnings.Select(w => w.Code == "unsupported_fact" ? w with { Words = [.. w.Words.Where(Stands)] } : w).Where(w => w.Code != "unsupported_fact" || w.Words.Count > 0);

    private bool Stands(string word) => WholeOf(_subject, _body).Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string WholeOf(string? subject, string? body) => $"{subject}\n\n{body}";

    private string Ids(string part) => $"{_id}-{part}";
}
