using System.Globalization;
using System.Net.Http.Headers;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Says why an attempt failed, out of status, headers and error body, or out of the exception that the network gave.</summary>
internal static class VendorFaults
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public static ProviderException FromStatus(ProviderInstance instance, string? model, int status, HttpResponseHeaders? headers, VendorError error, TimeSpan? retryAfter = null)
    {
        ProviderFault fault = Classify(status, error);
        // Some vendors say it by 402 (payment required), some by the error's type only.
        string code = error.Type == "insufficient_quota" || (status == 402 && error.Code is null) ? QuotaExceededException.QuotaCode : error.Code ?? "";
        string answered = $"Provider `{instance.Name}` answered {status}";
        string says = error.Message is { Length: > 0 } ? $": {error.Message}" : error.IsHtml ? " with a web page." : ".";
        string message = fault switch
        {
            // The vendor's own words are kept out here: they may repeat the credential in a form that no rule foresees.
            ProviderFault.Credential => $"Provider `{instance.Name}` refused Artisan's credential ({status}). Check the key under Settings → Providers.",
            ProviderFault.ModelNotFound => $"Provider `{instance.Name}` does not know the model `{model}` ({status}){says} Check the model's name and the provider's base_url.",
            ProviderFault.RateLimited when code == QuotaExceededException.QuotaCode => $"The quota of provider `{instance.Name}` is spent ({status}){says}",
            ProviderFault.RateLimited => $"Provider `{instance.Name}` limits the rate ({status}){says}",
            ProviderFault.Malformed => $"{answered}, which no endpoint of this protocol does. Check the provider's base_url.",
            _ => answered + says,
        };
        return new ProviderException(fault, message)
        {
            Status = status,
            RetryAfter = retryAfter ?? (headers is null ? null : RetryAfter(headers)),
            VendorBody = error.Body,
            VendorCode = code.Length > 0 ? code : error.Type,
            VendorField = error.Field,
        }.Narrowed();
    }

    /// <summary>An error that came as an event of a stream, or with a good status.</summary>
    public static ProviderException FromEvent(ProviderInstance instance, string? model, VendorError error)
    {
        int status = int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is >= 400 and < 600 ? code : 0;
        if (status == 0)
        {
            status = error.Speaks("rate_limit", "rate limit", "insufficient_quota") ? 429
                : error.Speaks("context_length", "content_filter", "content_policy", "invalid_request") ? 400
                : error.Speaks("invalid_api_key", "authentication") ? 401
                : 500;
        }
        ProviderException fault = FromStatus(instance, model, status, null, error);
        string message = fault.Fault == ProviderFault.Credential ? fault.Message : $"Provider `{instance.Name}` reported an error in its answer: {error.Message ?? error.Type ?? "no reason given"}";
        return new ProviderException(fault.Fault, message) { VendorBody = fault.VendorBody, VendorCode = fault.VendorCode, VendorField = fault.VendorField }.Narrowed();
    }

    private static ProviderFault Classify(int status, VendorError error)
    {
        switch (status)
        {
            case 401:
                return ProviderFault.Credential;
            case 403:
                return error.Code == "model_not_found" ? ProviderFault.ModelNotFound
                    : IsRefusal(error) ? ProviderFault.ContentRefused
                    : ProviderFault.Credential;
            case 404:
                return ProviderFault.ModelNotFound;
            case 402 or 429:
                return ProviderFault.RateLimited;
            case 408 or 409 or 425 or 499 or >= 500:
                return ProviderFault.Server;
            case < 400:
                return ProviderFault.Malformed;
        }
        if (IsRefusal(error))
            return ProviderFault.ContentRefused;
        if (IsTooLong(error))
            return ProviderFault.ContextTooLong;
        if (error.Code is "invalid_api_key" or "account_deactivated")
            return ProviderFault.Credential;
        if (error.Code is "insufficient_quota")
            return ProviderFault.RateLimited;
        return error.Code == "model_not_found" ? ProviderFault.ModelNotFound : ProviderFault.BadRequest;
    }

    private static bool IsRefusal(VendorError error) =>
        error.Code is "content_filter" or "content_policy_violation" or "ResponsibleAIPolicyViolation" || error.Type is "content_filter" or "content_policy_violation";

    private static bool IsTooLong(VendorError error) => error.Code is "context_length_exceeded" || error.Type is "exceed_context_size_error"
        || error.Speaks("maximum context length", "available context size", "context window of this model", "exceeds the context window", "prompt is too long", "context_length_exceeded");

    /// <summary>How long to wait, of the more precise header first; null when neither says it.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (Single(headers, "retry-after-ms") is { } ms && double.TryParse(ms, CultureInfo.InvariantCulture, out double milliseconds))
            return Sensible(milliseconds / 1000);
        if (Single(headers, "retry-after") is not { } text)
            return null;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out double seconds))
            return Sensible(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? Sensible((at - DateTimeOffset.UtcNow).TotalSeconds)
            : null;
    }

    private static TimeSpan? Sensible(double seconds) =>
        double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWait.TotalSeconds));

    public static string? Single(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    /// <summary>A failure of the network before the answer's headers.</summary>
    public static ProviderException FromNetwork(ProviderInstance instance, HttpRequestException e)
    {
        (ProviderFault fault, string what) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (ProviderFault.Connection, "its host name cannot be resolved"),
            HttpRequestError.SecureConnectionError => (ProviderFault.Connection, "no TLS connection could be agreed on"),
            HttpRequestError.ProxyTunnelError => (ProviderFault.Connection, "the proxy refused"),
            HttpRequestError.ConnectionError => (ProviderFault.Connection, "the connection was refused"),
            HttpRequestError.ResponseEnded => (ProviderFault.BrokenOff, "it closed the connection before it answered"),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded
                => (ProviderFault.Malformed, "its answer is not HTTP as it should be"),
            _ => (ProviderFault.Connection, "the connection failed"),
        };
        string host = instance.BaseUrl?.Host ?? "";
        return new ProviderException(fault, $"Provider `{instance.Name}` ({host}) cannot be used: {what}.", e);
    }

    public static ProviderException TimedOut(ProviderInstance instance, string what, Exception? inner = null) =>
        new(ProviderFault.Timeout, $"Provider `{instance.Name}` took too long: {what}.", inner);
}
