using System.Globalization;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Lets calls through to vendors as far as this node can carry them; the others wait their turn, people before jobs. A stream keeps its place to its end.</summary>
public sealed class AdmissionStage(CallAdmission admission, BatchSlots batch) : IAiStage
{
    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        IDisposable? slot = call.Priority == CallPriority.Batch && JobsAtOnce(call) is { } most ? await batch.EnterAsync(call.Scope.TenantId, most, cancellationToken) : null;
        if (slot is null)
            return await AdmitAsync(call, next, start, cancellationToken);
        bool kept = false;
        try
        {
            AiAnswer answer = await AdmitAsync(call, next, start, cancellationToken);
            if (answer is not StreamAnswer stream)
                return answer;
            kept = true;
            return new StreamAnswer { By = stream.By, RefusedAtOnce = stream.RefusedAtOnce, Events = new HeldEvents(stream.Events, slot) };
        }
        finally
        {
            if (!kept)
                slot.Dispose();
        }
    }

    private static int? JobsAtOnce(AiCall call) =>
        call.Control.Settings.TryGetValue(TenantSettings.MaxConcurrentJobs, out string? json) && double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out double most) && most >= 1 ? (int)Math.Min(most, int.MaxValue) : null;

    private async ValueTask<AiAnswer> AdmitAsync(AiCall call, AiHandler next, double start, CancellationToken cancellationToken)
    {
        ValueTask<IDisposable> entering = admission.EnterAsync(call.Priority, call.Body.Length, call.Config.Limits, cancellationToken);
        IDisposable place = await entering;
        if (call.ElapsedMs - start >= 0.1)
            call.Trace.Spans.Add(new StageSpan("queue", start, call.ElapsedMs - start));
        bool kept = false;
        try
        {
            AiAnswer answer = await next(call, cancellationToken);
            if (answer is not StreamAnswer stream)
                return answer;
            kept = true;
            return new StreamAnswer { By = stream.By, RefusedAtOnce = stream.RefusedAtOnce, Events = new HeldEvents(stream.Events, place) };
        }
        finally
        {
            if (!kept)
                place.Dispose();
        }
    }
}
