using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
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
        await cluster.TryRunAsync(db, $"audit:{tenantId:N}", async () =>
        {
            AuditEntry? head = await db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(cancellationToken);
            AuditEntry[] waiting = await db.AuditEntries.Where(e => e.Sequence == null).OrderBy(e => e.Id).Take(BatchSize).ToArrayAsync(cancellationToken);
            if (waiting.Length == 0)
                return;
            long sequence = head?.Sequence ?? 0;
            byte[] previous = head?.Hash ?? new byte[32];
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

    internal static byte[] SealText(Guid tenantId, long sequence, byte[] hash) =>
        Encoding.UTF8.GetBytes($"artisan-audit|{tenantId:N}|{sequence}|{Convert.ToHexString(hash)}");
}

/// <summary>What a verification of a chain found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Erased">Entries whose text was erased; their place in the chain still verifies.</param>
/// <param name="Faults">What is wrong, each naming the entry; empty when the chain is whole.</param>
/// <param name="Head">Sequence of the last entry.</param>
public sealed record AuditVerification(long Entries, long Erased, IReadOnlyList<string> Faults, long Head);

/// <summary>Reads a tenant's whole chain and checks every link, text and seal.</summary>
public sealed class VerifyAuditChain(IArtisanDbFactory databases, IAuditSeal seal)
{
    private const int MostFaults = 100;

    /// <summary>Verifies.</summary>
    public async Task<AuditVerification> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        var faults = new List<string>();
        var hashes = new Dictionary<long, byte[]>();
        AuditAnchor[] anchors = await db.AuditAnchors.AsNoTracking().OrderBy(a => a.Sequence).ToArrayAsync(cancellationToken);
        HashSet<long> anchored = anchors.Select(a => a.Sequence).ToHashSet();
        long expected = 1, erased = 0, entries = 0;
        byte[] previous = new byte[32];
        await foreach (AuditEntry entry in db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            entries++;
            long sequence = entry.Sequence!.Value;
            if (sequence != expected && faults.Count < MostFaults)
                faults.Add(sequence == expected + 1 ? $"Entry {expected} is missing." : $"Entries {expected} to {sequence - 1} are missing.");
            if (AuditLog.DigestOf(entry) is { } digest)
            {
                if (!digest.AsSpan().SequenceEqual(entry.Digest) && faults.Count < MostFaults)
                    faults.Add($"The text of entry {sequence} ({entry.Action}, {entry.At:yyyy-MM-dd HH:mm:ss} UTC) was changed.");
            }
            else
            {
                erased++;
            }
            byte[] hash = AuditLog.HashOf(entry, sequence, previous);
            if (!hash.AsSpan().SequenceEqual(entry.Hash) && faults.Count < MostFaults)
                faults.Add($"Entry {sequence} ({entry.Action}, {entry.At:yyyy-MM-dd HH:mm:ss} UTC) does not follow from the one before it.");
            previous = entry.Hash!;
            expected = sequence + 1;
            if (anchored.Contains(sequence))
                hashes[sequence] = entry.Hash!;
        }
        foreach (AuditAnchor anchor in anchors)
        {
            if (faults.Count >= MostFaults)
                break;
            if (!CryptographicOperations.FixedTimeEquals(seal.Seal(ChainAuditEntries.SealText(scope.TenantId, anchor.Sequence, anchor.Hash)), anchor.Seal))
                faults.Add($"The seal of {anchor.At:yyyy-MM-dd HH:mm:ss} UTC at entry {anchor.Sequence} was not made by this deployment.");
            else if (!hashes.TryGetValue(anchor.Sequence, out byte[]? hash))
                faults.Add($"Entry {anchor.Sequence}, sealed on {anchor.At:yyyy-MM-dd HH:mm:ss} UTC, is gone: the end of the chain was cut.");
            else if (!hash.AsSpan().SequenceEqual(anchor.Hash))
                faults.Add($"Entry {anchor.Sequence} is not the one sealed on {anchor.At:yyyy-MM-dd HH:mm:ss} UTC: the chain was rewritten.");
        }
        return new AuditVerification(entries, erased, faults, expected - 1);
    }
}
