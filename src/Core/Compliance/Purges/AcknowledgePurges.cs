using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Purges;

/// <summary>Gives this node's sign of life, and says of purges of the last day how much of what they deleted this node still holds in memory.</summary>
public sealed class AcknowledgePurges(IArtisanDbFactory databases, IEnumerable<IPersonalStore> stores, IEnumerable<INodeRemains> remains, ThisNode node)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow, since = now - Forgotten;
        Guid own = node.Id;
        (Guid TenantId, Guid Id, string CriteriaJson)[] open;
        await using (ArtisanDb db = databases.OpenDeployment())
        {
            if (await db.ClusterNodes.Where(n => n.Id == own).ExecuteUpdateAsync(set => set.SetProperty(n => n.SeenAt, now), cancellationToken) == 0)
            {
                db.ClusterNodes.Add(new ClusterNode { Id = own, Name = node.Name, StartedAt = node.StartedAt, SeenAt = now });
                await db.SaveChangesAsync(cancellationToken);
                await db.ClusterNodes.Where(n => n.SeenAt < since).ExecuteDeleteAsync(cancellationToken);
            }
            var rows = await db.OfAllTenants<Purge>().Where(p => p.CreatedAt > since && (p.State == PurgeState.Verifying || p.State == PurgeState.Verified || p.State == PurgeState.Incomplete))
                .Where(p => !db.OfAllTenants<PurgeAck>().Any(a => a.TenantId == p.TenantId && a.PurgeId == p.Id && a.NodeId == own && a.Left == 0))
                .Select(p => new { p.TenantId, p.Id, p.CriteriaJson }).Take(100).ToArrayAsync(cancellationToken);
            open = [.. rows.Select(p => (p.TenantId, p.Id, p.CriteriaJson))];
        }
        foreach ((Guid tenantId, Guid id, string json) in open)
            await AcknowledgeAsync(tenantId, id, PurgeJson.Read(json), cancellationToken);
    }

    private async Task AcknowledgeAsync(Guid tenantId, Guid purgeId, PurgeScope scope, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        int left = 0;
        foreach (IPersonalStore store in stores.Where(s => s.Serves(scope)))
            left += await store.LeftOnNodeAsync(db, scope, cancellationToken);
        foreach (INodeRemains other in remains)
            left += await other.LetGoAsync(scope, cancellationToken);
        Guid own = node.Id;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (await db.PurgeAcks.Where(a => a.PurgeId == purgeId && a.NodeId == own).ExecuteUpdateAsync(set => set.SetProperty(a => a.Left, left).SetProperty(a => a.At, now), cancellationToken) > 0)
            return;
        db.PurgeAcks.Add(new PurgeAck { PurgeId = purgeId, NodeId = own, Node = node.Name, At = now, Left = left });
        await db.SaveChangesAsync(cancellationToken);
    }
}
