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
