using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Which answers are to be forgotten; all that is null means any.</summary>
/// <param name="AnswerId">One answer.</param>
/// <param name="WorkspaceId">Those of a workspace.</param>
/// <param name="LeadId">Those for a lead.</param>
/// <param name="ActorId">Those of a member or key.</param>
public sealed record CachePurgeOrder(Guid? AnswerId = null, Guid? WorkspaceId = null, Guid? LeadId = null, Guid? ActorId = null);

/// <summary>Removes answers from the database and from every node's memory, where they are gone within two seconds.</summary>
public sealed class ForgetAnswers(IArtisanDbFactory databases, AnswerCache cache, ControlPlane control, LiveFeed feed)
{
    /// <summary>Forgets what an admin names.</summary>
    /// <returns>How many were forgotten in the database and on this node.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the workspace or the one answer does not exist.</exception>
    public async Task<int> ExecuteAsync(TenantScope scope, CachePurgeOrder order, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        if (order.WorkspaceId is { } workspace && control.TenantOf(scope.TenantId)?.Workspaces.ContainsKey(workspace) != true)
            throw ArtisanException.NotFound("The workspace");
        await using ArtisanDb db = databases.Open(scope);
        if (order.AnswerId is { } id && !cache.Of(scope.TenantId).Any(e => e.Id == id) && !await db.CachedAnswers.AnyAsync(a => a.Id == id, cancellationToken))
            throw ArtisanException.NotFound("The answer");
        string what = order switch
        {
            { AnswerId: { } answer } => $"Answer {answer:N}",
            { LeadId: { } lead } => $"Answers for lead {lead:N}",
            { ActorId: { } actor } => $"Answers of {actor:N}",
            { WorkspaceId: { } of } => $"Workspace {control.TenantOf(scope.TenantId)!.Workspaces[of].Slug}",
            _ => "All workspaces",
        };
        db.Audit(scope, order.AnswerId is null ? "cache.purged" : "cache.answer_removed", what, order);
        return await ForgetAsync(db, scope.TenantId, order, cancellationToken);
    }

    /// <summary>Forgets as part of another change, such as the purge of a person's data; saved in one transaction with what the context holds.</summary>
    /// <returns>How many were forgotten in the database and on this node.</returns>
    public async Task<int> ForgetAsync(ArtisanDb db, Guid tenantId, CachePurgeOrder order, CancellationToken cancellationToken)
    {
        var purge = new CachePurge { TenantId = tenantId, Id = Guid.CreateVersion7(), At = DateTimeOffset.UtcNow, AnswerId = order.AnswerId, WorkspaceId = order.WorkspaceId, LeadId = order.LeadId, ActorId = order.ActorId };
        bool own = db.Database.CurrentTransaction is null;
        await using var transaction = own ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        db.CachePurges.Add(purge);
        await db.SaveChangesAsync(cancellationToken);
        Guid? answer = order.AnswerId, workspace = order.WorkspaceId, lead = order.LeadId, actor = order.ActorId;
        IQueryable<CachedAnswer> rows = db.CachedAnswers.Where(a => a.TenantId == tenantId && (answer == null || a.Id == answer) && (workspace == null || a.WorkspaceId == workspace) && (lead == null || a.LeadId == lead) && (actor == null || a.ActorId == actor));
        HashSet<Guid> ids = [.. await rows.Select(a => a.Id).ToArrayAsync(cancellationToken)];
        await rows.ExecuteDeleteAsync(cancellationToken);
        // The prompts of hits go with them: what is purged must not be read in the review either.
        await db.SemanticHits.Where(h => h.TenantId == tenantId && (answer == null || h.AnswerId == answer) && (workspace == null || h.WorkspaceId == workspace) && (lead == null || h.LeadId == lead) && (actor == null || h.ActorId == actor) && h.WrongAt == null).ExecuteDeleteAsync(cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        ids.UnionWith(cache.Apply(purge).Select(e => e.Id));
        feed.Publish(new FeedSignal(tenantId, FeedTopic.Cache));
        return ids.Count;
    }
}
