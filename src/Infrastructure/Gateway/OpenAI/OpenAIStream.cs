using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>
/// A vendor's stream of server-sent events. One buffer holds the current event and is used again for the next; apart from the added text nothing is
/// built for an event.
/// </summary>
internal sealed class OpenAIStream : StreamReply
{
    private const int MaxEvent = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly EventLimitStream _stream;
    private readonly ProviderCall _call;
    private byte[] _buffer = new byte[1024];
    private int _length;
    private bool _endMark;

    public OpenAIStream(HttpResponseMessage response, Stream stream, ProviderCall call)
    {
        _response = response;
        _stream = new EventLimitStream(stream, MaxEvent);
        _call = call;
    }

    public override async IAsyncEnumerable<ProviderEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SseParser<Chunk> parser = SseParser.Create(_stream, ParseEvent);
        await using IAsyncEnumerator<SseItem<Chunk>> items = parser.EnumerateAsync(waiting.Token).GetAsyncEnumerator(CancellationToken.None);
        // Until the first event the vendor reads the prompt, which takes as long as headers may; only then does the gap count.
        TimeSpan wait = _call.Timeouts.FirstByte > _call.Timeouts.Gap ? _call.Timeouts.FirstByte : _call.Timeouts.Gap;
        int unfinished = Math.Max(1, _call.Chat?.Choices ?? 1);
        while (true)
        {
            bool more;
            waiting.CancelAfter(wait);
            try
            {
                more = await items.MoveNextAsync();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OperationCanceledException e)
            {
                throw VendorFaults.TimedOut(_call.Instance, $"no event of the stream for {wait.TotalSeconds:0.###} s", e);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                // When every choice had ended only the closing formalities are missing, and the answer is whole.
                if (unfinished > 0)
                    throw BrokenOff(e);
                more = false;
            }
            catch (InvalidDataException e)
            {
                throw new ProviderException(ProviderFault.Malformed, $"Provider `{_call.Instance.Name}` sent an event of more than {MaxEvent / (1024 * 1024)} MB.", e);
            }
            waiting.CancelAfter(Timeout.InfiniteTimeSpan);
            if (!more)
                break;
            if (_endMark)
                yield break;
            wait = _call.Timeouts.Gap;
            if (_length == 0)
                continue;
            Chunk chunk = items.Current.Data;
            unfinished -= chunk.Finished;
            yield return new ProviderEvent
            {
                Data = _buffer.AsMemory(0, _length),
                Text = chunk.Text,
                Place = chunk.Place,
                Choices = chunk.Choices,
                Choice = chunk.Choice,
                FinishReason = chunk.FinishReason,
                Usage = chunk.Usage,
                UsageOnly = chunk.Choices == 0 && chunk.Usage is not null,
                HasUsageProperty = chunk.HasUsageProperty && chunk.Choices > 0,
                HasToolCall = chunk.HasToolCall,
            };
        }
        if (unfinished > 0)
            throw BrokenOff(null);
    }

    private Chunk ParseEvent(string eventType, ReadOnlySpan<byte> data)
    {
        _stream.EventEnded();
        data = data.Trim(" \r\n\t"u8);
        _length = 0;
        if (data.SequenceEqual("[DONE]"u8))
        {
            _endMark = true;
            return default;
        }
        if (data.IsEmpty)
            return default;
        Chunk chunk;
        try
        {
            chunk = ChunkReader.Read(data);
        }
        catch (JsonException e)
        {
            throw eventType == "error"
                ? VendorFaults.FromEvent(_call.Instance, _call.Model, VendorError.Read(data, _call.Instance))
                : new ProviderException(ProviderFault.Malformed, $"Provider `{_call.Instance.Name}` sent an event that is not JSON as the protocol says.", e);
        }
        if (chunk.IsError || eventType == "error")
            throw VendorFaults.FromEvent(_call.Instance, _call.Model, VendorError.Read(data, _call.Instance));
        if (_buffer.Length < data.Length)
            _buffer = new byte[Math.Max(data.Length, _buffer.Length * 2)];
        data.CopyTo(_buffer);
        _length = data.Length;
        return chunk;
    }

    private ProviderException BrokenOff(Exception? inner) =>
        new(ProviderFault.BrokenOff, $"The stream of provider `{_call.Instance.Name}` broke off before its end.", inner);

    public override async ValueTask DisposeAsync()
    {
        if (_endMark)
            await _stream.DrainAsync();
        _response.Dispose();
        await base.DisposeAsync();
    }
}
