using Artisan.Core.Data;

namespace Artisan.Core.Operations;

/// <summary>A stored file.</summary>
public sealed class Blob : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>File name as uploaded.</summary>
    public string Name { get; set; } = "";
    /// <summary>Media type.</summary>
    public string ContentType { get; set; } = "application/octet-stream";
    /// <summary>Bytes; set when the last chunk is stored, until then -1.</summary>
    public long Length { get; set; } = -1;
    /// <summary>SHA-256 of the content.</summary>
    public byte[]? Sha256 { get; set; }
    /// <summary>When it was stored (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it may be deleted (UTC); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>A piece of a stored file.</summary>
public sealed class BlobChunk : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The file.</summary>
    public Guid BlobId { get; set; }
    /// <summary>From 0.</summary>
    public int Number { get; set; }
    /// <summary>At most 1 MiB.</summary>
    public byte[] Data { get; set; } = [];
}
