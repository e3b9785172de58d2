using System.Collections.Concurrent;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Polly;
using Polly.Retry;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Tries the planned models in turn. Each is tried again after failures that pass, with another credential where the failure was the credential's; then the
/// next model takes its place, as far as the policy lets it, before the first output and never after.
/// </summary>
public sealed class DispatchStage(AttemptRunner attempts, VendorGate gate, GatewayTelemetry telemetry) : IAiStage
{
    private readonly ConcurrentDictionary<(AiResilience, AiOperation), ResiliencePipeline<AiAnswer>> _retries = new();

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        AiPlan plan = call.Plan ?? throw new InvalidOperationException("Plan has not run.");
        Exception? last = null;
        AiCandidate? before = null;
        for (int i = 0; i < plan.Candidates.Count; i++)
        {
            AiCandidate candidate = plan.Candidates[i];
            bool hasNext = i + 1 < plan.Candidates.Count;
            if (before is not null)
                Warn(call, before, candidate, last!);
            try
            {
                AiAnswer answer = await TryAsync(call, candidate, hasNext, cancellationToken);
                if (!hasNext || !plan.FallbackOn.ContentRefusal || !IsRefusal(answer))
                    return answer;
                await LeaveAsync(answer);
                last = new ProviderException(ProviderFault.ContentRefused, $"{candidate.Model} refused the content.");
            }
            catch (ProviderException e) when (hasNext && MayFallBack(e.Fault, plan.FallbackOn))
            {
                last = e;
            }
            catch (ArtisanException e) when (hasNext && e.Code is ErrorCode.BudgetExceeded or ErrorCode.UnpricedModel && plan.FallbackOn.Budget)
            {
                last = e;
                call.Trace.Exclude(candidate.Instance.Name, candidate.Model, e.Message);
            }
            before = candidate;
        }
        throw last!;
    }

    private static void Warn(AiCall call, AiCandidate before, AiCandidate candidate, Exception why)
    {
        call.Trace.Warn("fallback", $"{before.Model} failed ({why.Message}) and {candidate.Model} took its place.");
        if (candidate.IsLastResort)
            call.Trace.Warn("degraded", "No model could be reached, and Artisan's own rules answered instead: no language model has seen this request.");
    }

    // A request that one vendor finds wrong is wrong for the next.
    private static bool MayFallBack(ProviderFault fault, FallbackKinds kinds) => fault switch
    {
        ProviderFault.BadRequest or ProviderFault.Cancelled => false,
        ProviderFault.ContentRefused => kinds.ContentRefusal,
        ProviderFault.ContextTooLong => kinds.ContextTooLong,
        _ => kinds.Failure,
    };

    private static bool IsRefusal(AiAnswer answer) => answer switch
    {
        CompleteAnswer complete => complete.FinishReason == "content_filter",
        StreamAnswer stream => stream.RefusedAtOnce,
        _ => false,
    };

    private static async ValueTask LeaveAsync(AiAnswer answer)
    {
        if (answer is not StreamAnswer stream)
            return;
        // Only an enumeration that has begun settles its attempt when it is left.
        await using IAsyncEnumerator<ProviderEvent> events = stream.Events.GetAsyncEnumerator(CancellationToken.None);
        await events.MoveNextAsync();
    }

    private async ValueTask<AiAnswer> TryAsync(AiCall call, AiCandidate candidate, bool hasNext, CancellationToken cancellationToken)
    {
        ResiliencePipeline<AiAnswer> retry = _retries.GetOrAdd((call.Config.Resilience, call.Operation), static (key, self) => self.Build(key.Item1, key.Item2), this);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        var run = new CandidateRun(call, candidate, hasNext);
        context.Properties.Set(RunKey, run);
        try
        {
            return await retry.ExecuteAsync(static (context, state) => state.self.AttemptAsync(state.run, context.CancellationToken), context, (self: this, run));
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.CircuitOpen && run.Tried.Count == 0)
        {
            call.Trace.Exclude(candidate.Instance.Name, candidate.Model, e.Message);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ValueTask<AiAnswer> AttemptAsync(CandidateRun run, CancellationToken cancellationToken)
    {
        AiCandidate entered = gate.Enter(run.Candidate, run.Tried, run.Call.Config.Resilience.Circuit);
        run.Tried.Add(entered.Instance.CredentialId);
        TimeSpan waited = run.Waited;
        run.Waited = TimeSpan.Zero;
        return attempts.RunAsync(run.Call, entered, waited, cancellationToken);
    }

    /// <summary>What is known of one candidate's attempts while they are made.</summary>
    private sealed class CandidateRun(AiCall call, AiCandidate candidate, bool hasNext)
    {
        public readonly AiCall Call = call;
        public readonly AiCandidate Candidate = candidate;
        public readonly bool HasNext = hasNext;
        public readonly List<string> Tried = [];
        public TimeSpan Waited;
        public TimeSpan WaitedInAll;
        public int Rotations;
    }

    private static readonly ResiliencePropertyKey<CandidateRun> RunKey = new("run");

    // More credentials than this are not tried within one call.
    private const int MostRotations = 8;

    private ResiliencePipeline<AiAnswer> Build(AiResilience limits, AiOperation operation)
    {
        int retries = operation == AiOperation.Embeddings ? limits.EmbeddingsRetries : limits.ChatRetries;
        double longest = operation == AiOperation.Embeddings ? limits.EmbeddingsMaxDelaySeconds : limits.ChatMaxDelaySeconds;
        TimeSpan budget = TimeSpan.FromSeconds(limits.MaxTotalWaitSeconds);
        return new ResiliencePipelineBuilder<AiAnswer>().AddRetry(new RetryStrategyOptions<AiAnswer>
        {
            MaxRetryAttempts = retries + MostRotations,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException failure && MayTryAgain(args.Context.Properties.GetValue(RunKey, null!), failure, args.AttemptNumber, retries, budget)),
            DelayGenerator = args =>
            {
                CandidateRun run = args.Context.Properties.GetValue(RunKey, null!);
                var failure = (ProviderException)args.Outcome.Exception!;
                if (Rotates(run, failure))
                {
                    run.Rotations++;
                    return ValueTask.FromResult<TimeSpan?>(TimeSpan.Zero);
                }
                // Full jitter (Amazon Builders' Library, "Timeouts, retries, and backoff with jitter"); the vendor's own wish stands above it.
                double ceiling = Math.Min(longest, limits.BaseDelaySeconds * Math.Pow(2, args.AttemptNumber - run.Rotations));
                TimeSpan wait = failure.RetryAfter ?? TimeSpan.FromSeconds(Random.Shared.NextDouble() * ceiling);
                run.Waited = wait;
                run.WaitedInAll += wait;
                run.Tried.Clear();
                return ValueTask.FromResult<TimeSpan?>(wait);
            },
            OnRetry = args =>
            {
                telemetry.Retry(args.Context.Properties.GetValue(RunKey, null!).Call, args.AttemptNumber + 1);
                return default;
            },
        }).Build();
    }

    private bool Rotates(CandidateRun run, ProviderException failure) =>
        failure.IsCredentials && run.Rotations < MostRotations && gate.HasOther(run.Candidate, run.Tried);

    // A vendor that asks to wait longer than the budget allows is not waited for: a fallback or an honest error is better.
    // A vendor that cannot be reached at all is not tried again while another can be asked.
    private bool MayTryAgain(CandidateRun run, ProviderException failure, int attempt, int retries, TimeSpan budget) =>
        Rotates(run, failure)
        || failure.IsTransient && attempt - run.Rotations < retries
        && !(failure.Fault == ProviderFault.Connection && run.HasNext)
        && run.WaitedInAll + (failure.RetryAfter ?? TimeSpan.Zero) <= budget;
}
