using Artisan.Core.Data;

namespace Artisan.Core.Compliance;

/// <summary>How long a tenant keeps its audit entries. Absent for ever.</summary>
public sealed class AuditPolicyRow : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Months that entries are kept; null for ever.</summary>
    public int? KeepMonths { get; set; }
    /// <summary>Counts changes.</summary>
    public int Version { get; set; }
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>
/// Stands in place of entries whose time was over: the chain goes on from its hash. Sealed with a key that the database does not hold, and tied to the
/// checkpoint before it by that one's seal, so that a forged, an altered or a missing one is found.
/// </summary>
public sealed class AuditCheckpoint : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Sequence of the last entry that was deleted.</summary>
    public long Sequence { get; set; }
    /// <summary>Sequence of the first.</summary>
    public long FromSequence { get; set; }
    /// <summary>Entries deleted.</summary>
    public long Count { get; set; }
    /// <summary>Hash of the last entry that was deleted; the first that stays follows from it.</summary>
    public byte[] Hash { get; set; } = [];
    /// <summary>When the first of them happened (UTC).</summary>
    public DateTimeOffset FirstAt { get; set; }
    /// <summary>When the last of them happened (UTC).</summary>
    public DateTimeOffset LastAt { get; set; }
    /// <summary>When they were deleted (UTC, whole microseconds).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Seal of the checkpoint before; 32 zero bytes for the first.</summary>
    public byte[] PreviousSeal { get; set; } = [];
    /// <summary>HMAC-SHA-256 over all of it.</summary>
    public byte[] Seal { get; set; } = [];
}

/// <summary>The shortest time that audit entries must be kept.</summary>
/// <param name="Months">Months.</param>
/// <param name="Reason">Who demands it, for people.</param>
public sealed record AuditFloor(int Months, string Reason);

/// <summary>The port to what demands that audit entries are kept for a while: the tenant's compliance mode.</summary>
public interface IAuditFloor
{
    /// <summary>What is demanded of the tenant whose context it is.</summary>
    Task<AuditFloor> OfAsync(ArtisanDb db, CancellationToken cancellationToken);
}
