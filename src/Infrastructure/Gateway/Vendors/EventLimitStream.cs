using System.Runtime.CompilerServices;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Passes a vendor's stream through and refuses an event that never ends, which a parser would otherwise gather in memory without limit.</summary>
internal sealed class EventLimitStream(Stream inner, int limit) : Stream
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(250);

    private int _sinceEvent;

    /// <summary>An event was complete.</summary>
    public void EventEnded() => _sinceEvent = 0;

    /// <summary>Reads what follows a vendor's end mark, which is only the connection's own end: so the connection can serve the next call.</summary>
    public async ValueTask DrainAsync()
    {
        using var limit = new CancellationTokenSource(DrainLimit);
        try
        {
            byte[] rest = new byte[256];
            while (await ReadAsync(rest, limit.Token) > 0)
            {
                // nothing of it matters
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException or InvalidDataException)
        {
            // then the connection is not used again
        }
    }

    // One read for each piece of a stream, one at a time: what holds its state is used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        _sinceEvent += read;
        return _sinceEvent <= limit ? read : throw new InvalidDataException("An event is larger than the limit.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
