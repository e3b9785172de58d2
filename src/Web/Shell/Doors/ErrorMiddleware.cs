using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Artisan.Web.Shell.Doors;

/// <summary>Turns exceptions of API endpoints into errors in the endpoint's shape; pages keep their own error page.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, AllowedMethods allowed, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        EndpointMetadataCollection? metadata = http.GetEndpoint()?.Metadata;
        Door? door = metadata?.GetMetadata<Door>();
        if (door is null && metadata?.GetMetadata<OpenDoor>() is null && !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/v1"))
        {
            await next(http);
            return;
        }
        ErrorShape shape = door?.Errors ?? (http.Request.Path.StartsWithSegments("/v1") ? ErrorShape.OpenAI : ErrorShape.Problem);
        if (shape == ErrorShape.OpenAI && AnthropicError.IsWanted(http))
            shape = ErrorShape.Anthropic;
        try
        {
            await next(http);
            if (door is null && http.Response is { HasStarted: false, StatusCode: 404 or 405 })
                TellMethods(http);
            if (!http.Response.HasStarted && http.Response is { StatusCode: 404 or 405 or 413 or 415, ContentLength: null } && http.Response.ContentType is null)
                await WriteAsync(http, shape, OfStatus(http), null);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // the caller is gone; nobody to tell
        }
        catch (BadHttpRequestException e)
        {
            string code = e.StatusCode == 413 ? ErrorCode.PayloadTooLarge : ErrorCode.InvalidInput;
            Match unread = UnreadValue().Match(e.Message);
            string? field = unread.Success ? JsonNamingPolicy.SnakeCaseLower.ConvertName(unread.Groups["name"].Value) : (e.InnerException as JsonException)?.Path is { Length: > 2 } path ? path[2..] : null;
            string message = e.StatusCode == 413 ? TooLarge(http) : NoBody().IsMatch(e.Message) ? "The body is empty. Send a JSON object. See /docs for its fields."
                : e.InnerException is JsonException json ? $"The body is not the expected JSON: {json.Path ?? "$"} at line {json.LineNumber + 1}. See /docs for its fields."
                : field is not null ? $"The value '{unread.Groups["value"].Value}' of '{field}' cannot be read. See /docs." : e.Message;
            await WriteAsync(http, shape, new Failure(code, e.StatusCode, message, Field: field), null);
        }
        catch (Exception e)
        {
            Failure failure = Failure.Of(e);
            if (e is TenantIsolationException)
                logger.LogCritical(e, "Security: tenant isolation stopped {Path}", http.Request.Path);
            else if (failure.HttpStatus >= 500 && e is not ArtisanException)
                logger.LogError(e, "Request {RequestId} failed", RequestIdOf(http));
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }
            await WriteAsync(http, shape, failure, e as ArtisanException);
        }
    }

    private void TellMethods(HttpContext http)
    {
        string methods = string.Join(", ", allowed.At(http));
        http.Response.StatusCode = methods.Length > 0 ? 405 : 404;
        http.Response.Headers.Allow = methods.Length > 0 ? methods : StringValues.Empty;
    }

    private static Failure OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        405 => new Failure(ErrorCode.InvalidInput, 405, $"{http.Request.Method} is not possible at {http.Request.Path}; it takes {http.Response.Headers.Allow}. See /docs."),
        413 => new Failure(ErrorCode.PayloadTooLarge, 413, TooLarge(http)),
        415 => new Failure(ErrorCode.InvalidInput, 415, "Send the body as application/json."),
        _ => new Failure(ErrorCode.NotFound, 404, $"There is nothing at {http.Request.Path}. See /docs."),
    };

    private static string TooLarge(HttpContext http) =>
        $"The body is larger than {http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize / (1024 * 1024)} MB. Send less at once.";

    private static string RequestIdOf(HttpContext http) =>
        http.Response.Headers.TryGetValue("X-Artisan-Request-Id", out var id) && id.Count > 0 ? id.ToString() : http.TraceIdentifier;

    private static async Task WriteAsync(HttpContext http, ErrorShape shape, Failure failure, ArtisanException? exception)
    {
        string requestId = RequestIdOf(http);
        failure = failure.Guarded(http);
        http.Response.StatusCode = failure.HttpStatus == 499 ? 400 : failure.HttpStatus;
        http.Response.Headers["X-Artisan-Request-Id"] = requestId;
        if (failure.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (failure.HttpStatus == 401)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (shape is ErrorShape.OpenAI or ErrorShape.Anthropic)
        {
            http.Response.Headers[shape == ErrorShape.OpenAI ? "x-request-id" : "request-id"] = requestId;
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(shape == ErrorShape.OpenAI ? OpenAIError.Body(failure, requestId) : AnthropicError.Body(failure, requestId));
            return;
        }
        await http.Response.WriteAsJsonAsync(Problem(http, failure, http.Response.StatusCode, requestId, exception), ArtisanJson.Options, "application/problem+json");
    }

    /// <summary>A failure as programs get it.</summary>
    internal static ProblemDetails Problem(HttpContext http, Failure failure, int status, string requestId, ArtisanException? exception)
    {
        var problem = new ProblemDetails { Status = status, Title = Title(failure.Code), Detail = failure.Message, Type = $"urn:artisan:error:{failure.Code}" };
        problem.Extensions["code"] = failure.Code;
        problem.Extensions["request_id"] = requestId;
        if (failure.Field is not null)
            problem.Extensions["field"] = failure.Field;
        if (exception?.Faults is { } faults)
            problem.Extensions["errors"] = faults.Guarded(http);
        // What had come until an answer broke off is the caller's, who has paid for it.
        if (exception is ChatException { PartialText.Length: > 0 } broken)
            problem.Extensions["partial_text"] = broken.PartialText;
        return problem;
    }

    // As ASP.NET Core words it: Failed to bind parameter "Nullable<DateTimeOffset> From" from "yesterday".
    [GeneratedRegex("^Failed to bind parameter \"\\S+ (?<name>\\w+)\" from \"(?<value>.{0,100})\"", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex UnreadValue();

    // Likewise: Implicit body inferred for parameter "body" but no body was provided. Did you mean to use a Service instead?
    [GeneratedRegex("^(Implicit body inferred for parameter|Required parameter) .{0,100} (no body was provided|was not provided from body)", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex NoBody();

    private static string Title(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');
}
