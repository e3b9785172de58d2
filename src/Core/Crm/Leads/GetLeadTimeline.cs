using System.Globalization;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>Parts of a timeline.</summary>
public enum TimelinePart
{
    /// <summary>E-mails, sent and answered.</summary>
    Emails = 1,
    /// <summary>Calls, meetings, demos and offers.</summary>
    Talks = 2,
    /// <summary>What the lead did by itself: visits, downloads, forms, events.</summary>
    Visits = 3,
    /// <summary>What people wrote down.</summary>
    Notes = 4,
    /// <summary>Scores.</summary>
    Scores = 5,
    /// <summary>Drafts and other work of AI functions.</summary>
    Assistance = 6,
    /// <summary>Changes of the record: imports, facts, merges, tasks.</summary>
    Changes = 7,
}

/// <summary>Reads a lead's timeline, newest first: interactions and what was done to the record, merged by time.</summary>
public sealed class GetLeadTimeline(IArtisanDbFactory databases)
{
    private static readonly Dictionary<TimelinePart, (InteractionKind[] Interactions, LeadEventKind[] Events)> Parts = new()
    {
        [TimelinePart.Emails] = ([InteractionKind.EmailSent, InteractionKind.EmailOpened, InteractionKind.EmailClicked, InteractionKind.EmailReplied, InteractionKind.EmailBounced, InteractionKind.Unsubscribed], []),
        [TimelinePart.Talks] = ([InteractionKind.Call, InteractionKind.Meeting, InteractionKind.Demo, InteractionKind.ProposalSent], []),
        [TimelinePart.Visits] = ([InteractionKind.WebVisit, InteractionKind.PricingVisit, InteractionKind.Download, InteractionKind.FormSubmitted, InteractionKind.EventAttended], []),
        [TimelinePart.Notes] = ([InteractionKind.Note, InteractionKind.Other], []),
        [TimelinePart.Scores] = ([], [LeadEventKind.Scored]),
        [TimelinePart.Assistance] = ([], [LeadEventKind.Drafted, LeadEventKind.Assisted]),
        [TimelinePart.Changes] = ([], [LeadEventKind.Created, LeadEventKind.Imported, LeadEventKind.Changed, LeadEventKind.Merged, LeadEventKind.Task]),
    };

    /// <summary>Reads a page.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public Task<Page<LeadTimelineEntry>> ExecuteAsync(TenantScope scope, Guid leadId, PageRequest page, CancellationToken cancellationToken) => ExecuteAsync(scope, leadId, null, page, cancellationToken);

    /// <summary>Reads a page of one part; null reads all.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<Page<LeadTimelineEntry>> ExecuteAsync(TenantScope scope, Guid leadId, TimelinePart? part, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == leadId, cancellationToken))
            throw ArtisanException.NotFound("The lead");
        IQueryable<Interaction> interactions = db.Interactions.AsNoTracking().Where(i => i.LeadId == leadId);
        IQueryable<LeadEvent> events = db.LeadEvents.AsNoTracking().Where(e => e.LeadId == leadId);
        if (part is { } one && Parts.TryGetValue(one, out (InteractionKind[] Interactions, LeadEventKind[] Events) kinds))
        {
            interactions = interactions.Where(i => kinds.Interactions.Contains(i.Kind));
            events = events.Where(e => kinds.Events.Contains(e.Kind));
        }
        if (page.Cursor is { } text)
        {
            Cursor after = Cursor.Decode(text);
            if (!long.TryParse(after.Value, CultureInfo.InvariantCulture, out long ticks) || ticks <= 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)
                throw ArtisanException.Invalid("cursor", "The cursor is not one that this list gave. Start again without it.");
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            Guid id = after.Id;
            interactions = interactions.Where(i => i.At <= at && (i.At < at || i.Id.CompareTo(id) < 0));
            events = events.Where(e => e.At <= at && (e.At < at || e.Id.CompareTo(id) < 0));
        }
        var first = await interactions.OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(page.Size + 1)
            .Select(i => new { i.Id, i.At, i.Kind, i.Subject, i.Body, i.Outcome, i.ActorName, i.RequestId }).ToListAsync(cancellationToken);
        var second = await events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(page.Size + 1)
            .Select(e => new { e.Id, e.At, e.Kind, e.Title, e.ActorName, e.DetailsJson, e.ReferenceId, e.RequestId }).ToListAsync(cancellationToken);
        List<LeadTimelineEntry> merged = first.Select(i => new LeadTimelineEntry(i.Id, i.At, "interaction", Words(i.Kind), i.Subject, i.Body, i.Outcome, i.ActorName, null, null, i.RequestId))
            .Concat(second.Select(e => new LeadTimelineEntry(e.Id, e.At, "event", Words(e.Kind), e.Title, null, null, e.ActorName, e.DetailsJson, e.ReferenceId, e.RequestId)))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id, TimeIds.Order).Take(page.Size + 1).ToList();
        if (merged.Count <= page.Size)
            return new Page<LeadTimelineEntry>(merged, null);
        LeadTimelineEntry last = merged[page.Size - 1];
        return new Page<LeadTimelineEntry>(merged[..page.Size], new Cursor(last.At.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Id).Encode());
    }

    private static string Words<T>(T kind) where T : Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
