using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>A vendor's stream of server-sent events. Apart from the added text nothing is built for an event.</summary>
internal sealed class OpenAIStream : StreamReply
{
    private const int MaxEvent = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly ServerSentEvents _events;
    private readonly ProviderCall _call;
    private bool _endMark;

    public OpenAIStream(HttpResponseMessage response, Stream stream, ProviderCall call)
    {
        _response = response;
        _events = new ServerSentEvents(stream, MaxEvent);
        _call = call;
    }

    public override async IAsyncEnumerable<ProviderEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new GapClock(cancellationToken);
        // Until the first event the vendor reads the prompt, which takes as long as headers may; only then does the gap count.
        TimeSpan wait = _call.Timeouts.FirstByte > _call.Timeouts.Gap ? _call.Timeouts.FirstByte : _call.Timeouts.Gap;
        int unfinished = Math.Max(1, _call.Chat?.Choices ?? 1);
        bool isWaiting = false;
        while (true)
        {
            while (_events.TryRead(out ReadOnlyMemory<byte> data))
            {
                clock.End();
                isWaiting = false;
                wait = _call.Timeouts.Gap;
                Chunk chunk = Read(ref data);
                if (_endMark)
                    yield break;
                if (data.IsEmpty)
                    continue;
                unfinished -= chunk.Finished;
                yield return new ProviderEvent
                {
                    Data = data,
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
            // Comments and pieces are no event.
            if (!isWaiting)
                clock.Begin(wait);
            isWaiting = true;
            bool more;
            try
            {
                more = await _events.FillAsync(clock.Token);
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
            if (!more)
                break;
        }
        if (unfinished > 0)
            throw BrokenOff(null);
    }

    private Chunk Read(ref ReadOnlyMemory<byte> data)
    {
        data = data.Trim(" \r\n\t"u8);
        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            _endMark = true;
            return default;
        }
        if (data.IsEmpty)
            return default;
        Chunk chunk;
        try
        {
            chunk = ChunkReader.Read(data.Span);
        }
        catch (JsonException e)
        {
            throw _events.IsError
                ? VendorFaults.FromEvent(_call.Instance, _call.Model, VendorError.Read(data.Span, _call.Instance))
                : new ProviderException(ProviderFault.Malformed, $"Provider `{_call.Instance.Name}` sent an event that is not JSON as the protocol says.", e);
        }
        return chunk.IsError || _events.IsError ? throw VendorFaults.FromEvent(_call.Instance, _call.Model, VendorError.Read(data.Span, _call.Instance)) : chunk;
    }

    private ProviderException BrokenOff(Exception? inner) =>
        new(ProviderFault.BrokenOff, $"The stream of provider `{_call.Instance.Name}` broke off before its end.", inner);

    public override async ValueTask DisposeAsync()
    {
        if (_endMark)
            await _events.DrainAsync();
        _response.Dispose();
        _events.Dispose();
        await base.DisposeAsync();
    }
}
