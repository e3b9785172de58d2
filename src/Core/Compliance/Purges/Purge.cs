using Artisan.Core.Data;

namespace Artisan.Core.Compliance.Purges;

/// <summary>Where a purge stands.</summary>
public enum PurgeState
{
    /// <summary>Waits for its job.</summary>
    Queued = 1,
    /// <summary>Deletes.</summary>
    Running = 2,
    /// <summary>Counts again, and asks every node.</summary>
    Verifying = 3,
    /// <summary>Nothing of it is left but what a legal hold keeps.</summary>
    Verified = 4,
    /// <summary>It ended, and something was left or a node did not answer; the certificate says what.</summary>
    Incomplete = 5,
    /// <summary>A person ended it; what is deleted stays so.</summary>
    Cancelled = 6,
    /// <summary>Its job failed; it can be run again.</summary>
    Failed = 7,
}

/// <summary>A purge: what was to be deleted, why, and what came of it.</summary>
public sealed class Purge : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The job that does it.</summary>
    public Guid? JobId { get; set; }
    /// <summary>What is deleted, by ids (<see cref="Subjects.PurgeScope"/>).</summary>
    public string CriteriaJson { get; set; } = "{}";
    /// <summary>Why.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Reason { get; set; } = "";
    /// <summary>Where it stands.</summary>
    public PurgeState State { get; set; } = PurgeState.Queued;
    /// <summary>By store what was found, kept, deleted and left (<see cref="PurgeStoreV1"/>).</summary>
    public string CountsJson { get; set; } = "[]";
    /// <summary>The certificate's file; null until it is made.</summary>
    public Guid? CertificateId { get; set; }
    /// <summary>SHA-256 of the certificate's file.</summary>
    public byte[]? Sha256 { get; set; }
    /// <summary>HMAC over it, with a key that the database does not hold.</summary>
    public byte[]? Seal { get; set; }
    /// <summary>The audit entry that tells of its end.</summary>
    public Guid? AuditId { get; set; }
    /// <summary>When it was asked for (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>When it ended (UTC).</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>What one piece of a purge deleted, kept until the certificate is made.</summary>
public sealed class PurgePiece : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The purge.</summary>
    public Guid PurgeId { get; set; }
    /// <summary>The store.</summary>
    public string Store { get; set; } = "";
    /// <summary>Rows deleted.</summary>
    public int Rows { get; set; }
    /// <summary>For each row 16 bytes of id (big endian) and 32 of SHA-256.</summary>
    public byte[] Data { get; set; } = [];
}

/// <summary>What a node says of a purge.</summary>
public sealed class PurgeAck : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The purge.</summary>
    public Guid PurgeId { get; set; }
    /// <summary>The node.</summary>
    public Guid NodeId { get; set; }
    /// <summary>Its name.</summary>
    public string Node { get; set; } = "";
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>How much of what was purged the node still held.</summary>
    public int Left { get; set; }
}
