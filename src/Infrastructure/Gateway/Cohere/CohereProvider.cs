using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>Cohere's v2 protocol.</summary>
internal sealed class CohereProvider : TranslatingProvider
{
    private const int MostTexts = 96;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = [ProviderKinds.Cohere];

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken)
    {
        using var clock = new CallClock(VendorHttp.ListTimeouts, cancellationToken);
        // The list has stayed in the first version of the protocol.
        using HttpResponseMessage response = await Http.SendAsync(instance, HttpMethod.Get, VendorRequest.Address(instance, "v1", "models?page_size=1000"), null, clock);
        if (!response.IsSuccessStatusCode)
            throw await FaultAsync(instance, "", response, clock);
        ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(instance, response, clock);
        return Parse(instance, response, body, root => (IReadOnlyList<string>)[.. root.GetProperty("models").EnumerateArray().Select(m => ChatRequest.Text(m, "name")).OfType<string>()]);
    }

    /// <inheritdoc/>
    protected override void Authorise(HttpRequestMessage request, ProviderInstance instance)
    {
        if (VendorRequest.Credential(instance) is { } credential)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + credential);
            VendorRequest.AddHeaders(request, instance, "Authorization");
        }
        else
        {
            VendorRequest.AddHeaders(request, instance);
        }
    }

    /// <inheritdoc/>
    protected override VendorMessage Translate(ChatRequest request) =>
        new(VendorRequest.Address(request.Call.Instance, "v2", "chat"), CohereRequest.Write(request), request.Warnings);

    /// <inheritdoc/>
    protected override ChatAnswer ReadAnswer(ProviderCall call, JsonElement root) =>
        CohereAnswer.IsFailure(ChatRequest.Text(root, "finish_reason")) ? throw FaultOf(call, root, 0) : CohereAnswer.Read(root);

    /// <inheritdoc/>
    protected override IStreamTranslator StreamTranslator(ProviderCall call) => new CohereEvents(data => FaultOf(call, data, 0));

    /// <inheritdoc/>
    protected override string? RequestIdOf(HttpResponseMessage response) => VendorFaults.Single(response.Headers, "x-debug-trace-id");

    /// <inheritdoc/>
    protected override Task<CompleteReply> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) =>
        EmbeddingsBatches.SendAsync(call, MostTexts, async (request, texts, token) =>
        {
            using var clock = new CallClock(call.Timeouts, token);
            using HttpResponseMessage response = await Http.SendAsync(call.Instance, HttpMethod.Post, VendorRequest.Address(call.Instance, "v2", "embed"), CohereEmbeddings.Write(request, call, texts), clock);
            if (!response.IsSuccessStatusCode)
                throw await FaultAsync(call.Instance, call.Model, response, clock);
            ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(call.Instance, response, clock);
            return Parse(call.Instance, response, body, CohereEmbeddings.Read);
        }, cancellationToken);

    /// <inheritdoc/>
    protected override (int Status, VendorError Error, TimeSpan? RetryAfter) Classify(int status, VendorError error)
    {
        // 498: the content or the token is blocked; 499: the vendor gave the call up.
        string? code = error.Speaks("too many tokens", "context length", "maximum context") && !error.Speaks("maximum output", "rate limit") ? "context_length_exceeded"
            : error.Speaks("invalid api token", "no api key supplied") ? "invalid_api_key"
            : status is 402 or 429 && error.Speaks("calls / month", "monthly", "billing") ? "insufficient_quota"
            : error.Speaks("blocked", "content filter") ? "content_filter"
            : error.Code;
        // Models that are gone are told as a fault of the request.
        if (status is 400 or 422 && error.Speaks("model") && error.Speaks("not found", "was removed", "does not exist"))
            status = 404;
        return (status switch { < 400 => 500, 498 when code == "invalid_api_key" => 401, 498 => 403, _ => status }, error with { Code = code }, null);
    }
}
