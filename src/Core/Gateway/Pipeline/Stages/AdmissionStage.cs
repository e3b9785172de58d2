using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Lets calls through to vendors as far as this node can carry them; the others wait their turn, people before jobs. A stream keeps its place to its end.</summary>
public sealed class AdmissionStage(CallAdmission admission) : IAiStage
{
    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        ValueTask<IDisposable> entering = admission.EnterAsync(call.Priority, call.Body.Length, call.Config.Limits, cancellationToken);
        bool waited = !entering.IsCompleted;
        IDisposable place = await entering;
        if (waited)
            call.Trace.Spans.Add(new StageSpan("queue", start, call.ElapsedMs - start));
        bool kept = false;
        try
        {
            AiAnswer answer = await next(call, cancellationToken);
            if (answer is not StreamAnswer stream)
                return answer;
            kept = true;
            return new StreamAnswer { By = stream.By, RefusedAtOnce = stream.RefusedAtOnce, Events = HoldAsync(stream.Events, place, CancellationToken.None) }; // the token went in with the attempt
        }
        finally
        {
            if (!kept)
                place.Dispose();
        }
    }

    private static async IAsyncEnumerable<ProviderEvent> HoldAsync(IAsyncEnumerable<ProviderEvent> events, IDisposable place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (place)
        {
            await foreach (ProviderEvent item in events.WithCancellation(cancellationToken))
                yield return item;
        }
    }
}
