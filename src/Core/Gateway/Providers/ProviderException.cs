using Artisan.Core.Gateway.Errors;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Providers;

/// <summary>An attempt failed. The message may be shown to the caller: it holds no credential and no address of the vendor's host beyond its name.</summary>
public class ProviderException : AiException
{
    /// <summary>Creates the failure of an attempt.</summary>
    public ProviderException(ProviderFault fault, string message, Exception? inner = null) : base(CodeOf(fault), message, inner) => Fault = fault;

    /// <summary>The same failure as a narrower kind.</summary>
    private protected ProviderException(ProviderException told) : base(told.Code, told.Message, told.InnerException)
    {
        (Fault, Status, RetryAfter, Field) = (told.Fault, told.Status, told.RetryAfter, told.Field);
        (VendorBody, VendorCode) = (told.VendorBody, told.VendorCode);
    }

    /// <summary>The failure as the narrowest kind that there is of it.</summary>
    public ProviderException Narrowed() => Fault != ProviderFault.RateLimited ? this
        : VendorCode == QuotaExceededException.QuotaCode ? new QuotaExceededException(this)
        : new RateLimitException(this);

    /// <summary>Why it failed.</summary>
    public ProviderFault Fault { get; }
    /// <summary>The vendor's HTTP status; null when there was none.</summary>
    public int? Status { get; init; }
    /// <summary>The vendor's own error body, credentials removed, at most 4 KiB; null when there was none. For the request's record, and for a caller of the same dialect on <see cref="ProviderFault.BadRequest"/>.</summary>
    public string? VendorBody { get; init; }
    /// <summary>The vendor's own error code, such as <c>context_length_exceeded</c>; null when there was none.</summary>
    public string? VendorCode { get; init; }
    /// <summary>The field that the vendor found wrong (<c>param</c>); null when it does not say.</summary>
    public string? VendorField
    {
        get => Field;
        init => Field = value;
    }

    /// <summary>Whether the failure says that the vendor, or Artisan's way to it, is not well: what breakers and health count.</summary>
    public bool IsVendorsFailure => Fault is ProviderFault.Connection or ProviderFault.Timeout or ProviderFault.Credential or ProviderFault.Server or ProviderFault.BrokenOff or ProviderFault.Malformed;

    /// <summary>Whether another credential may do better.</summary>
    public bool IsCredentials => Fault is ProviderFault.Credential or ProviderFault.RateLimited;

    /// <summary>Whether the same call may succeed when tried again shortly; a spent quota (<c>insufficient_quota</c>) does not come back so soon.</summary>
    public bool IsTransient => Fault is ProviderFault.Connection or ProviderFault.Timeout or ProviderFault.RateLimited or ProviderFault.Server or ProviderFault.BrokenOff
        && VendorCode != QuotaExceededException.QuotaCode;

    /// <summary>What callers are told of a failure.</summary>
    private static string CodeOf(ProviderFault fault) => fault switch
    {
        ProviderFault.Connection or ProviderFault.CircuitOpen => ErrorCode.ProviderUnavailable,
        ProviderFault.Timeout => ErrorCode.ProviderTimeout,
        ProviderFault.ModelNotFound => ErrorCode.ModelNotFound,
        ProviderFault.RateLimited => ErrorCode.RateLimited,
        ProviderFault.BadRequest => ErrorCode.InvalidInput,
        ProviderFault.ContextTooLong => ErrorCode.ContextTooLong,
        ProviderFault.ContentRefused => ErrorCode.ContentRefused,
        ProviderFault.Unsupported => ErrorCode.Unsupported,
        ProviderFault.SchemaMismatch => ErrorCode.SchemaMismatch,
        _ => ErrorCode.ProviderError,
    };
}

/// <summary>The vendor refused for the rate of requests or tokens; it is well again shortly.</summary>
public sealed class RateLimitException : ProviderException
{
    internal RateLimitException(ProviderException told) : base(told)
    {
    }
}

/// <summary>The quota or the credit at the vendor is spent; waiting does not help, another credential or provider may.</summary>
public sealed class QuotaExceededException : ProviderException
{
    /// <summary>The code for it, OpenAI's; other vendors' are translated.</summary>
    public const string QuotaCode = "insufficient_quota";

    internal QuotaExceededException(ProviderException told) : base(told)
    {
    }
}
