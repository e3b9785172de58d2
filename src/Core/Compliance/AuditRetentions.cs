using System.Text.Json.Serialization;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance;

/// <summary>How long the audit is kept, as it holds.</summary>
/// <param name="KeepMonths">As it was set; null for ever.</param>
/// <param name="EffectiveMonths">As it holds: never shorter than what is demanded; null for ever.</param>
/// <param name="LeastMonths">The shortest time that can be set.</param>
/// <param name="LeastReason">Who demands it.</param>
/// <param name="Version">0 where nothing was set; to be sent back with a change.</param>
/// <param name="UpdatedAt">When it was set (UTC); null where nothing was set.</param>
/// <param name="UpdatedBy">By whom.</param>
/// <param name="Deleted">Entries deleted so far, in whose place sealed checkpoints stand.</param>
/// <param name="DeletedUntil">When the last of these happened (UTC).</param>
public sealed record AuditRetentionV1(int? KeepMonths, int? EffectiveMonths, int LeastMonths, string LeastReason, int Version, DateTimeOffset? UpdatedAt, string? UpdatedBy, long Deleted, DateTimeOffset? DeletedUntil);

/// <summary>How long the audit is to be kept.</summary>
/// <param name="KeepMonths">Months; null for ever.</param>
/// <param name="Version">The version that the caller has seen; null does not look.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AuditRetentionRequestV1(int? KeepMonths, int? Version = null);

/// <summary>Reads and sets how long a tenant's audit entries are kept.</summary>
public sealed class AuditRetentions(IArtisanDbFactory databases, IAuditFloor floor, TimeProvider time)
{
    /// <summary>The longest time that can be set, in months; longer is for ever.</summary>
    public const int MostMonths = 1200;

    /// <summary>Months as they hold: what is demanded wins over what was set; null for ever.</summary>
    internal static int? EffectiveOf(int? set, AuditFloor floor) => set is { } months ? Math.Max(months, floor.Months) : null;

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<AuditRetentionV1> GetAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        AuditPolicyRow? row = await db.AuditPolicies.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return await ToldAsync(db, row, cancellationToken);
    }

    /// <summary>Counts the entries that are older than this.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<long> CountOlderAsync(TenantScope scope, int months, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset end = time.GetUtcNow().AddMonths(-Math.Clamp(months, 0, MostMonths));
        return await db.AuditEntries.LongCountAsync(e => e.At < end, cancellationToken);
    }

    /// <summary>Sets. What is older goes with the next daily job, not at once.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the time is too short; with <see cref="ErrorCode.Conflict"/> when it was changed meanwhile.</exception>
    public async Task<AuditRetentionV1> SetAsync(TenantScope scope, AuditRetentionRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        AuditFloor least = await floor.OfAsync(db, cancellationToken);
        if (request.KeepMonths is { } months && (months < least.Months || months > MostMonths))
            throw ArtisanException.Invalid("keep_months", months > MostMonths ? $"Keep entries for {MostMonths} months at most, or leave it out to keep them for ever." : $"Keep entries for at least {least.Months} months: {least.Reason}");
        AuditPolicyRow? row = await db.AuditPolicies.SingleOrDefaultAsync(cancellationToken);
        if (request.Version is { } seen && seen != (row?.Version ?? 0))
            throw new ArtisanException(ErrorCode.Conflict, $"The retention was changed by {row?.UpdatedBy ?? "someone"} meanwhile. Open it again and make your change there.");
        int? before = row?.KeepMonths;
        if (row is null)
            db.AuditPolicies.Add(row = new AuditPolicyRow { TenantId = scope.TenantId });
        (row.KeepMonths, row.Version, row.UpdatedAt, row.UpdatedBy) = (request.KeepMonths, row.Version + 1, time.GetUtcNow(), scope.ActorName);
        db.Audit(scope, "audit.retention_set", "Audit log", new { before = new { keep_months = before }, after = new { keep_months = request.KeepMonths } });
        await db.SaveChangesAsync(cancellationToken);
        return await ToldAsync(db, row, cancellationToken);
    }

    private async Task<AuditRetentionV1> ToldAsync(ArtisanDb db, AuditPolicyRow? row, CancellationToken cancellationToken)
    {
        AuditFloor least = await floor.OfAsync(db, cancellationToken);
        var cut = await db.AuditCheckpoints.GroupBy(_ => 1).Select(g => new { Deleted = g.Sum(c => c.Count), Until = g.Max(c => c.LastAt) }).SingleOrDefaultAsync(cancellationToken);
        return new AuditRetentionV1(row?.KeepMonths, EffectiveOf(row?.KeepMonths, least), least.Months, least.Reason, row?.Version ?? 0, row?.UpdatedAt, row?.UpdatedBy, cut?.Deleted ?? 0, cut?.Until);
    }
}
