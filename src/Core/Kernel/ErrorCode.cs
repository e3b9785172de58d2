namespace Artisan.Core.Kernel;

/// <summary>The stable error codes of every Artisan API. Clients branch on them; they never change their meaning.</summary>
public static class ErrorCode
{
    /// <summary>The request is malformed or breaks a rule; the message names the field. HTTP 400.</summary>
    public const string InvalidInput = "invalid_input";
    /// <summary>No credential, or one that is unknown, expired or revoked. HTTP 401.</summary>
    public const string Unauthorized = "unauthorized";
    /// <summary>The role or key scope does not allow this. HTTP 403.</summary>
    public const string Forbidden = "forbidden";
    /// <summary>It does not exist for this caller. HTTP 404.</summary>
    public const string NotFound = "not_found";
    /// <summary>The model is not in the catalogue and not of the form provider/name. HTTP 404.</summary>
    public const string ModelNotFound = "model_not_found";
    /// <summary>It was changed meanwhile, or exists already. HTTP 409.</summary>
    public const string Conflict = "conflict";
    /// <summary>The body is larger than the limit. HTTP 413.</summary>
    public const string PayloadTooLarge = "payload_too_large";
    /// <summary>The prompt does not fit the model's context window. HTTP 400.</summary>
    public const string ContextTooLong = "context_too_long";
    /// <summary>A budget is spent. HTTP 402.</summary>
    public const string BudgetExceeded = "budget_exceeded";
    /// <summary>Too many requests or tokens per minute. HTTP 429.</summary>
    public const string RateLimited = "rate_limited";
    /// <summary>The tenant has switched the feature off. HTTP 403.</summary>
    public const string FeatureDisabled = "feature_disabled";
    /// <summary>The prompt was recognised as an injection. HTTP 400.</summary>
    public const string InjectionDetected = "injection_detected";
    /// <summary>The prompt holds personal data that the organisation does not send to models. HTTP 400.</summary>
    public const string PersonalData = "personal_data_detected";
    /// <summary>The model refused for reasons of content. HTTP 422.</summary>
    public const string ContentRefused = "content_refused";
    /// <summary>The model has no price and the settings demand one. HTTP 422.</summary>
    public const string UnpricedModel = "unpriced_model";
    /// <summary>The chosen provider cannot do this operation. HTTP 422.</summary>
    public const string Unsupported = "unsupported_operation";
    /// <summary>The answer does not fit the demanded schema, also after one repair. HTTP 502.</summary>
    public const string SchemaMismatch = "schema_mismatch";
    /// <summary>The AI vendor failed, refused Artisan's credential or answered nonsense. HTTP 502.</summary>
    public const string ProviderError = "provider_error";
    /// <summary>No provider could be reached. HTTP 503.</summary>
    public const string ProviderUnavailable = "provider_unavailable";
    /// <summary>The provider took too long. HTTP 504.</summary>
    public const string ProviderTimeout = "provider_timeout";
    /// <summary>Only a kept answer was wanted, and there is none. HTTP 504.</summary>
    public const string NotCached = "not_cached";
    /// <summary>Artisan itself cannot serve now: the database is away or the journal cannot be written. HTTP 503 with Retry-After.</summary>
    public const string Unavailable = "unavailable";
    /// <summary>A fault in Artisan. HTTP 500.</summary>
    public const string Internal = "internal_error";

    /// <summary>All of them, in the order above.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        InvalidInput, Unauthorized, Forbidden, NotFound, ModelNotFound, Conflict, PayloadTooLarge, ContextTooLong, BudgetExceeded, RateLimited, FeatureDisabled, InjectionDetected, PersonalData, ContentRefused,
        UnpricedModel, Unsupported, SchemaMismatch, ProviderError, ProviderUnavailable, ProviderTimeout, NotCached, Unavailable, Internal,
    ];
}
