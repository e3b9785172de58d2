using System.Data;
using System.Security.Cryptography;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>What a verification of a chain found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Erased">Entries whose text was erased; their place in the chain still verifies.</param>
/// <param name="Faults">What is wrong, each naming the entry; empty when the chain is whole.</param>
/// <param name="Head">Sequence of the last entry.</param>
/// <param name="Deleted">Entries deleted by the rules, in whose place sealed checkpoints stand.</param>
/// <param name="DeletedUntil">When the last of these happened (UTC); null where none was deleted.</param>
public sealed record AuditVerification(long Entries, long Erased, IReadOnlyList<string> Faults, long Head, long Deleted = 0, DateTimeOffset? DeletedUntil = null);

/// <summary>Reads a tenant's whole chain and checks every checkpoint, link, text and seal.</summary>
public sealed class VerifyAuditChain(IArtisanDbFactory databases, IAuditSeal seal)
{
    private const int MostFaults = 100;

    /// <summary>Verifies.</summary>
    public async Task<AuditVerification> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        // What is cut meanwhile must not look like something missing.
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var faults = new List<string>();
        AuditCheckpoint[] checkpoints = await db.AuditCheckpoints.AsNoTracking().OrderBy(c => c.Sequence).ToArrayAsync(cancellationToken);
        AuditCheckpoint? begin = Trusted(checkpoints, faults);
        AuditAnchor[] anchors = await db.AuditAnchors.AsNoTracking().OrderBy(a => a.Sequence).ToArrayAsync(cancellationToken);
        HashSet<long> anchored = anchors.Select(a => a.Sequence).ToHashSet();
        var hashes = new Dictionary<long, byte[]>();
        if (begin is not null)
            hashes[begin.Sequence] = begin.Hash;
        var walk = new AuditWalk(begin?.Sequence ?? 0, begin?.Hash ?? new byte[32]);
        await foreach (AuditEntry entry in db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            foreach (string fault in walk.Step(entry))
                Add(faults, fault);
            if (anchored.Contains(walk.Sequence))
                hashes[walk.Sequence] = walk.Hash;
        }
        foreach (AuditAnchor anchor in anchors.Where(a => a.Sequence >= (begin?.Sequence ?? 0)))
        {
            if (!CryptographicOperations.FixedTimeEquals(seal.Seal(ChainAuditEntries.SealText(scope.TenantId, anchor.Sequence, anchor.Hash)), anchor.Seal))
                Add(faults, $"The seal of {anchor.At:yyyy-MM-dd HH:mm:ss} UTC at entry {anchor.Sequence} was not made by this deployment.");
            else if (!hashes.TryGetValue(anchor.Sequence, out byte[]? hash))
                Add(faults, $"Entry {anchor.Sequence}, sealed on {anchor.At:yyyy-MM-dd HH:mm:ss} UTC, is gone: the end of the chain was cut.");
            else if (!hash.AsSpan().SequenceEqual(anchor.Hash))
                Add(faults, $"Entry {anchor.Sequence} is not the one sealed on {anchor.At:yyyy-MM-dd HH:mm:ss} UTC: the chain was rewritten.");
        }
        return new AuditVerification(walk.Entries, walk.Erased, faults, walk.Sequence, checkpoints.Sum(c => c.Count), begin?.LastAt);
    }

    // The last checkpoint up to which all are sealed by this deployment and follow one another.
    private AuditCheckpoint? Trusted(AuditCheckpoint[] checkpoints, List<string> faults)
    {
        AuditCheckpoint? last = null;
        foreach (AuditCheckpoint checkpoint in checkpoints)
        {
            string name = $"The checkpoint of {checkpoint.At:yyyy-MM-dd HH:mm:ss} UTC for entries {checkpoint.FromSequence} to {checkpoint.Sequence}";
            if (!CryptographicOperations.FixedTimeEquals(seal.Seal(CutAudit.SealText(checkpoint)), checkpoint.Seal))
            {
                Add(faults, $"{name} was not made by this deployment, or was changed.");
                return last;
            }
            if (checkpoint.FromSequence != (last?.Sequence ?? 0) + 1 || !checkpoint.PreviousSeal.AsSpan().SequenceEqual(last?.Seal ?? new byte[32]))
            {
                Add(faults, $"{name} does not follow from the one before it: a checkpoint is missing.");
                return last;
            }
            last = checkpoint;
        }
        return last;
    }

    private static void Add(List<string> faults, string fault)
    {
        if (faults.Count < MostFaults)
            faults.Add(fault);
    }
}
