namespace Artisan.Core.Gateway.Providers;

/// <summary>Why an attempt failed; decides whether it is tried again, falls back, or is the caller's fault.</summary>
public enum ProviderFault
{
    /// <summary>No connection: refused, no such host, TLS.</summary>
    Connection = 1,
    /// <summary>A time limit passed.</summary>
    Timeout = 2,
    /// <summary>The vendor refused Artisan's credential (401, 403). Never the caller's fault.</summary>
    Credential = 3,
    /// <summary>The vendor does not know the model (404).</summary>
    ModelNotFound = 4,
    /// <summary>Too many requests, or the vendor's quota is spent (429).</summary>
    RateLimited = 5,
    /// <summary>The vendor found the request itself wrong (400, 422); another vendor would too.</summary>
    BadRequest = 6,
    /// <summary>The prompt does not fit the model's context window.</summary>
    ContextTooLong = 7,
    /// <summary>The vendor's content policy refused.</summary>
    ContentRefused = 8,
    /// <summary>The vendor failed (408, 5xx).</summary>
    Server = 9,
    /// <summary>The answer broke off.</summary>
    BrokenOff = 10,
    /// <summary>The answer is not what the protocol says: HTML, wrong JSON, no choices, too large.</summary>
    Malformed = 11,
    /// <summary>This provider cannot do this operation.</summary>
    Unsupported = 12,
    /// <summary>The answer does not fit the demanded schema.</summary>
    SchemaMismatch = 13,
    /// <summary>The caller went away.</summary>
    Cancelled = 14,
    /// <summary>Artisan left the vendor alone: its breaker is open.</summary>
    CircuitOpen = 15,
}

/// <summary>An attempt failed. The message may be shown to the caller: it holds no credential and no address of the vendor's host beyond its name.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>Creates the failure of an attempt.</summary>
    public ProviderException(ProviderFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>Why it failed.</summary>
    public ProviderFault Fault { get; }
    /// <summary>The vendor's HTTP status; null when there was none.</summary>
    public int? Status { get; init; }
    /// <summary>How long the vendor asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
    /// <summary>The vendor's own error body, credentials removed, at most 4 KiB; null when there was none. For the request's record, and for a caller of the same dialect on <see cref="ProviderFault.BadRequest"/>.</summary>
    public string? VendorBody { get; init; }
    /// <summary>The vendor's own error code, such as <c>context_length_exceeded</c>; null when there was none.</summary>
    public string? VendorCode { get; init; }
    /// <summary>The field that the vendor found wrong (<c>param</c>); null when it does not say.</summary>
    public string? VendorField { get; init; }

    /// <summary>Whether the failure says that the vendor, or Artisan's way to it, is not well: what breakers and health count.</summary>
    public bool IsVendorsFailure => Fault is ProviderFault.Connection or ProviderFault.Timeout or ProviderFault.Credential or ProviderFault.Server or ProviderFault.BrokenOff or ProviderFault.Malformed;

    /// <summary>Whether another credential may do better.</summary>
    public bool IsCredentials => Fault is ProviderFault.Credential or ProviderFault.RateLimited;

    /// <summary>Whether the same call may succeed when tried again shortly; a spent quota (<c>insufficient_quota</c>) does not come back so soon.</summary>
    public bool IsTransient => Fault is ProviderFault.Connection or ProviderFault.Timeout or ProviderFault.RateLimited or ProviderFault.Server or ProviderFault.BrokenOff
        && VendorCode != "insufficient_quota";
}
