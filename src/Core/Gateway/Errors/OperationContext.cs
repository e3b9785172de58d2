using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Errors;

/// <summary>What was being done when AI work failed: figures and names, never a text.</summary>
/// <param name="RequestId">The request, as the request log knows it.</param>
/// <param name="Operation">Chat or embeddings.</param>
/// <param name="UseCase">The use case.</param>
/// <param name="Provider">Instance that was called last; null when none was.</param>
/// <param name="Model">Model that was called last; null when none was.</param>
/// <param name="Characters">Bytes of the texts sent.</param>
/// <param name="Attempts">Calls of models.</param>
/// <param name="ElapsedMs">Milliseconds from arrival to failure.</param>
public sealed record OperationContext(Guid RequestId, AiOperation Operation, string UseCase, string? Provider, string? Model, long Characters, int Attempts, double ElapsedMs)
{
    /// <summary>The context of a call as it stands now.</summary>
    public static OperationContext Of(AiCall call)
    {
        AttemptTrace? last = call.Trace.Attempts.Count > 0 ? call.Trace.Attempts[^1] : null;
        return new OperationContext(call.RequestId, call.Operation, call.UseCase, last?.Provider, last?.Model, call.Characters, call.Trace.Attempts.Count, Math.Round(call.ElapsedMs, 1));
    }
}
