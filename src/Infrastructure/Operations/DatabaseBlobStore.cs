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
    private const int ChunkBytes = 1024 * 1024;

    public async Task<BlobInfo> StoreAsync(TenantScope scope, string name, string contentType, Stream content, long maxBytes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var blob = new Blob { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Name = name.Length > 400 ? name[..400] : name, ContentType = contentType, CreatedAt = DateTimeOffset.UtcNow, ExpiresAt = expiresAt };
        db.Blobs.Add(blob);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkBytes];
        long length = 0;
        for (int number = 0; ; number++)
        {
            int read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                break;
            length += read;
            if (length > maxBytes)
                throw new ArtisanException(ErrorCode.PayloadTooLarge, $"The file is larger than {maxBytes / (1024 * 1024)} MB. Split it.");
            hash.AppendData(buffer, 0, read);
            db.BlobChunks.Add(new BlobChunk { TenantId = scope.TenantId, BlobId = blob.Id, Number = number, Data = buffer[..read] });
            await db.SaveChangesAsync(cancellationToken);
            foreach (var entry in db.ChangeTracker.Entries<BlobChunk>().ToArray())
                entry.State = EntityState.Detached; // memory stays at one chunk however large the file
        }
        blob.Length = length;
        blob.Sha256 = hash.GetHashAndReset();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
        return new BlobStream(blob.Length, number => ChunkAsync(scope, blobId, number, cancellationToken));
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

    private async Task<byte[]?> ChunkAsync(TenantScope scope, Guid blobId, int number, CancellationToken cancellationToken)
    {
        // A context for each chunk: between two of them a slow reader holds no connection.
        await using ArtisanDb db = databases.Open(scope);
        return await db.BlobChunks.Where(c => c.BlobId == blobId && c.Number == number).Select(c => c.Data).SingleOrDefaultAsync(cancellationToken);
    }
}
