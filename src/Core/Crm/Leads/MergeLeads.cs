using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>What it takes to undo a merge.</summary>
/// <param name="Kept">The lead that stayed, as it was.</param>
/// <param name="Merged">The lead that went, as it was.</param>
/// <param name="Interactions">Interactions that moved.</param>
/// <param name="Tasks">Tasks that moved.</param>
/// <param name="Events">Events that moved.</param>
/// <param name="Scores">Scores that moved.</param>
/// <param name="Drafts">E-mail drafts that moved.</param>
/// <param name="Conversations">Conversations that moved.</param>
/// <param name="Campaigns">Campaigns of the lead that went.</param>
/// <param name="AddedCampaigns">Those of them that the lead that stayed was not in.</param>
/// <param name="Contacts">Contacts that came from the lead that went; absent in merges of earlier versions, which left them.</param>
/// <param name="Memories">Memories that moved; absent in merges of earlier versions.</param>
internal sealed record MergeSnapshot(Lead Kept, Lead Merged, Guid[] Interactions, Guid[] Tasks, Guid[] Events, Guid[] Scores, Guid[] Drafts, Guid[] Conversations, Guid[] Campaigns, Guid[] AddedCampaigns, Guid[]? Contacts = null, Guid[]? Memories = null);

/// <summary>Merges one lead into another: what the one that stays lacks is filled in, everything that belongs to the other moves over. It can be undone.</summary>
public sealed class MergeLeads(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Merges.</summary>
    /// <returns>The merge's id, to undo it.</returns>
    /// <exception cref="ArtisanException">When a lead does not exist for the caller, or both are the same.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Guid keptId, Guid mergedId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        if (keptId == mergedId)
            throw ArtisanException.Invalid("merged_id", "A lead cannot be merged into itself. Choose two different ones.");
        await using ArtisanDb db = databases.Open(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        Lead kept = await db.Leads.Reached(scope, Level.Edit).SingleOrDefaultAsync(l => l.Id == keptId, cancellationToken) ?? throw ArtisanException.NotFound("The lead that stays");
        Lead merged = await db.Leads.Reached(scope, Level.Edit).AsNoTracking().SingleOrDefaultAsync(l => l.Id == mergedId, cancellationToken) ?? throw ArtisanException.NotFound("The lead that is merged");
        Guid[] campaigns = await db.CampaignLeads.Where(c => c.LeadId == mergedId).Select(c => c.CampaignId).ToArrayAsync(cancellationToken);
        Guid[] there = await db.CampaignLeads.Where(c => c.LeadId == keptId).Select(c => c.CampaignId).ToArrayAsync(cancellationToken);
        var snapshot = new MergeSnapshot(Copy(kept), merged,
            await db.Interactions.Where(i => i.LeadId == mergedId).Select(i => i.Id).ToArrayAsync(cancellationToken),
            await db.LeadTasks.Where(t => t.LeadId == mergedId).Select(t => t.Id).ToArrayAsync(cancellationToken),
            await db.LeadEvents.Where(e => e.LeadId == mergedId).Select(e => e.Id).ToArrayAsync(cancellationToken),
            await db.LeadScores.Where(s => s.LeadId == mergedId).Select(s => s.Id).ToArrayAsync(cancellationToken),
            await db.EmailDrafts.Where(d => d.LeadId == mergedId).Select(d => d.Id).ToArrayAsync(cancellationToken),
            await db.ConversationSessions.Where(s => s.LeadId == mergedId).Select(s => s.Id).ToArrayAsync(cancellationToken),
            campaigns, campaigns.Except(there).ToArray(),
            await db.Contacts.Where(c => c.LeadId == mergedId).Select(c => c.Id).ToArrayAsync(cancellationToken),
            await db.Memories.Where(m => m.LeadId == mergedId).Select(m => m.Id).ToArrayAsync(cancellationToken));
        await LeadBelongings.MoveAsync(db, snapshot, keptId, cancellationToken);
        db.CampaignLeads.AddRange(snapshot.AddedCampaigns.Select(c => new CampaignLead { TenantId = scope.TenantId, CampaignId = c, LeadId = keptId, AddedAt = DateTimeOffset.UtcNow }));
        await db.Leads.Where(l => l.Id == mergedId).ExecuteDeleteAsync(cancellationToken);
        Fill(kept, merged);
        var merge = new LeadMerge { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), KeptId = keptId, MergedId = mergedId, ActorName = scope.ActorName, At = DateTimeOffset.UtcNow, SnapshotJson = JsonSerializer.Serialize(snapshot, ArtisanJson.Options) };
        db.LeadMerges.Add(merge);
        db.LeadEvents.Add(LeadTimelineEntry.Event(scope, keptId, LeadEventKind.Merged, $"{merged.Name} was merged into this lead", merge.Id, details: new { merged = merged.Id, merged.Name, merged.Email }));
        db.Audit(scope, "lead.merged", $"Lead {mergedId} into {keptId}");
        await db.SaveChangesAsync(cancellationToken);
        await NextStep.RefreshAsync(db, keptId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, keptId.ToString("N")));
        return merge.Id;
    }

    /// <summary>What a merge would do: every fact in both leads and afterwards, and how much moves.</summary>
    /// <param name="Facts">Facts that at least one of them has, in order.</param>
    /// <param name="Interactions">Interactions that move.</param>
    /// <param name="Tasks">Tasks that move.</param>
    /// <param name="Scores">Scores that move.</param>
    public sealed record Preview(IReadOnlyList<Preview.Fact> Facts, int Interactions, int Tasks, int Scores)
    {
        /// <summary>A fact; owner and account by name.</summary>
        public sealed record Fact(string Name, string? Kept, string? Merged, string? After);
    }

    /// <summary>Tells what a merge would do, without doing it.</summary>
    /// <exception cref="ArtisanException">When a lead does not exist for the caller.</exception>
    public async Task<Preview> PreviewAsync(TenantScope scope, Guid keptId, Guid mergedId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        Lead kept = await db.Leads.Reached(scope, Level.Edit).AsNoTracking().SingleOrDefaultAsync(l => l.Id == keptId, cancellationToken) ?? throw ArtisanException.NotFound("The lead that stays");
        Lead merged = await db.Leads.Reached(scope, Level.Edit).AsNoTracking().SingleOrDefaultAsync(l => l.Id == mergedId, cancellationToken) ?? throw ArtisanException.NotFound("The lead that is merged");
        Guid?[] ids = [kept.OwnerId, merged.OwnerId, kept.AccountId, merged.AccountId];
        Dictionary<string, string> names = await db.Memberships.Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, Name = m.DisplayName })
            .Concat(db.Accounts.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Name })).ToDictionaryAsync(n => n.Id.ToString(), n => n.Name, cancellationToken);
        IReadOnlyList<(string Name, string? Value)> before = LeadFacts.Of(kept).All, other = LeadFacts.Of(merged).All;
        Fill(kept, merged);
        IReadOnlyList<(string Name, string? Value)> after = LeadFacts.Of(kept).All;
        string? Said(string? value) => value is not null && names.TryGetValue(value, out string? name) ? name : value;
        return new Preview([.. before.Select((f, i) => new Preview.Fact(f.Name, Said(f.Value), Said(other[i].Value), Said(after[i].Value))).Where(f => f.Kept is not null || f.Merged is not null)],
            await db.Interactions.CountAsync(i => i.LeadId == mergedId, cancellationToken), await db.LeadTasks.CountAsync(t => t.LeadId == mergedId, cancellationToken), await db.LeadScores.CountAsync(s => s.LeadId == mergedId, cancellationToken));
    }

    private static Lead Copy(Lead lead) => JsonSerializer.Deserialize<Lead>(JsonSerializer.Serialize(lead, ArtisanJson.Options), ArtisanJson.Options)!;

    private static void Fill(Lead kept, Lead merged)
    {
        if (kept.FirstName.Length == 0 && kept.LastName.Length == 0)
            (kept.FirstName, kept.LastName) = (merged.FirstName, merged.LastName);
        kept.Email ??= merged.Email;
        kept.Phone ??= merged.Phone;
        kept.Title ??= merged.Title;
        kept.Company ??= merged.Company;
        kept.AccountId ??= merged.AccountId;
        kept.Country ??= merged.Country;
        kept.City ??= merged.City;
        kept.Source ??= merged.Source;
        kept.OwnerId ??= merged.OwnerId;
        if (merged.Stage > kept.Stage && merged.Stage != LeadStage.Lost)
            kept.Stage = merged.Stage;
        if (merged.LastContactAt is { } last && (kept.LastContactAt is null || last > kept.LastContactAt))
            kept.LastContactAt = last;
        // The scores move over, and the latest of all is the lead's.
        if (merged.ScoredAt is { } scored && (kept.ScoredAt is null || scored > kept.ScoredAt))
            TakeScore(kept, merged);
        kept.CustomJson = Fields.CustomValues.Union(kept.CustomJson, merged.CustomJson);
        LeadText.Refresh(kept);
        kept.UpdatedAt = DateTimeOffset.UtcNow;
        kept.Version++;
    }

    internal static void TakeScore(Lead to, Lead from) =>
        (to.Score, to.Grade, to.ScoreChange, to.ScoredAt, to.ScoreExpiresAt) = (from.Score, from.Grade, from.ScoreChange, from.ScoredAt, from.ScoreExpiresAt);
}

