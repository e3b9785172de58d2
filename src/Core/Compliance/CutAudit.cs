using System.Globalization;
using System.Text;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>What a cut did.</summary>
/// <param name="Deleted">Entries deleted.</param>
/// <param name="Fault">Why no more was deleted though its time is over: the beginning does not verify; null when all is well.</param>
public sealed record AuditCut(long Deleted, string? Fault = null);

/// <summary>
/// Deletes the beginning of a tenant's audit chain whose time is over, and puts a sealed checkpoint in its place. The cut ends before the first entry that a legal hold
/// keeps, and never takes an entry that does not verify: what somebody has tampered with stays as evidence.
/// </summary>
public sealed class CutAudit(IArtisanDbFactory databases, IClusterLock cluster, IAuditSeal seal, IAuditFloor floor, ISubjectHolds holds, TimeProvider time)
{
    private const int Piece = 10_000;
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Cuts, piece by piece.</summary>
    public async Task<AuditCut> ExecuteAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        long deleted = 0;
        while (true)
        {
            AuditCut piece = await PieceAsync(tenantId, cancellationToken);
            deleted += piece.Deleted;
            if (piece.Fault is not null || piece.Deleted < Piece)
                return piece with { Deleted = deleted };
        }
    }

    private async Task<AuditCut> PieceAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        AuditCut done = new(0);
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        // Entries are chained every second under the same lock.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (await cluster.TryRunAsync(db, ChainAuditEntries.LockOf(tenantId), async () => done = await CutAsync(db, tenantId, cancellationToken), cancellationToken))
                break;
            await Task.Delay(Pause, cancellationToken);
        }
        return done;
    }

    private async Task<AuditCut> CutAsync(ArtisanDb db, Guid tenantId, CancellationToken cancellationToken)
    {
        int? set = await db.AuditPolicies.AsNoTracking().Select(p => p.KeepMonths).SingleOrDefaultAsync(cancellationToken);
        if (AuditRetentions.EffectiveOf(set, await floor.OfAsync(db, cancellationToken)) is not { } months)
            return new AuditCut(0);
        IReadOnlyList<SubjectHold> active = await holds.ActiveAsync(db, cancellationToken);
        DateTimeOffset end = time.GetUtcNow().AddMonths(-months);
        AuditCheckpoint? before = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(c => c.Sequence).FirstOrDefaultAsync(cancellationToken);
        long after = before?.Sequence ?? 0;
        // The last entry stays, whatever its age: what comes next is chained to it.
        long head = await db.AuditEntries.MaxAsync(e => e.Sequence, cancellationToken) ?? 0;
        var walk = new AuditWalk(after, before?.Hash ?? new byte[32]);
        DateTimeOffset? first = null, last = null;
        string? fault = null;
        (long Sequence, byte[] Hash) cut = (after, []);
        await foreach (AuditEntry entry in db.AuditEntries.AsNoTracking().Where(e => e.Sequence > after && e.Sequence < head).OrderBy(e => e.Sequence).Take(Piece).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.At >= end || active.Any(h => Holds(h, entry)))
                break;
            if (walk.Step(entry) is [var wrong, ..])
            {
                fault = wrong;
                break;
            }
            (first, last, cut) = (first ?? entry.At, entry.At, (walk.Sequence, walk.Hash));
        }
        if (first is null)
            return new AuditCut(0, fault);
        await ReplaceAsync(db, new AuditCheckpoint
        {
            TenantId = tenantId,
            FromSequence = after + 1,
            Sequence = cut.Sequence,
            Count = cut.Sequence - after,
            Hash = cut.Hash,
            FirstAt = first.Value,
            LastAt = last!.Value,
            At = Microseconds(time.GetUtcNow()),
            PreviousSeal = before?.Seal ?? new byte[32],
        }, months, cancellationToken);
        return new AuditCut(cut.Sequence - after, fault);
    }

    private async Task ReplaceAsync(ArtisanDb db, AuditCheckpoint checkpoint, int months, CancellationToken cancellationToken)
    {
        checkpoint.Seal = seal.Seal(SealText(checkpoint));
        db.AuditCheckpoints.Add(checkpoint);
        db.AuditEntries.Add(AuditLog.Create(checkpoint.TenantId, "Artisan", (int)ActorKind.System, Guid.Empty, "audit.cut", $"Entries {checkpoint.FromSequence} to {checkpoint.Sequence}",
            new { checkpoint.Count, checkpoint.FirstAt, checkpoint.LastAt, keep_months = months, hash = Convert.ToHexStringLower(checkpoint.Hash), seal = Convert.ToHexStringLower(checkpoint.Seal) }));
        await db.SaveChangesAsync(cancellationToken);
        await db.AuditEntries.Where(e => e.Sequence <= checkpoint.Sequence).ExecuteDeleteAsync(cancellationToken);
        await db.AuditAnchors.Where(a => a.Sequence <= checkpoint.Sequence).ExecuteDeleteAsync(cancellationToken);
    }

    // What somebody under a hold did, and what was done to a lead under one. A hold on everything keeps the whole audit.
    internal static bool Holds(SubjectHold hold, AuditEntry entry) =>
        (hold.OwnerId is not { } owner || owner == entry.ActorId) && (hold.LeadId is not { } lead || Names(entry, lead));

    private static bool Names(AuditEntry entry, Guid lead)
    {
        string plain = lead.ToString("D"), bare = lead.ToString("N");
        return Has(entry.Target) || Has(entry.DetailsJson);

        bool Has(string? text) => text is not null && (text.Contains(plain, StringComparison.OrdinalIgnoreCase) || text.Contains(bare, StringComparison.OrdinalIgnoreCase));
    }

    // PostgreSQL keeps microseconds; the seal must survive the round trip.
    private static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks / 10 * 10, TimeSpan.Zero);

    /// <summary>What a checkpoint's seal stands on.</summary>
    internal static byte[] SealText(AuditCheckpoint c) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"artisan-audit-cut|{c.TenantId:N}|{c.FromSequence}|{c.Sequence}|{c.Count}|{Convert.ToHexString(c.Hash)}|{c.FirstAt.UtcTicks}|{c.LastAt.UtcTicks}|{c.At.UtcTicks}|{Convert.ToHexString(c.PreviousSeal)}"));
}
