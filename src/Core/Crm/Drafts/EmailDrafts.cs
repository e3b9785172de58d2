using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Drafts;

/// <summary>A kept draft.</summary>
/// <param name="Id">Id.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="RequestId">The AI request, for feedback.</param>
/// <param name="Variant">From 1.</param>
/// <param name="Tone">Tone.</param>
/// <param name="Objective">What it is to reach.</param>
/// <param name="Subject">Subject as the model wrote it.</param>
/// <param name="Body">Text as the model wrote it.</param>
/// <param name="Warnings">What to look at in the draft as the model wrote it.</param>
/// <param name="EditedSubject">Subject after edits; absent when not edited.</param>
/// <param name="EditedBody">Text after edits; absent when not edited.</param>
/// <param name="Model">Model.</param>
/// <param name="ActorName">Who asked for it.</param>
/// <param name="CreatedAt">When (UTC).</param>
public sealed record EmailDraftV1(Guid Id, Guid? LeadId, Guid RequestId, int Variant, string Tone, string Objective, string Subject, string Body, IReadOnlyList<DraftWarningV1> Warnings, string? EditedSubject, string? EditedBody, string Model, string ActorName, DateTimeOffset CreatedAt);

/// <summary>Lists drafts, the latest first, and reads one.</summary>
public sealed class ListEmailDrafts(IArtisanDbFactory databases)
{
    /// <summary>Lists those of a lead, or all that the caller reaches.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<Page<EmailDraftV1>> ExecuteAsync(TenantScope scope, Guid? leadId, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<EmailDraftRecord> drafts = Reached(db, scope);
        if (leadId is { } lead)
        {
            if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == lead, cancellationToken))
                throw ArtisanException.NotFound("The lead");
            drafts = drafts.Where(d => d.LeadId == lead);
        }
        return await drafts.ToPageAsync(d => d.Id, null, Row, r => (null, r.Id), page with { Sort = null, Descending = true }, cancellationToken);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<EmailDraftV1> GetAsync(TenantScope scope, Guid draftId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await Reached(db, scope).Where(d => d.Id == draftId).Select(Row).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The draft");
    }

    // A draft without a lead is seen by those who see all leads, and by whoever asked for it.
    internal static IQueryable<EmailDraftRecord> Reached(ArtisanDb db, TenantScope scope)
    {
        IQueryable<EmailDraftRecord> all = db.EmailDrafts.AsNoTracking();
        if (scope.Demand(Area.Leads, Level.See) == Reach.All)
            return all;
        IQueryable<Lead> leads = db.Leads.Reached(scope);
        string own = scope.ActorName;
        return all.Where(d => d.LeadId == null ? d.ActorName == own : leads.Any(l => l.Id == d.LeadId));
    }

    private static IReadOnlyList<DraftWarningV1> Warnings(string? json) => json is null ? [] : JsonSerializer.Deserialize<DraftWarningV1[]>(json, ArtisanJson.Options)!;

    private static readonly System.Linq.Expressions.Expression<Func<EmailDraftRecord, EmailDraftV1>> Row = d =>
        new EmailDraftV1(d.Id, d.LeadId, d.RequestId, d.Variant, d.Tone, d.Objective, d.Subject, d.Body, Warnings(d.WarningsJson), d.EditedSubject, d.EditedBody, d.Model, d.ActorName, d.CreatedAt);
}

/// <summary>A person's edits of a draft; what is absent stays.</summary>
/// <param name="Subject">Subject, 1 to 100 characters.</param>
/// <param name="Body">Text, 1 to 20,000 characters.</param>
public sealed record EmailDraftEditV1(string? Subject, string? Body);

/// <summary>Keeps a person's edits beside what the model wrote, or deletes a draft.</summary>
public sealed class EditEmailDraft(IArtisanDbFactory databases, ListEmailDrafts list, LiveFeed feed)
{
    private const int LongestBody = 20_000;

    /// <summary>Keeps edits.</summary>
    /// <exception cref="ArtisanException">With every wrong field, or with <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<EmailDraftV1> ExecuteAsync(TenantScope scope, Guid draftId, EmailDraftEditV1 edit, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        var input = new CrmInput();
        string? subject = edit.Subject?.Replace("\0", "").Trim(), body = edit.Body?.Replace("\0", "").Trim();
        if (subject is null && body is null)
            input.Fault("body", "Give a subject, a body, or both.");
        foreach (string fault in subject is null ? [] : SubjectRules.Faults(subject))
            input.Fault("subject", fault);
        if (body is not null && body.Length is 0 or > LongestBody)
            input.Fault("body", $"1 to {LongestBody:N0} characters.");
        input.Check();
        await using ArtisanDb db = databases.Open(scope);
        EmailDraftRecord draft = await ListEmailDrafts.Reached(db, scope).AsTracking().SingleOrDefaultAsync(d => d.Id == draftId, cancellationToken) ?? throw ArtisanException.NotFound("The draft");
        draft.EditedSubject = subject ?? draft.EditedSubject;
        draft.EditedBody = body ?? draft.EditedBody;
        await db.SaveChangesAsync(cancellationToken);
        Publish(scope, draft.LeadId);
        return await list.GetAsync(scope, draftId, cancellationToken);
    }

    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task DeleteAsync(TenantScope scope, Guid draftId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        EmailDraftRecord draft = await ListEmailDrafts.Reached(db, scope).AsTracking().SingleOrDefaultAsync(d => d.Id == draftId, cancellationToken) ?? throw ArtisanException.NotFound("The draft");
        db.EmailDrafts.Remove(draft);
        await db.SaveChangesAsync(cancellationToken);
        Publish(scope, draft.LeadId);
    }

    private void Publish(TenantScope scope, Guid? lead)
    {
        if (lead is { } id)
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, id.ToString("N")));
    }
}