/// <summary>Undoes a merge: the lead that went comes back with all that was its own; the other gets the facts back that it had.</summary>
public sealed class UndoLeadMerge(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Undoes.</summary>
    /// <returns>The id of the lead that came back.</returns>
    /// <exception cref="ArtisanException">When the merge does not exist for the caller, was undone, or an e-mail is taken meanwhile.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Guid mergeId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        LeadMerge merge = await db.LeadMerges.SingleOrDefaultAsync(m => m.Id == mergeId, cancellationToken) ?? throw ArtisanException.NotFound("The merge");
        Lead kept = await db.Leads.Reached(scope, Level.Edit).SingleOrDefaultAsync(l => l.Id == merge.KeptId, cancellationToken) ?? throw ArtisanException.NotFound("The merged lead");
        if (merge.UndoneAt is not null)
            throw new ArtisanException(ErrorCode.Conflict, "This merge was undone before.");
        MergeSnapshot snapshot = JsonSerializer.Deserialize<MergeSnapshot>(merge.SnapshotJson, ArtisanJson.Options) ?? throw new InvalidOperationException($"Merge {mergeId} has no snapshot.");
        if (snapshot.Merged.EmailKey is { } key && await db.Leads.AnyAsync(l => l.EmailKey == key && l.Id != kept.Id, cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, $"Another lead has the e-mail {snapshot.Merged.Email} by now. Change or delete that one first.") { Field = "email" };
        // Facts that the merge filled in go back; what people have changed since stays.
        Restore(kept, snapshot);
        await db.SaveChangesAsync(cancellationToken);
        db.Leads.Add(snapshot.Merged);
        await db.SaveChangesAsync(cancellationToken);
        await LeadBelongings.MoveAsync(db, snapshot, snapshot.Merged.Id, cancellationToken);
        Guid[] added = snapshot.AddedCampaigns;
        await db.CampaignLeads.Where(c => c.LeadId == kept.Id && added.Contains(c.CampaignId)).ExecuteDeleteAsync(cancellationToken);
        Guid[] present = await db.Campaigns.Where(c => snapshot.Campaigns.Contains(c.Id)).Select(c => c.Id).ToArrayAsync(cancellationToken);
        db.CampaignLeads.AddRange(present.Select(c => new CampaignLead { TenantId = scope.TenantId, CampaignId = c, LeadId = snapshot.Merged.Id, AddedAt = DateTimeOffset.UtcNow }));
        merge.UndoneAt = DateTimeOffset.UtcNow;
        db.LeadEvents.Add(LeadTimelineEntry.Event(scope, kept.Id, LeadEventKind.Merged, $"The merge with {snapshot.Merged.Name} was undone", merge.Id));
        db.LeadEvents.Add(LeadTimelineEntry.Event(scope, snapshot.Merged.Id, LeadEventKind.Merged, $"Taken out of {kept.Name} again", merge.Id));
        db.Audit(scope, "lead.merge_undone", $"Lead {snapshot.Merged.Id} out of {kept.Id}");
        await db.SaveChangesAsync(cancellationToken);
        await NextStep.RefreshAsync(db, kept.Id, cancellationToken);
        await NextStep.RefreshAsync(db, snapshot.Merged.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
        return snapshot.Merged.Id;
    }

    private static void Restore(Lead kept, MergeSnapshot snapshot)
    {
        Lead before = snapshot.Kept, merged = snapshot.Merged;
        kept.FirstName = Back(kept.FirstName, before.FirstName, merged.FirstName)!;
        kept.LastName = Back(kept.LastName, before.LastName, merged.LastName)!;
        kept.Email = Back(kept.Email, before.Email, merged.Email);
        kept.Phone = Back(kept.Phone, before.Phone, merged.Phone);
        kept.Title = Back(kept.Title, before.Title, merged.Title);
        kept.Company = Back(kept.Company, before.Company, merged.Company);
        kept.Country = Back(kept.Country, before.Country, merged.Country);
        kept.City = Back(kept.City, before.City, merged.City);
        kept.Source = Back(kept.Source, before.Source, merged.Source);
        kept.AccountId = Back(kept.AccountId, before.AccountId, merged.AccountId);
        kept.OwnerId = Back(kept.OwnerId, before.OwnerId, merged.OwnerId);
        kept.Stage = Back(kept.Stage, before.Stage, merged.Stage);
        kept.LastContactAt = Back(kept.LastContactAt, before.LastContactAt, merged.LastContactAt);
        if (kept.ScoredAt is not null && kept.ScoredAt == merged.ScoredAt)
            MergeLeads.TakeScore(kept, before);
        if (kept.CustomJson == Fields.CustomValues.Union(before.CustomJson, merged.CustomJson))
            kept.CustomJson = before.CustomJson;
        LeadText.Refresh(kept);
        kept.UpdatedAt = DateTimeOffset.UtcNow;
        kept.Version++;
    }

    private static T? Back<T>(T? now, T? before, T? filled) => EqualityComparer<T?>.Default.Equals(now, filled) ? before : now;
}

/// <summary>Moves what belongs to a lead.</summary>
internal static class LeadBelongings
{
    internal static async Task MoveAsync(ArtisanDb db, MergeSnapshot what, Guid to, CancellationToken cancellationToken)
    {
        await db.Interactions.Where(i => what.Interactions.Contains(i.Id)).ExecuteUpdateAsync(set => set.SetProperty(i => i.LeadId, to), cancellationToken);
        await db.LeadTasks.Where(t => what.Tasks.Contains(t.Id)).ExecuteUpdateAsync(set => set.SetProperty(t => t.LeadId, to), cancellationToken);
        await db.LeadEvents.Where(e => what.Events.Contains(e.Id)).ExecuteUpdateAsync(set => set.SetProperty(e => e.LeadId, to), cancellationToken);
        await db.LeadScores.Where(s => what.Scores.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.LeadId, to), cancellationToken);
        await db.EmailDrafts.Where(d => what.Drafts.Contains(d.Id)).ExecuteUpdateAsync(set => set.SetProperty(d => d.LeadId, to), cancellationToken);
        Guid[] contacts = what.Contacts ?? [];
        await db.Contacts.Where(c => contacts.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.LeadId, to), cancellationToken);
        Guid[] memories = what.Memories ?? [];
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await db.Memories.Where(m => memories.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeadId, to).SetProperty(m => m.Revision, m => m.Revision + 1).SetProperty(m => m.UpdatedAt, now), cancellationToken);
        await db.ConversationSessions.Where(s => what.Conversations.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.LeadId, to), cancellationToken);
    }
}

