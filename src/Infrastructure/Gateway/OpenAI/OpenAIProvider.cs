using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>
/// OpenAI, Azure OpenAI and every server that speaks their dialect. The caller's bytes go to the vendor and the vendor's come back; only the model, and
/// the wish for usage in streams, are set. It makes one call and never tries again: that is decided above it.
/// </summary>
public sealed class OpenAIProvider : IModelProvider, IDisposable
{
    internal const int MaxAnswer = 64 * 1024 * 1024;
    private const int MaxError = 32 * 1024;
    private static readonly CallTimeouts ListTimeouts = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));

    private readonly VendorConnections _connections = new();
    // Servers that refused stream_options once; asking them again would cost each stream a refused call.
    private readonly ConcurrentDictionary<(Guid? Tenant, string Name, Uri? Root), bool> _withoutStreamOptions = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [ProviderKinds.OpenAI, ProviderKinds.AzureOpenAI, ProviderKinds.OpenAICompatible];

    /// <inheritdoc/>
    public async Task<ProviderReply> SendAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        string path = call.Operation == AiOperation.Embeddings ? "embeddings" : "chat/completions";
        Uri address = RequestBuilder.Address(call.Instance, path, call.Model);
        (Guid?, string, Uri?) server = (call.Instance.TenantId, call.Instance.Name, call.Instance.BaseUrl);
        bool withUsage = call.Stream && !_withoutStreamOptions.ContainsKey(server);
        using var clock = new CallClock(call.Timeouts, cancellationToken);

        ReadOnlyMemory<byte> body = RequestBuilder.Body(call, withUsage, out bool usageForced);
        HttpResponseMessage response = await SendOnceAsync(call.Instance, HttpMethod.Post, address, body, call.RequestId, clock);
        if (usageForced && response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            VendorError error;
            using (response)
                error = await ReadErrorAsync(call.Instance, response, clock);
            if (!error.Speaks("stream_options", "include_usage"))
                throw VendorFaults.FromStatus(call.Instance, call.Model, (int)response.StatusCode, response.Headers, error);
            _withoutStreamOptions[server] = true;
            body = RequestBuilder.Body(call, withUsage: false, out _);
            response = await SendOnceAsync(call.Instance, HttpMethod.Post, address, body, call.RequestId, clock);
        }
        bool handedOver = false;
        try
        {
            if (!response.IsSuccessStatusCode)
                throw VendorFaults.FromStatus(call.Instance, call.Model, (int)response.StatusCode, response.Headers, await ReadErrorAsync(call.Instance, response, clock));
            string? vendorId = VendorFaults.Single(response.Headers, "x-request-id") ?? VendorFaults.Single(response.Headers, "apim-request-id");
            if (call.Stream && !IsPlainAnswer(response))
            {
                Stream stream = await response.Content.ReadAsStreamAsync(clock.Token);
                handedOver = true;
                return new OpenAIStream(response, stream, call) { VendorRequestId = vendorId };
            }
            return await ReadAnswerAsync(call, response, vendorId, clock);
        }
        finally
        {
            if (!handedOver)
                response.Dispose();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken)
    {
        using var clock = new CallClock(ListTimeouts, cancellationToken);
        using HttpResponseMessage response = await SendOnceAsync(instance, HttpMethod.Get, RequestBuilder.Address(instance, "models", null), null, Guid.CreateVersion7(), clock);
        if (!response.IsSuccessStatusCode)
            throw VendorFaults.FromStatus(instance, "", (int)response.StatusCode, response.Headers, await ReadErrorAsync(instance, response, clock));
        ReadOnlyMemory<byte> body = await ReadBodyAsync(instance, response, clock);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array)
            {
                return [.. data.EnumerateArray()
                    .Where(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String)
                    .Select(m => m.GetProperty("id").GetString()!)];
            }
        }
        catch (JsonException)
        {
            // said below
        }
        throw Malformed(instance, response, "its list of models is not in the protocol's form");
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(ProviderInstance instance, HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, Guid requestId, CallClock clock)
    {
        using var request = new HttpRequestMessage(method, address);
        RequestBuilder.Authorise(request, instance);
        request.Headers.TryAddWithoutValidation("X-Client-Request-Id", requestId.ToString());
        if (body is { } utf8)
            request.Content = new RequestBody(utf8, clock.RequestSent);
        else
            clock.RequestSent();
        try
        {
            HttpResponseMessage response = await _connections.For(address, clock.Timeouts.Connect).SendAsync(request, clock.Token);
            clock.HeadersRead();
            return response;
        }
        catch (OperationCanceledException e)
        {
            throw clock.Translate(instance, e);
        }
        catch (HttpRequestException e) when (e.InnerException is OperationCanceledException or TimeoutException)
        {
            throw clock.Translate(instance, e);
        }
        catch (HttpRequestException e)
        {
            clock.ThrowIfCallerLeft();
            throw VendorFaults.FromNetwork(instance, e);
        }
    }

    private static async Task<VendorError> ReadErrorAsync(ProviderInstance instance, HttpResponseMessage response, CallClock clock)
    {
        try
        {
            return VendorError.Read((await BodyReader.ReadStartAsync(response.Content, MaxError, clock.Token)).Span, instance);
        }
        catch (OperationCanceledException)
        {
            // The status has come, which says more than a time limit passed while its explanation was read.
            clock.ThrowIfCallerLeft();
            return VendorError.None;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(ProviderInstance instance, HttpResponseMessage response, CallClock clock)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
            throw Malformed(instance, response, "it is compressed though that was not asked for");
        try
        {
            return await BodyReader.ReadAllAsync(response.Content, MaxAnswer, clock.Token) ?? throw BodyReader.TooLarge(instance.Name, MaxAnswer);
        }
        catch (OperationCanceledException e)
        {
            throw clock.Translate(instance, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            clock.ThrowIfCallerLeft();
            throw new ProviderException(ProviderFault.BrokenOff, $"The answer of provider `{instance.Name}` broke off.", e);
        }
    }

    private static async Task<CompleteReply> ReadAnswerAsync(ProviderCall call, HttpResponseMessage response, string? vendorId, CallClock clock)
    {
        ReadOnlyMemory<byte> body = await ReadBodyAsync(call.Instance, response, clock);
        Answer answer;
        try
        {
            answer = AnswerReader.Read(body.Span, call.Operation);
        }
        catch (JsonException)
        {
            throw Malformed(call.Instance, response, body.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? "it is a web page" : "it is not a JSON object");
        }
        if (answer.IsError)
            throw VendorFaults.FromEvent(call.Instance, call.Model, VendorError.Read(body.Span, call.Instance));
        if (!answer.HasResult)
            throw Malformed(call.Instance, response, call.Operation == AiOperation.Chat ? "it has no choices" : "it has no vectors");
        if (call.Stream)
            throw Malformed(call.Instance, response, "it is one piece though a stream was asked for");
        return new CompleteReply { Body = body, Usage = answer.Usage, Text = answer.Text, FinishReason = answer.FinishReason, VendorRequestId = vendorId };
    }

    // A stream may come without a content type; an answer that calls itself JSON or a page is none.
    private static bool IsPlainAnswer(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "application/json" or "text/html";

    private static ProviderException Malformed(ProviderInstance instance, HttpResponseMessage response, string what) =>
        new(ProviderFault.Malformed, $"The answer of provider `{instance.Name}` is not what the protocol says: {what}. Check the provider's base_url.") { Status = (int)response.StatusCode };
}
