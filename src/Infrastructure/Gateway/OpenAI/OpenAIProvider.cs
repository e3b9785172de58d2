using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>
/// OpenAI, Azure OpenAI and every server that speaks their dialect. The caller's bytes go to the vendor and the vendor's come back; only the model, and
/// the wish for usage in streams, are set. It makes one call and never tries again: that is decided above it.
/// </summary>
public sealed class OpenAIProvider : IModelProvider, IDisposable
{
    private readonly VendorHttp _http = new(RequestBuilder.Authorise);
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
                error = await VendorHttp.ReadErrorAsync(call.Instance, response, clock);
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
                throw VendorFaults.FromStatus(call.Instance, call.Model, (int)response.StatusCode, response.Headers, await VendorHttp.ReadErrorAsync(call.Instance, response, clock));
            string? vendorId = VendorFaults.Single(response.Headers, "x-request-id") ?? VendorFaults.Single(response.Headers, "apim-request-id");
            if (call.Stream && !VendorHttp.IsPlainAnswer(response))
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
        using var clock = new CallClock(VendorHttp.ListTimeouts, cancellationToken);
        using HttpResponseMessage response = await SendOnceAsync(instance, HttpMethod.Get, RequestBuilder.Address(instance, "models", null), null, Guid.CreateVersion7(), clock);
        if (!response.IsSuccessStatusCode)
            throw VendorFaults.FromStatus(instance, "", (int)response.StatusCode, response.Headers, await VendorHttp.ReadErrorAsync(instance, response, clock));
        ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(instance, response, clock);
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
        throw VendorHttp.Malformed(instance, response, "its list of models is not in the protocol's form");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendOnceAsync(ProviderInstance instance, HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, Guid requestId, CallClock clock) =>
        _http.SendAsync(instance, method, address, body, clock, ("X-Client-Request-Id", requestId.ToString()));

    private static async Task<CompleteReply> ReadAnswerAsync(ProviderCall call, HttpResponseMessage response, string? vendorId, CallClock clock)
    {
        ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(call.Instance, response, clock);
        Answer answer;
        try
        {
            answer = AnswerReader.Read(body.Span, call.Operation);
        }
        catch (JsonException)
        {
            throw VendorHttp.Malformed(call.Instance, response, body.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? "it is a web page" : "it is not a JSON object");
        }
        if (answer.IsError)
            throw VendorFaults.FromEvent(call.Instance, call.Model, VendorError.Read(body.Span, call.Instance));
        if (!answer.HasResult)
            throw VendorHttp.Malformed(call.Instance, response, call.Operation == AiOperation.Chat ? "it has no choices" : "it has no vectors");
        if (call.Stream)
            throw VendorHttp.Malformed(call.Instance, response, "it is one piece though a stream was asked for");
        return new CompleteReply { Body = body, Usage = answer.Usage, Text = answer.Text, FinishReason = answer.FinishReason, VendorRequestId = vendorId };
    }
}
