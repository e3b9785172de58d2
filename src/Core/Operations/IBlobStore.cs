using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Operations;

/// <summary>A stored file.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">File name.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="CreatedAt">When it was stored (UTC).</param>
public sealed record BlobInfo(Guid Id, string Name, string ContentType, long Length, DateTimeOffset CreatedAt);

/// <summary>The port to stored files.</summary>
public interface IBlobStore
{
    /// <summary>Stores a file whole or not at all, in bounded memory.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.PayloadTooLarge"/> when it is larger than <paramref name="maxBytes"/>.</exception>
    Task<BlobInfo> StoreAsync(TenantScope scope, string name, string contentType, Stream content, long maxBytes, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>A file's facts; null when it is not the tenant's.</summary>
    Task<BlobInfo?> FindAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken);

    /// <summary>Opens a file to read it from the beginning, asynchronously and in bounded memory.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it is not the tenant's, or has expired.</exception>
    Task<Stream> OpenAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken);

    /// <summary>Copies a file's content, in bounded memory.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it is not the tenant's.</exception>
    Task CopyToAsync(TenantScope scope, Guid blobId, Stream destination, CancellationToken cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> DeleteAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken);
}
