using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Web.Shell.Doors;

/// <summary>The error object of Anthropic's protocol, with Artisan's stable code beside.</summary>
internal static class AnthropicError
{
    // It is served as JSON and never sniffed, so that nothing needs escapes and people can read it.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a caller of an address that both protocols have speaks this one.</summary>
    public static bool IsWanted(HttpContext http) => http.Request.Headers.ContainsKey("anthropic-version");

    public static byte[] Body(Failure failure, string requestId) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "error",
        error = new { type = TypeOf(failure), message = failure.Message, code = failure.Code, param = failure.Field },
        request_id = requestId,
    }, Plain);

    private static string TypeOf(Failure failure) => failure.HttpStatus switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