/// <summary>Finds leads that may be the same as one: same name, or same company and last name, or same phone.</summary>
public sealed class FindDuplicateLeads(IArtisanDbFactory databases)
{
    private const int Most = 10;

    /// <summary>Finds, at most ten.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<IReadOnlyList<LeadRow>> ExecuteAsync(TenantScope scope, Guid leadId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Lead> leads = db.Leads.AsNoTracking().Reached(scope);
        Lead lead = await leads.SingleOrDefaultAsync(l => l.Id == leadId, cancellationToken) ?? throw ArtisanException.NotFound("The lead");
        if (lead.FirstName.Length + lead.LastName.Length == 0)
            return [];
        // The index of search words narrows to people of this name; the rest is compared row by row.
        string name = $"%{SearchWords.Escape(lead.Name.ToLowerInvariant())}%";
        return await leads.Where(l => l.Id != leadId && EF.Functions.Like(l.SearchText, name, "\\") && l.LastName.ToLower() == lead.LastName.ToLower())
            .OrderByDescending(l => l.Id).Take(Most).Select(ListLeads.Row(db)).ToArrayAsync(cancellationToken);
    }
}

/// <summary>Lists the merges into a lead, newest first.</summary>
public sealed class ListLeadMerges(IArtisanDbFactory databases)
{
    /// <summary>A merge in lists.</summary>
    /// <param name="Id">Id.</param>
    /// <param name="MergedId">The lead that went.</param>
    /// <param name="ActorName">Who.</param>
    /// <param name="At">When (UTC).</param>
    /// <param name="UndoneAt">When it was undone (UTC).</param>
    public sealed record Row(Guid Id, Guid MergedId, string ActorName, DateTimeOffset At, DateTimeOffset? UndoneAt);

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<IReadOnlyList<Row>> ExecuteAsync(TenantScope scope, Guid leadId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == leadId, cancellationToken))
            throw ArtisanException.NotFound("The lead");
        return await db.LeadMerges.AsNoTracking().Where(m => m.KeptId == leadId).OrderByDescending(m => m.At).Take(100)
            .Select(m => new Row(m.Id, m.MergedId, m.ActorName, m.At, m.UndoneAt)).ToArrayAsync(cancellationToken);
    }
}
