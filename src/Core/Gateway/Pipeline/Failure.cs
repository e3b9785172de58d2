using Artisan.Core.Data;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>What a caller is told of a failure: never a credential, a stack or another tenant's data.</summary>
/// <param name="Code">One of <see cref="ErrorCode"/>.</param>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="RetryAfter">How long to wait; null where waiting does not help.</param>
/// <param name="Field">The field at fault.</param>
public sealed record Failure(string Code, int HttpStatus, string Message, TimeSpan? RetryAfter = null, string? Field = null)
{
    /// <summary>The failure that an exception means to a caller.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        ArtisanException e => new Failure(e.Code, StatusOf(e.Code), e.Message, e.RetryAfter ?? Wait(e), e.Field),
        TenantIsolationException => new Failure(ErrorCode.Forbidden, 403, "The request was ended for reasons of security."),
        OperationCanceledException => new Failure("cancelled", 499, "The caller went away."),
        _ => new Failure(ErrorCode.Internal, 500, "Something went wrong in Artisan. Try again; if it stays, give the request id to your administrator."),
    };

    /// <summary>The HTTP status of a code.</summary>
    public static int StatusOf(string code) => code switch
    {
        ErrorCode.InvalidInput or ErrorCode.ContextTooLong or ErrorCode.InjectionDetected or ErrorCode.PersonalData => 400,
        ErrorCode.Unauthorized => 401,
        ErrorCode.BudgetExceeded => 402,
        ErrorCode.Forbidden or ErrorCode.FeatureDisabled => 403,
        ErrorCode.NotFound or ErrorCode.ModelNotFound => 404,
        ErrorCode.Conflict => 409,
        ErrorCode.PayloadTooLarge => 413,
        ErrorCode.ContentRefused or ErrorCode.UnpricedModel or ErrorCode.Unsupported => 422,
        ErrorCode.RateLimited => 429,
        ErrorCode.ProviderError or ErrorCode.SchemaMismatch => 502,
        ErrorCode.ProviderUnavailable or ErrorCode.Unavailable => 503,
        ErrorCode.ProviderTimeout or ErrorCode.NotCached => 504,
        _ => 500,
    };

    // A vendor that does not say how long is asked again after a while; of Artisan's own refusals each says it where waiting helps.
    private static TimeSpan? Wait(ArtisanException e) => e is ProviderException { Fault: ProviderFault.Connection or ProviderFault.RateLimited } || e.InnerException is ProviderException { Fault: ProviderFault.Connection or ProviderFault.RateLimited }
        ? TimeSpan.FromSeconds(5)
        : null;
}
