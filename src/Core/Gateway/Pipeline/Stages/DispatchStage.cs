using System.Collections.Concurrent;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Polly;
using Polly.Retry;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Tries the planned models in turn. Each is tried again after failures that pass; then the next takes its place, before the first output and never after.
/// </summary>
public sealed class DispatchStage(AttemptRunner attempts, GatewayTelemetry telemetry) : IAiStage
{
    private readonly ConcurrentDictionary<(AiResilience, AiOperation), ResiliencePipeline<AiAnswer>> _retries = new();

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        AiPlan plan = call.Plan ?? throw new InvalidOperationException("Plan has not run.");
        ProviderException? last = null;
        for (int i = 0; i < plan.Candidates.Count; i++)
        {
            AiCandidate candidate = plan.Candidates[i];
            if (last is not null)
                call.Trace.Warn("fallback", $"{call.Trace.Attempts[^1].Model} failed ({last.Message}) and {candidate.Model} took its place.");
            try
            {
                return await TryAsync(call, candidate, hasNext: i + 1 < plan.Candidates.Count, cancellationToken);
            }
            catch (ProviderException e) when (MayFallBack(e.Fault))
            {
                last = e;
            }
        }
        throw last!;
    }

    // A request that one vendor finds wrong is wrong for the next; a refusal of content is an answer.
    private static bool MayFallBack(ProviderFault fault) => fault is not (ProviderFault.BadRequest or ProviderFault.ContentRefused or ProviderFault.Cancelled);

    private async ValueTask<AiAnswer> TryAsync(AiCall call, AiCandidate candidate, bool hasNext, CancellationToken cancellationToken)
    {
        ResiliencePipeline<AiAnswer> retry = _retries.GetOrAdd((call.Config.Resilience, call.Operation), static (key, self) => self.Build(key.Item1, key.Item2), this);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, call);
        context.Properties.Set(HasNextKey, hasNext);
        try
        {
            return await retry.ExecuteAsync(static async (context, state) =>
            {
                TimeSpan waited = context.Properties.GetValue(WaitKey, TimeSpan.Zero);
                return await state.attempts.RunAsync(state.call, state.candidate, waited, context.CancellationToken);
            }, context, (attempts, call, candidate));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static readonly ResiliencePropertyKey<AiCall> CallKey = new("call");
    private static readonly ResiliencePropertyKey<bool> HasNextKey = new("has_next");
    private static readonly ResiliencePropertyKey<TimeSpan> WaitKey = new("waited");
    private static readonly ResiliencePropertyKey<TimeSpan> TotalKey = new("total");

    private ResiliencePipeline<AiAnswer> Build(AiResilience limits, AiOperation operation)
    {
        int retries = operation == AiOperation.Embeddings ? limits.EmbeddingsRetries : limits.ChatRetries;
        double longest = operation == AiOperation.Embeddings ? limits.EmbeddingsMaxDelaySeconds : limits.ChatMaxDelaySeconds;
        if (retries <= 0)
            return ResiliencePipeline<AiAnswer>.Empty;
        TimeSpan budget = TimeSpan.FromSeconds(limits.MaxTotalWaitSeconds);
        return new ResiliencePipelineBuilder<AiAnswer>().AddRetry(new RetryStrategyOptions<AiAnswer>
        {
            MaxRetryAttempts = retries,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException { IsTransient: true } failure && Fits(args.Context, failure, budget)),
            DelayGenerator = args =>
            {
                var failure = (ProviderException)args.Outcome.Exception!;
                // Full jitter (Amazon Builders' Library, "Timeouts, retries, and backoff with jitter"); the vendor's own wish stands above it.
                double ceiling = Math.Min(longest, limits.BaseDelaySeconds * Math.Pow(2, args.AttemptNumber));
                TimeSpan wait = failure.RetryAfter ?? TimeSpan.FromSeconds(Random.Shared.NextDouble() * ceiling);
                args.Context.Properties.Set(WaitKey, wait);
                args.Context.Properties.Set(TotalKey, args.Context.Properties.GetValue(TotalKey, TimeSpan.Zero) + wait);
                return ValueTask.FromResult<TimeSpan?>(wait);
            },
            OnRetry = args =>
            {
                if (args.Context.Properties.TryGetValue(CallKey, out AiCall? call))
                    telemetry.Retry(call, args.AttemptNumber + 1);
                return default;
            },
        }).Build();
    }

    // A vendor that asks to wait longer than the budget allows is not waited for: a fallback or an honest error is better.
    // A vendor that cannot be reached at all is not tried again while another can be asked.
    private static bool Fits(ResilienceContext context, ProviderException failure, TimeSpan budget) =>
        !(failure.Fault == ProviderFault.Connection && context.Properties.GetValue(HasNextKey, false))
        && context.Properties.GetValue(TotalKey, TimeSpan.Zero) + (failure.RetryAfter ?? TimeSpan.Zero) <= budget;
}
