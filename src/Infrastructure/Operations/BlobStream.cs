namespace Artisan.Infrastructure.Operations;

/// <summary>Reads a stored file chunk by chunk, forwards and asynchronously.</summary>
/// <param name="length">The file's bytes.</param>
/// <param name="chunk">Reads a chunk by its number, from 0; null after the last.</param>
internal sealed class BlobStream(long length, Func<int, Task<byte[]?>> chunk) : Stream
{
    private ReadOnlyMemory<byte> _rest;
    private int _next;
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_rest.IsEmpty)
        {
            if (_position == length)
                return 0;
            // The whole is stored in one transaction; a chunk that is missing now was deleted meanwhile.
            _rest = await chunk(_next++) ?? throw new IOException("The file was deleted while it was read.");
        }
        int read = Math.Min(buffer.Length, _rest.Length);
        _rest[..read].CopyTo(buffer);
        _rest = _rest[read..];
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
