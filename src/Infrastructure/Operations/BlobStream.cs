using Artisan.Core.Data;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Infrastructure.Operations;

/// <summary>A stored file as a stream: one chunk at a time in memory, no connection held between reads, and a jump costs one read.</summary>
internal sealed class BlobStream(IArtisanDbFactory databases, TenantScope scope, BlobInfo blob) : Stream
{
    private byte[] _chunk = [];
    private long _number = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => blob.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= blob.Length || buffer.Length == 0)
            return 0;
        long number = _position / DatabaseBlobStore.ChunkBytes;
        if (number != _number)
        {
            await using ArtisanDb db = databases.Open(scope);
            int wanted = (int)number;
            _chunk = await db.BlobChunks.Where(c => c.BlobId == blob.Id && c.Number == wanted).Select(c => c.Data).SingleOrDefaultAsync(cancellationToken)
                ?? throw new IOException($"The file {blob.Id} was deleted while it was read.");
            _number = number;
        }
        int from = (int)(_position % DatabaseBlobStore.ChunkBytes), count = Math.Min(buffer.Length, _chunk.Length - from);
        _chunk.AsMemory(from, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Current => _position,
        SeekOrigin.End => blob.Length,
        _ => 0,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Stored files are read asynchronously: ReadAsync.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
