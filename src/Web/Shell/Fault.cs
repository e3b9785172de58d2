using System.Diagnostics;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Web.Shell;

/// <summary>A failure as a person is told of it: what happened, why, what to do, and a reference to find it in the log. Never an exception's own text.</summary>
/// <param name="What">What could not be done, without a full stop: "The requests could not be loaded".</param>
/// <param name="Why">The reason, in a sentence.</param>
/// <param name="WhatToDo">The way on, in a sentence; null where <paramref name="Why"/> says it.</param>
/// <param name="Reference">Trace id that the log carries too.</param>
/// <param name="CanRetry">Whether trying again may help.</param>
public sealed record Fault(string What, string Why, string? WhatToDo, string Reference, bool CanRetry = true)
{
    /// <summary>
    /// Turns an exception into words and logs it under the reference. The message of an <see cref="ArtisanException"/> is meant for the caller and
    /// is shown as it is; of any other nothing is shown.
    /// </summary>
    public static Fault From(Exception exception, string what, ILogger logger)
    {
        string reference = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
        // What a vendor's failure says is meant for callers too.
        if ((exception as ProviderException ?? exception.InnerException as ProviderException) is { } vendor)
        {
            logger.LogWarning(exception, "{What} (reference {Reference})", what, reference);
            return new Fault(what, vendor.Message, vendor.IsTransient ? "Try again in a moment." : null, reference);
        }
        if (exception is ArtisanException known)
        {
            logger.LogInformation("{What}: {Code} {Message} (reference {Reference})", what, known.Code, known.Message, reference);
            bool retry = known.Code is not (ErrorCode.Forbidden or ErrorCode.NotFound or ErrorCode.InvalidInput or ErrorCode.FeatureDisabled);
            return new Fault(what, known.Message, null, reference, retry);
        }
        logger.LogError(exception, "{What} (reference {Reference})", what, reference);
        if (DatabaseAway.Explains(exception))
            return new Fault(what, "The database cannot be reached.", "Try again in a moment. Calls of models go on meanwhile, as far as they can be written down.", reference);
        return exception is TimeoutException or OperationCanceledException
            ? new Fault(what, "It took too long.", "Try again. If it stays slow, narrow the filters.", reference)
            : new Fault(what, "Something failed inside Artisan; the log has the details.", "Try again. If it stays, give the reference to whoever runs Artisan.", reference);
    }
}
