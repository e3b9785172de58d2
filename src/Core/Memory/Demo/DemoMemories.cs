using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Demo;

/// <summary>
/// What the people of a demonstration tenant remember: of what was said in calls, demos and e-mails of the most active leads, of meetings, campaigns and
/// conversations, as it would have been stored at its time. Some are pinned, some end soon, some summaries wait, and a legal hold lasts on one lead.
/// </summary>
public sealed class DemoMemories(IArtisanDbFactory databases, MemoryScrubber scrubber, TimeProvider clock) : IDemoSource
{
    /// <summary>Leads of which something is remembered.</summary>
    public const int Leads = 140;
    private const int Summaries = 5, EachLead = 4, EveryPinned = 17;

    /// <inheritdoc/>
    public async Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var random = new Random(tenant.Seed * 104_729);
        await using ArtisanDb db = databases.OpenTenant(tenant.TenantId);
        if (await db.Memories.AnyAsync(cancellationToken))
            return;
        Guid[] active = await db.Interactions.Where(i => i.LeadId != null && i.Body != null).GroupBy(i => i.LeadId!.Value).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(Leads).Select(g => g.Key).ToArrayAsync(cancellationToken);
        Dictionary<Guid, Lead> leads = await db.Leads.AsNoTracking().Where(l => active.Contains(l.Id)).ToDictionaryAsync(l => l.Id, cancellationToken);
        Interaction[] said = await db.Interactions.AsNoTracking().Where(i => i.Body != null && i.LeadId != null && active.Contains(i.LeadId.Value)).OrderBy(i => i.Id).ToArrayAsync(cancellationToken);
        var made = new DemoMemoryBook(tenant, scrubber, now);
        foreach (Interaction interaction in said.GroupBy(i => i.LeadId).SelectMany(g => g.TakeLast(EachLead)))
            Remember(made, leads[interaction.LeadId!.Value], interaction);
        foreach (Guid id in active)
            Meet(made, random, leads[id], now);
        foreach ((Campaign campaign, int number) in (await db.Campaigns.AsNoTracking().OrderBy(c => c.Id).ToArrayAsync(cancellationToken)).Select((c, i) => (c, i)))
            Learn(made, tenant, campaign, number, now);
        Talk(made, tenant, random, now);
        MemoryItem[] old = [.. active.Select(id => leads[id]).Where(l => l.OwnerId is not null && (now - l.CreatedAt).TotalDays > 35).Take(Summaries).SelectMany(l => SumUp(made, l, now))];
        Lead disputed = leads[active.Last(id => !old.Any(m => m.LeadId == id))];
        db.LegalHolds.Add(new LegalHold
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(now.AddDays(-9)),
            Reason = $"Matter 2026-014: keep what is remembered of {disputed.Company} until the claim is settled",
            LeadId = disputed.Id,
            CreatedAt = now.AddDays(-9),
            CreatedBy = tenant.People.First(p => p.Role == Role.Compliance).Name,
        });
        MemoryItem[] all = [.. made.Items.OrderBy(m => m.CreatedAt)];
        for (int i = EveryPinned - 1; i < all.Length; i += EveryPinned)
            all[i].Pinned = all[i].State == MemoryState.Active;
        foreach (MemoryItem memory in all.Where(m => m.State == MemoryState.Active && random.NextDouble() < 0.4))
            (memory.Recalls, memory.RecalledAt) = (1 + random.Next(12), memory.CreatedAt + (now - memory.CreatedAt) * random.NextDouble());
        db.Memories.AddRange(all);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Remember(DemoMemoryBook book, Lead lead, Interaction i)
    {
        string next = DemoMemoryWords.NextOf(i.Body!), text = i.Body!;
        if (i.Kind == InteractionKind.EmailReplied)
        {
            // As mails are: with a signature, out of which the policy takes what is personal.
            string signature = i.Id.GetHashCode() % 4 == 0 ? $"\n{lead.FirstName} {lead.LastName}, {lead.Email}, {lead.Phone}" : "";
            book.Add(MemoryType.EmailThread, lead, lead.OwnerId, i.At.AddMinutes(2), MemorySource.Api, $"{lead.FirstName} of {lead.Company} wrote: {text}{signature}", new MemoryFields
            {
                ThreadId = $"thread-{i.Id.ToString("N")[20..]}",
                Subject = i.Subject,
                Participants = [lead.FirstName, i.ActorName == lead.FirstName ? "Sales" : i.ActorName],
                Sentiment = i.Outcome ?? "neutral",
                NextSteps = ["Answer within a day"],
            });
            return;
        }
        bool shown = i.Kind == InteractionKind.Demo;
        book.Add(MemoryType.LeadInteraction, lead, lead.OwnerId, i.At.AddMinutes(20), shown ? MemorySource.Console : MemorySource.UseCase, $"{(shown ? "Demo" : "Call")} with {lead.FirstName} of {lead.Company}. {text}", new MemoryFields
        {
            InteractionType = shown ? "demo" : "call",
            Outcome = i.Outcome,
            KeyPoints = [DemoMemoryWords.PointOf(text)],
            NextSteps = [next],
        }, useCase: shown ? null : UseCases.CallSummary);
    }

    private static void Meet(DemoMemoryBook book, Random random, Lead lead, DateTimeOffset now)
    {
        if (lead.Stage is not (LeadStage.Qualified or LeadStage.Proposal or LeadStage.Won) || random.NextDouble() < 0.35)
            return;
        (string title, string text, string[] decisions, string[] actions) = DemoMemoryWords.Meetings[random.Next(DemoMemoryWords.Meetings.Length)];
        DateTimeOffset at = lead.CreatedAt + (now - lead.CreatedAt) * (0.5 + 0.5 * random.NextDouble());
        book.Add(MemoryType.MeetingSummary, lead, lead.OwnerId, at, MemorySource.Console, string.Format(System.Globalization.CultureInfo.InvariantCulture, text, lead.Company, lead.FirstName), new MemoryFields
        {
            Title = $"{title}, {lead.Company}",
            Participants = [lead.FirstName, lead.Title ?? "Operations", "Sales"],
            Decisions = decisions,
            ActionItems = actions,
        });
    }

    private static void Learn(DemoMemoryBook book, DemoTenant tenant, Campaign campaign, int number, DateTimeOffset now)
    {
        Guid manager = tenant.People.First(p => p.Role == Role.Manager).MembershipId;
        foreach (((string text, string learned, double replies, double demos), int week) in DemoMemoryWords.Campaigns[number % DemoMemoryWords.Campaigns.Length].Select((c, i) => (c, i)))
        {
            book.Add(MemoryType.CampaignResult, null, manager, now.AddDays(-40 + 10 * number + 7 * week), MemorySource.Console, $"{campaign.Name}: {text}", new MemoryFields
            {
                CampaignId = campaign.Id.ToString(),
                CampaignName = campaign.Name,
                Metrics = new Dictionary<string, double> { ["reply_rate"] = replies, ["demos"] = demos },
                Learnings = [learned],
            });
        }
    }

    private static void Talk(DemoMemoryBook book, DemoTenant tenant, Random random, DateTimeOffset now)
    {
        foreach (DemoPerson person in tenant.People.Where(p => p.Role is Role.Rep or Role.Manager or Role.Admin))
        {
            foreach ((string topic, string asked, string answered) in DemoMemoryWords.Talks)
            {
                if (random.NextDouble() < 0.25)
                    continue;
                // What is kept for thirty days ends, for some of them, within this week.
                DateTimeOffset at = now.AddDays(-29.5 * random.NextDouble());
                book.Add(MemoryType.ChatConversation, null, person.MembershipId, at, MemorySource.UseCase, $"Asked: {asked}\nAnswered: {answered}", new MemoryFields { SessionId = $"chat-{random.Next(0x1000000):x6}", Topic = topic }, useCase: UseCases.Conversation);
            }
        }
    }

    // What the nightly job would have made of four notes of a month ago; the last one was confirmed.
    private static IReadOnlyList<MemoryItem> SumUp(DemoMemoryBook book, Lead lead, DateTimeOffset now)
    {
        MemoryItem[] notes = [.. DemoMemoryWords.Notes.Select((note, i) => book.Add(MemoryType.LeadInteraction, lead, lead.OwnerId, lead.CreatedAt.AddDays(1 + 2 * i), MemorySource.Console,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, note, lead.FirstName, lead.Company), null)).OfType<MemoryItem>()];
        MemoryItem? summary = book.Add(MemoryType.LeadInteraction, lead, lead.OwnerId, now.AddDays(-1).AddMinutes(-lead.Id.GetHashCode() % 300), MemorySource.Summary,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, DemoMemoryWords.Summary, lead.FirstName, lead.Company), null, UseCases.MemorySummary);
        if (summary is null)
            return notes;
        summary.State = MemoryState.Proposed;
        summary.SourceReference = $"{notes.Length} memories of {notes[0].CreatedAt:yyyy-MM-dd} to {notes[^1].CreatedAt:yyyy-MM-dd}";
        foreach (MemoryItem note in notes)
            note.SummaryId = summary.Id;
        return [.. notes, summary];
    }
}
