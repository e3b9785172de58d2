using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>A request as a vendor's own protocol wants it.</summary>
/// <param name="Address">Where it goes.</param>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Warnings">What was left out of the caller's request.</param>
internal sealed record VendorMessage(Uri Address, ReadOnlyMemory<byte> Body, IReadOnlyList<ReplyWarning> Warnings);

/// <summary>
/// A vendor that speaks a protocol of its own: requests are translated from the OpenAI dialect and answers into it. Makes one call and never tries again.
/// </summary>
internal abstract class TranslatingProvider : IModelProvider, IDisposable
{
    protected TranslatingProvider() => Http = new VendorHttp(Authorise);

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Kinds { get; }

    protected VendorHttp Http { get; }

    /// <inheritdoc/>
    public async Task<ProviderReply> SendAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        if (call.Operation == AiOperation.Embeddings)
            return await EmbedAsync(call, cancellationToken);
        using var clock = new CallClock(call.Timeouts, cancellationToken);
        using ChatRequest request = ChatRequest.Read(call);
        VendorMessage message = Translate(request);
        HttpResponseMessage response = await Http.SendAsync(call.Instance, HttpMethod.Post, message.Address, message.Body, clock);
        bool handedOver = false;
        try
        {
            if (!response.IsSuccessStatusCode)
                throw await FaultAsync(call.Instance, call.Model, response, clock);
            string? vendorId = RequestIdOf(response);
            if (call.Stream && !VendorHttp.IsPlainAnswer(response))
            {
                Stream stream = await response.Content.ReadAsStreamAsync(clock.Token);
                handedOver = true;
                return new TranslatedStream(response, stream, call, StreamTranslator(call)) { VendorRequestId = vendorId, Warnings = message.Warnings };
            }
            ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(call.Instance, response, clock);
            if (call.Stream)
                throw VendorHttp.Malformed(call.Instance, response, "it is one piece though a stream was asked for");
            ChatAnswer answer = Parse(call.Instance, response, body, root => ReadAnswer(call, root));
            return new CompleteReply
            {
                Body = AnswerWriter.Complete(answer, call.Model),
                Text = answer.Text,
                FinishReason = answer.FinishReason,
                Usage = answer.Usage,
                VendorRequestId = vendorId ?? answer.Id,
                Warnings = message.Warnings,
            };
        }
        finally
        {
            if (!handedOver)
                response.Dispose();
        }
    }

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    /// <summary>Puts the credential on a request.</summary>
    protected abstract void Authorise(HttpRequestMessage request, ProviderInstance instance);

    /// <summary>Writes a chat request in the vendor's protocol.</summary>
    protected abstract VendorMessage Translate(ChatRequest request);

    /// <summary>Reads a complete answer of the vendor's protocol.</summary>
    protected abstract ChatAnswer ReadAnswer(ProviderCall call, JsonElement root);

    /// <summary>Makes what reads a stream.</summary>
    protected abstract IStreamTranslator StreamTranslator(ProviderCall call);

    /// <summary>Makes vectors.</summary>
    protected virtual Task<CompleteReply> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) =>
        throw ChatRequest.Unsupported(call, "has no embeddings. Choose a model of another provider");

    /// <summary>The vendor's id of the call among the answer's headers; null where it has none.</summary>
    protected virtual string? RequestIdOf(HttpResponseMessage response) =>
        VendorFaults.Single(response.Headers, "request-id") ?? VendorFaults.Single(response.Headers, "x-request-id");

    /// <summary>Puts the vendor's error into the words that faults are told by.</summary>
    protected abstract (int Status, VendorError Error, TimeSpan? RetryAfter) Classify(int status, VendorError error);

    /// <summary>The failure that an answer with an error status is.</summary>
    protected async Task<ProviderException> FaultAsync(ProviderInstance instance, string? model, HttpResponseMessage response, CallClock clock)
    {
        (int status, VendorError error, TimeSpan? retryAfter) = Classify((int)response.StatusCode, await VendorHttp.ReadErrorAsync(instance, response, clock));
        return VendorFaults.FromStatus(instance, model, status, response.Headers, error, retryAfter);
    }

    /// <summary>The failure that an error in an answer's body or stream is.</summary>
    protected ProviderException FaultOf(ProviderCall call, JsonElement body, int status)
    {
        (int classified, VendorError error, TimeSpan? retryAfter) = Classify(status, VendorError.Read(JsonSerializer.SerializeToUtf8Bytes(body), call.Instance));
        return VendorFaults.FromStatus(call.Instance, call.Model, classified, null, error, retryAfter);
    }

    /// <summary>Reads an answer's body, and says of one that cannot be read that it is not what the protocol says.</summary>
    protected static T Parse<T>(ProviderInstance instance, HttpResponseMessage response, ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw VendorHttp.Malformed(instance, response, body.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? "it is a web page" : "it cannot be read as its protocol's JSON");
        }
    }
}
