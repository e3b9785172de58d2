using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Retention;

/// <summary>How long the audit and purges are kept.</summary>
internal sealed class AuditRetentionSource(IAuditFloor floor, ISubjectHolds holds) : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 70;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int? set = await db.AuditPolicies.AsNoTracking().Select(p => p.KeepMonths).SingleOrDefaultAsync(cancellationToken);
        AuditFloor least = await floor.OfAsync(db, cancellationToken);
        int? months = AuditRetentions.EffectiveOf(set, least);
        TimeSpan? age = months is { } m ? now - now.AddMonths(-m) : null;
        RetentionFigures audit = await RetentionCounts.ByAgeAsync(db.AuditEntries.AsNoTracking(), e => e.At, age, now, cancellationToken);
        // A cut ends before the first held entry, so one that holds everything holds the whole audit.
        long held = months is not null && (await holds.ActiveAsync(db, cancellationToken)).Any(h => h.LeadId is null && h.OwnerId is null) ? audit.Ends.Total : 0;
        string rule = months is null ? "For ever" : $"{months} months{(months > set ? ", as the compliance mode demands" : "")}";
        RetentionFigures purges = await RetentionCounts.ByAgeAsync(db.Purges.AsNoTracking(), p => p.CreatedAt, null, now, cancellationToken);
        return
        [
            audit.For("audit_entries", "Audit log", rule, months is null ? RetentionOrigin.Nobody : RetentionOrigin.AuditPolicy, held),
            purges.For("purges", "Purges and their certificates", "For ever: they prove what was deleted", RetentionOrigin.Fixed),
        ];
    }
}
