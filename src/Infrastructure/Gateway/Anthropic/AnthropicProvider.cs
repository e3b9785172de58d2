using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Anthropic, and every server that speaks its Messages protocol.</summary>
internal sealed class AnthropicProvider : TranslatingProvider
{
    private const string ProtocolVersion = "2023-06-01";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds { get; } = [ProviderKinds.Anthropic];

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken)
    {
        using var clock = new CallClock(VendorHttp.ListTimeouts, cancellationToken);
        using HttpResponseMessage response = await Http.SendAsync(instance, HttpMethod.Get, VendorRequest.Address(instance, "v1", "models?limit=1000"), null, clock);
        if (!response.IsSuccessStatusCode)
            throw await FaultAsync(instance, "", response, clock);
        ReadOnlyMemory<byte> body = await VendorHttp.ReadBodyAsync(instance, response, clock);
        return Parse(instance, response, body, root => (IReadOnlyList<string>)[.. root.GetProperty("data").EnumerateArray().Select(m => ChatRequest.Text(m, "id")).OfType<string>()]);
    }

    /// <inheritdoc/>
    protected override void Authorise(HttpRequestMessage request, ProviderInstance instance)
    {
        string? credential = VendorRequest.Credential(instance);
        if (credential is not null)
            request.Headers.TryAddWithoutValidation("x-api-key", credential);
        if (!instance.Headers.Keys.Contains("anthropic-version", StringComparer.OrdinalIgnoreCase))
            request.Headers.TryAddWithoutValidation("anthropic-version", ProtocolVersion);
        if (credential is null)
            VendorRequest.AddHeaders(request, instance);
        else
            VendorRequest.AddHeaders(request, instance, "x-api-key", "Authorization");
    }

    /// <inheritdoc/>
    protected override VendorMessage Translate(ChatRequest request) =>
        new(VendorRequest.Address(request.Call.Instance, "v1", "messages"), AnthropicRequest.Write(request), request.Warnings);

    /// <inheritdoc/>
    protected override ChatAnswer ReadAnswer(ProviderCall call, JsonElement root) =>
        ChatRequest.Text(root, "type") == "error" ? throw FaultOf(call, root, 0) : AnthropicAnswer.Read(root, IsByTool(call));

    /// <inheritdoc/>
    protected override IStreamTranslator StreamTranslator(ProviderCall call) => new AnthropicEvents(IsByTool(call), data => FaultOf(call, data, 0));

    /// <inheritdoc/>
    protected override (int Status, VendorError Error, TimeSpan? RetryAfter) Classify(int status, VendorError error)
    {
        // Within a stream, or by a proxy that changes statuses, the type says it.
        if (status < 400)
        {
            status = error.Type switch
            {
                "invalid_request_error" => 400,
                "authentication_error" => 401,
                "billing_error" => 402,
                "permission_error" => 403,
                "not_found_error" => 404,
                "request_too_large" => 413,
                "rate_limit_error" => 429,
                "timeout_error" => 504,
                "overloaded_error" => 529,
                _ => 500,
            };
        }
        string? code = error.Speaks("credit balance is too low", "billing_error") ? "insufficient_quota"
            : error.Speaks("prompt is too long", "exceed context limit", "exceeds the context window") ? "context_length_exceeded"
            : error.Speaks("content filtering policy", "usage policy") ? "content_filter"
            : error.Code;
        return (status, error with { Code = code }, null);
    }

    private static bool IsByTool(ProviderCall call) => AnswerForm.IsByTool(call.Model, call.Chat!.ResponseFormat);
}
