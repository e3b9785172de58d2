using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>Turns one stream's events of a vendor's own protocol into chunks.</summary>
internal interface IStreamTranslator
{
    /// <summary>Whether the vendor's end mark has come; nothing is read after it.</summary>
    bool Ended { get; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="ProviderException">For an error that the vendor sends as an event.</exception>
    void Read(string eventType, JsonElement data, ChunkSink sink);

    /// <summary>The stream is over: gives what was kept for the end.</summary>
    void End(ChunkSink sink);
}

/// <summary>A vendor's stream of server-sent events in another dialect than OpenAI's, translated event by event.</summary>
internal sealed class TranslatedStream(HttpResponseMessage response, Stream stream, ProviderCall call, IStreamTranslator translator) : StreamReply
{
    private const int MaxEvent = 16 * 1024 * 1024;
    private readonly EventLimitStream _stream = new(stream, MaxEvent);
    private readonly ChunkSink _sink = new(call.Model);

    public override async IAsyncEnumerable<ProviderEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SseParser<ProviderEvent[]> parser = SseParser.Create(_stream, ParseEvent);
        await using IAsyncEnumerator<SseItem<ProviderEvent[]>> items = parser.EnumerateAsync(waiting.Token).GetAsyncEnumerator(CancellationToken.None);
        // Until the first event the vendor reads the prompt, which takes as long as headers may; only then does the gap count.
        TimeSpan wait = call.Timeouts.FirstByte > call.Timeouts.Gap ? call.Timeouts.FirstByte : call.Timeouts.Gap;
        while (!translator.Ended && await NextAsync(items, waiting, wait, cancellationToken))
        {
            wait = call.Timeouts.Gap;
            foreach (ProviderEvent item in items.Current.Data)
                yield return item;
        }
        if (!_sink.Finished)
            throw BrokenOff(null);
        translator.End(_sink);
        foreach (ProviderEvent item in _sink.Take())
            yield return item;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<ProviderEvent[]>> items, CancellationTokenSource waiting, TimeSpan wait, CancellationToken cancellationToken)
    {
        waiting.CancelAfter(wait);
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (_sink.Finished)
        {
            // The answer is whole; a vendor that then keeps the connection open is not waited for.
            return false;
        }
        catch (OperationCanceledException e)
        {
            throw VendorFaults.TimedOut(call.Instance, $"no event of the stream for {wait.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // When the answer had ended only the closing formalities are missing, and it is whole.
            return _sink.Finished ? false : throw BrokenOff(e);
        }
        catch (InvalidDataException e)
        {
            throw new ProviderException(ProviderFault.Malformed, $"Provider `{call.Instance.Name}` sent an event of more than {MaxEvent / (1024 * 1024)} MB.", e);
        }
        finally
        {
            waiting.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private ProviderEvent[] ParseEvent(string eventType, ReadOnlySpan<byte> data)
    {
        _stream.EventEnded();
        if (data.Trim(" \r\n\t"u8).IsEmpty || data.SequenceEqual("[DONE]"u8))
            return [];
        try
        {
            var reader = new Utf8JsonReader(data);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("The event is not a JSON object.");
            translator.Read(eventType, document.RootElement, _sink);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ProviderException(ProviderFault.Malformed, $"Provider `{call.Instance.Name}` sent an event that is not as the protocol says.", e);
        }
        return _sink.Take();
    }

    private ProviderException BrokenOff(Exception? inner) =>
        new(ProviderFault.BrokenOff, $"The stream of provider `{call.Instance.Name}` broke off before its end.", inner);

    public override async ValueTask DisposeAsync()
    {
        if (translator.Ended)
            await _stream.DrainAsync();
        response.Dispose();
        await base.DisposeAsync();
    }
}
