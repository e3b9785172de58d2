using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Doors;

/// <summary>The OpenAI protocol's error object, with Artisan's stable code and request id.</summary>
internal static class OpenAIError
{
    // It is served as JSON and never sniffed, so that nothing needs escapes and people can read it.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Body(Failure failure, string requestId) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        error = new { message = failure.Message, type = TypeOf(failure), param = failure.Field, code = CodeOf(failure), request_id = requestId },
    }, Plain);

    // The codes that OpenAI's clients know stand where they have one.
    private static string CodeOf(Failure failure) => failure.Code switch
    {
        ErrorCode.Unauthorized => "invalid_api_key",
        ErrorCode.ContextTooLong => "context_length_exceeded",
        ErrorCode.RateLimited => "rate_limit_exceeded",
        ErrorCode.BudgetExceeded => "insufficient_quota",
        ErrorCode.ContentRefused => "content_filter",
        _ => failure.Code,
    };

    private static string TypeOf(Failure failure) => failure.HttpStatus switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        402 => "insufficient_quota",
        429 => "rate_limit_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
