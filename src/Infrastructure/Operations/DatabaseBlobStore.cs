using System.Data.Common;
using System.Security.Cryptography;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Infrastructure.Operations;

/// <summary>Files in the database, in chunks of 1 MiB: any node can read what another took in, and backups hold them.</summary>
internal sealed class DatabaseBlobStore(IArtisanDbFactory databases) : IBlobStore
{
    /// <summary>Bytes of every chunk but a file's last.</summary>
    internal const int ChunkBytes = 1024 * 1024;

    public async Task<BlobInfo> StoreAsync(TenantScope scope, string name, string contentType, Stream content, long maxBytes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var blob = new Blob { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Name = name.Length > 400 ? name[..400] : name, ContentType = contentType, CreatedAt = DateTimeOffset.UtcNow, ExpiresAt = expiresAt };
        await using (ArtisanDb db = databases.Open(scope))
        {
            db.Blobs.Add(blob);
            await db.SaveChangesAsync(cancellationToken);
        }
        try
        {
            // No transaction spans the upload: a slow sender would hold it, a connection and the database's clean-up for as long as it likes.
            // Until its length is set nobody sees the file; what a crash leaves of it is deleted by the nightly job.
            (blob.Length, blob.Sha256) = await StoreChunksAsync(scope, blob.Id, content, maxBytes, cancellationToken);
            await using ArtisanDb db = databases.Open(scope);
            await db.Blobs.Where(b => b.Id == blob.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Length, blob.Length).SetProperty(b => b.Sha256, blob.Sha256), cancellationToken);
        }
        catch
        {
            await DiscardAsync(scope, blob.Id);
            throw;
        }
        return new BlobInfo(blob.Id, blob.Name, blob.ContentType, blob.Length, blob.CreatedAt);
    }

    public async Task<BlobInfo?> FindAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await db.Blobs.AsNoTracking().Where(b => b.Id == blobId && b.Length >= 0).Select(b => new BlobInfo(b.Id, b.Name, b.ContentType, b.Length, b.CreatedAt)).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Stream> OpenAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken)
    {
        BlobInfo blob = await FindAsync(scope, blobId, cancellationToken) ?? throw ArtisanException.NotFound("The file");
        return new BlobStream(databases, scope, blob);
    }

    public async Task CopyToAsync(TenantScope scope, Guid blobId, Stream destination, CancellationToken cancellationToken)
    {
        await using Stream content = await OpenAsync(scope, blobId, cancellationToken);
        await content.CopyToAsync(destination, ChunkBytes, cancellationToken);
    }

    public async Task<bool> DeleteAsync(TenantScope scope, Guid blobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await db.Blobs.Where(b => b.Id == blobId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<(long Length, byte[] Sha256)> StoreChunksAsync(TenantScope scope, Guid blobId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ChunkBytes];
        long length = 0;
        for (int number = 0; ; number++)
        {
            int read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                return (length, hash.GetHashAndReset());
            length += read;
            if (length > maxBytes)
                throw new ArtisanException(ErrorCode.PayloadTooLarge, $"The file is larger than {maxBytes / (1024 * 1024)} MB. Split it.");
            hash.AppendData(buffer, 0, read);
            // One context a chunk: memory stays at one chunk however large the file.
            await using ArtisanDb db = databases.Open(scope);
            db.BlobChunks.Add(new BlobChunk { TenantId = scope.TenantId, BlobId = blobId, Number = number, Data = read == buffer.Length ? buffer : buffer[..read] });
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task DiscardAsync(TenantScope scope, Guid blobId)
    {
        try
        {
            await DeleteAsync(scope, blobId, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            // The database is away, which the caller hears as the reason already; the nightly job deletes the rest.
        }
    }
}
