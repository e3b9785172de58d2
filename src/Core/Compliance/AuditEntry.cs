using Artisan.Core.Data;

namespace Artisan.Core.Compliance;

/// <summary>
/// One change that matters. Written in the same transaction as the change; a moment later chained to the entry before it.
/// The chain runs over salted digests, so that an entry's text can be erased (text and salt set to null) while the chain still verifies.
/// </summary>
public sealed class AuditEntry : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>When it happened (UTC, whole microseconds).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Who did it, by name.</summary>
    public string? Actor { get; set; }
    /// <summary>Kind of who (<see cref="Tenancy.ActorKind"/>).</summary>
    public int ActorKind { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>What was done, for instance <c>api_key.revoked</c>.</summary>
    public string Action { get; set; } = "";
    /// <summary>To what, for instance <c>API key CI (ak_3fT9xQ)</c>; null after erasure.</summary>
    public string? Target { get; set; }
    /// <summary>Details as JSON; null after erasure.</summary>
    public string? DetailsJson { get; set; }
    /// <summary>Random bytes that make the digest of a short text unguessable; null after erasure.</summary>
    public byte[]? Salt { get; set; }
    /// <summary>SHA-256 over salt and text.</summary>
    public byte[] Digest { get; set; } = [];
    /// <summary>Place in the tenant's chain, from 1; null until chained.</summary>
    public long? Sequence { get; set; }
    /// <summary>SHA-256 over the hash before, sequence, id, time, action and digest; null until chained.</summary>
    public byte[]? Hash { get; set; }
}

/// <summary>The chain's head as it was once, sealed with a key that the database does not hold.</summary>
public sealed class AuditAnchor : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Sequence of the head.</summary>
    public long Sequence { get; set; }
    /// <summary>Hash of the head.</summary>
    public byte[] Hash { get; set; } = [];
    /// <summary>When it was sealed (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>HMAC-SHA-256 over tenant, sequence and hash.</summary>
    public byte[] Seal { get; set; } = [];
}
