using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>Assigns many leads to a member, or sets their stage, in pieces that lock little.</summary>
public sealed class ChangeLeads(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Leads changed in one transaction.</summary>
    private const int Piece = 1000;

    /// <summary>What to do.</summary>
    /// <param name="Filter">Which leads.</param>
    /// <param name="OwnerId">New owner; <see cref="Guid.Empty"/> for nobody; null leaves owners alone.</param>
    /// <param name="Stage">New stage; null leaves stages alone.</param>
    public sealed record Request(LeadFilter Filter, Guid? OwnerId = null, LeadStage? Stage = null);

    /// <summary>Changes.</summary>
    /// <returns>How many leads were changed.</returns>
    /// <exception cref="ArtisanException">When the scope may not, or there is no such member.</exception>
    public async Task<int> ExecuteAsync(TenantScope scope, Request request, Action<int>? progress, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Leads, Level.Edit);
        Guid? owner = request.OwnerId == Guid.Empty ? null : request.OwnerId;
        string? ownerName = null;
        var input = new CrmInput();
        if (owner is not null && reach != Reach.All && owner != scope.ActorId)
            input.Fault("owner_id", "You may take leads for yourself or give them up. Ask a manager to assign them to others.");
        await using (ArtisanDb db = databases.Open(scope))
        {
            await input.OwnerAsync(db, "owner_id", owner, cancellationToken);
            if (owner is not null)
                ownerName = await db.Memberships.Where(m => m.Id == owner).Select(m => m.DisplayName).SingleOrDefaultAsync(cancellationToken);
        }
        if (request.OwnerId is null && request.Stage is null)
            input.Fault("owner_id", "Say what to change: owner_id or stage.");
        input.Check();
        int changed = 0;
        Guid after = Guid.Empty;
        while (true)
        {
            await using ArtisanDb db = databases.Open(scope);
            IQueryable<Lead> leads = request.Filter.Apply(db, scope, Level.Edit).Where(l => l.Id.CompareTo(after) > 0);
            if (request.OwnerId is not null)
                leads = leads.Where(l => l.OwnerId != owner);
            if (request.Stage is { } stage)
                leads = leads.Where(l => l.Stage != stage);
            Guid[] ids = await leads.OrderBy(l => l.Id).Take(Piece).Select(l => l.Id).ToArrayAsync(cancellationToken);
            if (ids.Length == 0)
                break;
            changed += await ChangeAsync(db, scope, request, owner, ownerName, ids, cancellationToken);
            after = ids[^1];
            progress?.Invoke(changed);
            if (ids.Length < Piece)
                break;
        }
        if (changed > 0)
        {
            await using ArtisanDb db = databases.Open(scope);
            db.Audit(scope, "leads.changed", $"{changed} leads", new { owner, request.Stage });
            await db.SaveChangesAsync(cancellationToken);
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
        }
        return changed;
    }

    private static async Task<int> ChangeAsync(ArtisanDb db, TenantScope scope, Request request, Guid? owner, string? ownerName, Guid[] ids, CancellationToken cancellationToken)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        IQueryable<Lead> chosen = db.Leads.Where(l => ids.Contains(l.Id));
        int changed = 0;
        if (request.OwnerId is not null)
            changed = await chosen.ExecuteUpdateAsync(set => set.SetProperty(l => l.OwnerId, owner).SetProperty(l => l.UpdatedAt, now).SetProperty(l => l.Version, l => l.Version + 1), cancellationToken);
        if (request.Stage is { } stage)
            changed = await chosen.ExecuteUpdateAsync(set => set.SetProperty(l => l.Stage, stage).SetProperty(l => l.UpdatedAt, now).SetProperty(l => l.Version, l => l.Version + 1), cancellationToken);
        string title = request.OwnerId is null ? $"Stage set to {request.Stage!.Value.ToString().ToLowerInvariant()}" : ownerName is null ? "Owner taken away" : $"Assigned to {ownerName}";
        db.LeadEvents.AddRange(ids.Select(id => LeadTimelineEntry.Event(scope, id, LeadEventKind.Changed, title)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }
}

/// <summary>Deletes leads with all that belongs to them.</summary>
public sealed class DeleteLeads(IArtisanDbFactory databases, IEnumerable<ILeadDeletion> others, LiveFeed feed)
{
    private const int Most = 1000;

    /// <summary>Deletes.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="ArtisanException">When one of the leads does not exist for the caller, or there are more than 1,000.</exception>
    public async Task<int> ExecuteAsync(TenantScope scope, IReadOnlyCollection<Guid> leadIds, CancellationToken cancellationToken)
    {
        if (leadIds.Count > Most)
            throw ArtisanException.Invalid("ids", $"At most {Most} leads are deleted at once.");
        await using ArtisanDb db = databases.Open(scope);
        var leads = await db.Leads.Reached(scope, Level.Edit).Where(l => leadIds.Contains(l.Id)).Select(l => new { l.Id, l.Name }).ToArrayAsync(cancellationToken);
        if (leads.Length < leadIds.Distinct().Count())
            throw ArtisanException.NotFound(leadIds.Count == 1 ? "The lead" : "One of the leads");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (ILeadDeletion other in others)
            await other.BeforeAsync(db, scope, leadIds, cancellationToken);
        int deleted = await db.Leads.Where(l => leadIds.Contains(l.Id)).ExecuteDeleteAsync(cancellationToken);
        db.Audit(scope, "leads.deleted", leads.Length == 1 ? $"Lead {leads[0].Id}" : $"{leads.Length} leads", new { ids = leads.Select(l => l.Id).ToArray() });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
        return deleted;
    }

    /// <summary>Deletes all leads of a filter, in pieces; what is deleted when it is cancelled stays so.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<int> DeleteMatchingAsync(TenantScope scope, LeadFilter filter, Action<int>? progress, CancellationToken cancellationToken)
    {
        int deleted = 0;
        while (true)
        {
            Guid[] ids;
            await using (ArtisanDb db = databases.Open(scope))
                ids = await filter.Apply(db, scope, Level.Edit).OrderBy(l => l.Id).Take(Most).Select(l => l.Id).ToArrayAsync(cancellationToken);
            if (ids.Length == 0)
                return deleted;
            deleted += await ExecuteAsync(scope, ids, cancellationToken);
            progress?.Invoke(deleted);
        }
    }
}
