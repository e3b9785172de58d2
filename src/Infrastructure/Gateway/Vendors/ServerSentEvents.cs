using System.Buffers;
using System.Runtime.CompilerServices;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>
/// Reads server-sent events (WHATWG HTML, 9.2.6) out of a vendor's stream. What stands in one line, as all vendors' data does, is given as it lies in the
/// buffer: nothing is copied and nothing is built for an event. An event that never ends is refused.
/// </summary>
/// <param name="stream">The vendor's stream.</param>
/// <param name="limit">Bytes that an event may have.</param>
internal sealed class ServerSentEvents(Stream stream, int limit) : IDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(250);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    // What was read and not yet looked at; the data of the event that is being read, which lies before it.
    private int _next, _end, _data, _dataLength = -1;
    // Data of several lines, joined.
    private ArrayBufferWriter<byte>? _joined;
    private int _sinceEvent;
    private bool _isError, _wasError, _skipsLineFeed, _begun;

    /// <summary>Whether the last event has the type <c>error</c>.</summary>
    public bool IsError => _wasError;

    /// <summary>Takes the next event out of what was read.</summary>
    /// <param name="data">Its data, good until more is read.</param>
    /// <returns>False where more has to be read.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> data)
    {
        while (TryReadLine(out int start, out int length))
        {
            if (length == 0)
            {
                if (!End(out data))
                    continue;
                return true;
            }
            Take(start, length);
        }
        data = default;
        return false;
    }

    /// <summary>Reads more.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">When an event is larger than the limit.</exception>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        ValueTask<int> reading = stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Filled(reading.Result)) : WaitAsync(reading);
    }

    /// <summary>Reads what follows a vendor's end mark, which is only the connection's own end: so the connection can serve the next call.</summary>
    public async ValueTask DrainAsync()
    {
        using var limit = new CancellationTokenSource(DrainLimit);
        try
        {
            while (await stream.ReadAsync(_buffer, limit.Token) > 0)
            {
                // nothing of it matters
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // then the connection is not used again
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    // One at a time: what holds its state is used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(ValueTask<int> reading) => Filled(await reading);

    private bool Filled(int read)
    {
        _end += read;
        _sinceEvent += read;
        return _sinceEvent <= limit ? read > 0 : throw new InvalidDataException("An event is larger than the limit.");
    }

    private void MakeRoom()
    {
        int kept = _dataLength >= 0 ? _data : _next;
        if (kept > 0)
        {
            _buffer.AsSpan(kept, _end - kept).CopyTo(_buffer);
            (_next, _end, _data) = (_next - kept, _end - kept, _data - kept);
        }
        if (_end < _buffer.Length)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // Lines end with a carriage return, a line feed or both.
    private bool TryReadLine(out int start, out int length)
    {
        if (_skipsLineFeed && _next < _end)
        {
            _skipsLineFeed = false;
            if (_buffer[_next] == '\n')
                _next++;
        }
        if (!_begun && _end - _next >= 3)
        {
            _begun = true;
            if (_buffer.AsSpan(_next, 3).SequenceEqual("\uFEFF"u8))
                _next += 3;
        }
        (start, length) = (_next, _buffer.AsSpan(_next, _end - _next).IndexOfAny((byte)'\n', (byte)'\r'));
        if (length < 0)
            return false;
        _skipsLineFeed = _buffer[start + length] == '\r';
        _next = start + length + 1;
        return true;
    }

    private void Take(int start, int length)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, length);
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? line : line[..colon];
        int value = colon < 0 ? length : colon + 1;
        if (value < length && line[value] == ' ')
            value++;
        if (name.SequenceEqual("data"u8))
            TakeData(start + value, length - value);
        else if (name.SequenceEqual("event"u8))
            _isError = line[value..].SequenceEqual("error"u8);
    }

    private void TakeData(int start, int length)
    {
        if (_dataLength < 0 && _joined is not { WrittenCount: > 0 })
        {
            (_data, _dataLength) = (start, length);
            return;
        }
        _joined ??= new ArrayBufferWriter<byte>();
        if (_dataLength >= 0)
            _joined.Write(_buffer.AsSpan(_data, _dataLength));
        _joined.Write("\n"u8);
        _joined.Write(_buffer.AsSpan(start, length));
        _dataLength = -1;
    }

    // An event without data is none.
    private bool End(out ReadOnlyMemory<byte> data)
    {
        data = _joined is { WrittenCount: > 0 } ? _joined.WrittenSpan.ToArray() : _dataLength >= 0 ? _buffer.AsMemory(_data, _dataLength) : default;
        bool isEvent = _dataLength >= 0 || _joined is { WrittenCount: > 0 };
        _joined?.ResetWrittenCount();
        (_dataLength, _wasError, _isError) = (-1, _isError, false);
        if (isEvent)
            _sinceEvent = 0;
        return isEvent;
    }
}
