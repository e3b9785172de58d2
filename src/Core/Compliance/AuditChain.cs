using System.Text;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>Seals a chain's head with a key that the database does not hold.</summary>
public interface IAuditSeal
{
    /// <summary>HMAC-SHA-256 over the text.</summary>
    byte[] Seal(ReadOnlySpan<byte> text);
}

/// <summary>Takes turns between nodes for one piece of work; a port, since it is the database's own means.</summary>
public interface IClusterLock
{
    /// <summary>Does the work if no other node does it now, inside a transaction of the context; false when another node does.</summary>
    Task<bool> TryRunAsync(ArtisanDb db, string name, Func<Task> work, CancellationToken cancellationToken);
}

/// <summary>Appends waiting audit entries to their tenants' chains, a short batch at a time, and seals the new heads.</summary>
public sealed class ChainAuditEntries(IArtisanDbFactory databases, IClusterLock cluster, IAuditSeal seal, LiveFeed feed)
{
    private const int BatchSize = 500;

    /// <summary>Chains what waits, over all tenants.</summary>
    /// <returns>Entries chained.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        Guid[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = await db.OfAllTenants<AuditEntry>().Where(e => e.Sequence == null).Select(e => e.TenantId).Distinct().ToArrayAsync(cancellationToken);
        int chained = 0;
        foreach (Guid tenantId in tenants)
        {
            int batch;
            do
            {
                batch = await ChainAsync(tenantId, cancellationToken);
                chained += batch;
            }
            while (batch == BatchSize);
            if (chained > 0)
                feed.Publish(new FeedSignal(tenantId, FeedTopic.Audit));
        }
        return chained;
    }

    private async Task<int> ChainAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        int count = 0;
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        await cluster.TryRunAsync(db, LockOf(tenantId), async () =>
        {
            AuditEntry? head = await db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellationToken);
            AuditEntry[] waiting = await db.AuditEntries.Where(e => e.Sequence == null).OrderBy(e => e.Id).Take(BatchSize).ToArrayAsync(cancellationToken);
            if (waiting.Length == 0)
                return;
            AuditCheckpoint? cut = head is null ? await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken) : null;
            long sequence = head?.Sequence ?? cut?.Sequence ?? 0;
            byte[] previous = head?.Hash ?? cut?.Hash ?? new byte[32];
            foreach (AuditEntry entry in waiting)
            {
                entry.Sequence = ++sequence;
                entry.Hash = previous = AuditLog.HashOf(entry, sequence, previous);
            }
            db.AuditAnchors.Add(new AuditAnchor
            {
                Sequence = sequence,
                Hash = previous,
                At = DateTimeOffset.UtcNow,
                Seal = seal.Seal(SealText(tenantId, sequence, previous)),
            });
            await db.SaveChangesAsync(cancellationToken);
            count = waiting.Length;
        }, cancellationToken);
        return count;
    }

    /// <summary>Who chains or cuts holds this.</summary>
    internal static string LockOf(Guid tenantId) => $"audit:{tenantId:N}";

    internal static byte[] SealText(Guid tenantId, long sequence, byte[] hash) =>
        Encoding.UTF8.GetBytes($"artisan-audit|{tenantId:N}|{sequence}|{Convert.ToHexString(hash)}");
}
