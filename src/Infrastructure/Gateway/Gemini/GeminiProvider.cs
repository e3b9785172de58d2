using System.Globalization;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Google's Gemini API.</summary>
internal sealed class GeminiProvider : TranslatingProvider
{
    private const string Version = "v1beta";
    private const int MostTexts = 100;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = [ProviderKinds.Gemini];

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken)
    {
        using var clock = new CallClock(VendorHttp.ListTimeouts, cancellationToken);
        using HttpResponseMessage response = await Http.SendAsync(instance, HttpMethod.Get, VendorRequest.Address(instance, Version, "models?pageSize=1000"), null, clock);
        if (!response.IsSuccessStatusCode)
            throw await FaultAsync(instance, "", response, clock);
        ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(instance, response, clock);
        return Parse(instance, response, body, root => (IReadOnlyList<string>)[.. root.GetProperty("models").EnumerateArray()
            .Select(m => ChatRequest.Text(m, "name")).OfType<string>().Select(n => n.StartsWith("models/", StringComparison.Ordinal) ? n[7..] : n)]);
    }

    /// <inheritdoc/>
    protected override void Authorise(HttpRequestMessage request, ProviderInstance instance)
    {
        // In a header and never in the address, which logs show.
        if (VendorRequest.Credential(instance) is { } credential)
        {
            request.Headers.TryAddWithoutValidation("x-goog-api-key", credential);
            VendorRequest.AddHeaders(request, instance, "x-goog-api-key", "Authorization");
        }
        else
        {
            VendorRequest.AddHeaders(request, instance);
        }
    }

    /// <inheritdoc/>
    protected override VendorMessage Translate(ChatRequest request) =>
        new(Address(request.Call, request.Call.Stream ? "streamGenerateContent?alt=sse" : "generateContent"), GeminiRequest.Write(request), request.Warnings);

    /// <inheritdoc/>
    protected override ChatAnswer ReadAnswer(ProviderCall call, JsonElement root) => root.TryGetProperty("error", out _) ? throw FaultOf(call, root, 0) : GeminiAnswer.Read(root);

    /// <inheritdoc/>
    protected override IStreamTranslator StreamTranslator(ProviderCall call) => new GeminiEvents(data => FaultOf(call, data, 0));

    /// <inheritdoc/>
    protected override Task<CompleteReply> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) =>
        EmbeddingsBatches.SendAsync(call, MostTexts, async (request, texts, token) =>
        {
            using var clock = new CallClock(call.Timeouts, token);
            using HttpResponseMessage response = await Http.SendAsync(call.Instance, HttpMethod.Post, Address(call, "batchEmbedContents"), GeminiEmbeddings.Write(request, call, texts), clock);
            if (!response.IsSuccessStatusCode)
                throw await FaultAsync(call.Instance, call.Model, response, clock);
            ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(call.Instance, response, clock);
            return Parse(call.Instance, response, body, GeminiEmbeddings.Read);
        }, cancellationToken);

    /// <inheritdoc/>
    protected override (int Status, VendorError Error, TimeSpan? RetryAfter) Classify(int status, VendorError error)
    {
        string? name = GeminiError.StatusOf(error.Body);
        if (status < 400)
        {
            status = int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out int told) && told >= 400 ? told : 500;
        }
        // The account cannot be used (its country, its billing): another request would fare no better.
        if (status == 400 && name == "FAILED_PRECONDITION")
            status = 403;
        string? code = error.Speaks("API key not valid", "API_KEY_INVALID", "API key expired") || GeminiError.Says(error.Body, "API_KEY_INVALID") ? "invalid_api_key"
            : error.Speaks("exceeds the maximum number of tokens", "input token count") ? "context_length_exceeded"
            : name == "RESOURCE_EXHAUSTED" && error.Speaks("check your plan and billing") && GeminiError.RetryDelayOf(error.Body) is null ? "insufficient_quota"
            : name;
        return (status, error with { Code = code }, GeminiError.RetryDelayOf(error.Body));
    }

    private static Uri Address(ProviderCall call, string method) =>
        VendorRequest.Address(call.Instance, Version, $"models/{Uri.EscapeDataString(call.Model.StartsWith("models/", StringComparison.Ordinal) ? call.Model[7..] : call.Model)}:{method}");
}
