using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Caching.Meaning;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Caching;

/// <summary>
/// Gives an answer again that was given before: to the very same request, then, where the policy lets it, to one that means the same. A hit takes no place
/// in the queue, makes no attempt and costs nothing. The same requests under way wait for the first.
/// </summary>
public sealed class CacheStage(AnswerCache cache, CacheFlights flights, CacheOutbox outbox, GatewayTelemetry telemetry, TimeProvider time) : IAiStage
{
    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        // An answer that was sent back for repair is kept under the keys of the request itself.
        if (call.Cache.Keys is not null)
            return Keep(call, await next(call, cancellationToken), null);
        CachePolicy policy = call.Plan!.Policy.Cache;
        bool similar = policy.Semantic || call.CacheFirst;
        string? why = !policy.Enabled && !call.CacheFirst ? $"the policy of {call.UseCase} has it off" : Cacheability.WhyNot(call);
        if (why is not null)
        {
            if (policy.Enabled || call.CacheFirst || call.CacheDirective != CacheDirective.Policy)
                call.Trace.Cache = new CacheTrace(CacheStates.Off, why);
            return call.CacheDirective == CacheDirective.OnlyIfCached ? throw NotCached($"the cache was not asked, since {why}") : await next(call, cancellationToken);
        }

        double start = call.ElapsedMs;
        CacheKeys keys = CacheKey.Of(call, similar);
        call.Cache.Keys = keys;
        CacheFlights.Flight? own = null;
        try
        {
            if (call.CacheDirective != CacheDirective.Refresh)
            {
                if (Find(call, keys) is { } found)
                    return found;
                if (call.CacheDirective == CacheDirective.OnlyIfCached)
                    throw NotCached("the cache has no answer to it");
                own = flights.Begin(keys.Exact, out CacheFlights.Flight first);
                if (own is null && await first.WaitAsync(cancellationToken) is { } shared && MayGive(call, shared))
                    return Give(call, shared, CacheStates.Exact, null, waited: true);
                // Between the look and the beginning another may have ended.
                if (own is not null && cache.FindExact(call.Scope.TenantId, call.Scope.WorkspaceId, keys.Exact) is { } late && MayGive(call, late))
                {
                    own.End(late);
                    return Give(call, late, CacheStates.Exact, null, waited: false);
                }
            }
        }
        finally
        {
            call.Trace.Spans.Add(new StageSpan("cache", start, call.ElapsedMs - start));
        }
        call.Cache.State = CacheStates.Miss;
        telemetry.CacheMiss(call, keys.Meaning is not null);
        try
        {
            AiAnswer answer = Keep(call, await next(call, cancellationToken), own);
            if (answer is StreamAnswer)
                own = null; // ended with the stream
            return answer;
        }
        finally
        {
            own?.End(null);
        }
    }

    private AiAnswer? Find(AiCall call, CacheKeys keys)
    {
        (Guid tenant, Guid workspace) = (call.Scope.TenantId, call.Scope.WorkspaceId);
        if (cache.FindExact(tenant, workspace, keys.Exact) is { } exact && MayGive(call, exact))
            return Give(call, exact, CacheStates.Exact, null, waited: false);
        if (keys.Meaning is null || cache.FindMeaning(tenant, workspace, keys.Meaning) is not { } similar || !MayGive(call, similar))
            return null;
        double similarity = PromptMeaning.Of(similar.Prompt) is { } first ? keys.Read!.SimilarityTo(first) : 0;
        return similarity >= SettingsOf(call).Threshold ? Give(call, similar, CacheStates.Semantic, similarity, waited: false) : null;
    }

    private static bool MayGive(AiCall call, CacheEntry entry) => !call.Stream || entry.Streamable;

    private AiAnswer Give(AiCall call, CacheEntry entry, string state, double? similarity, bool waited)
    {
        AiCandidate by = call.Plan!.Candidates[0];
        (call.Cache.State, call.Cache.By, call.Cache.SavedUsd, call.Cache.SavedTokens) = (state, by, entry.CostUsd, entry.Tokens);
        call.Trace.Cache = new CacheTrace(state, null, entry.Id, Math.Round((call.At - entry.CreatedAt).TotalSeconds, 3) is > 0 and var age ? age : 0, similarity is { } near ? Math.Round(near, 4) : null, waited ? true : null);
        entry.CountHit();
        outbox.Hit(entry, similarity is not { } s ? null : new SemanticHit
        {
            TenantId = entry.TenantId,
            Id = call.RequestId,
            WorkspaceId = entry.WorkspaceId,
            ActorId = call.Scope.ActorId,
            LeadId = call.LeadId,
            UseCase = call.UseCase,
            AnswerId = entry.Id,
            At = call.At,
            Similarity = s,
            Prompt = call.Cache.Keys!.Prompt,
            FirstPrompt = entry.Prompt,
        });
        telemetry.CacheHit(call, state);
        return call.Stream ? CacheReplay.InPieces(entry, call, by) : CacheReplay.Whole(entry, call, by);
    }

    private AiAnswer Keep(AiCall call, AiAnswer answer, CacheFlights.Flight? flight)
    {
        if (answer is StreamAnswer stream)
            return new StreamAnswer { By = stream.By, RefusedAtOnce = stream.RefusedAtOnce, Events = GatherAsync(call, stream, flight, CancellationToken.None) }; // the token went in with the attempt
        CacheEntry? kept = Store(call, (CompleteAnswer)answer);
        flight?.End(kept);
        return answer;
    }

    private async IAsyncEnumerable<ProviderEvent> GatherAsync(AiCall call, StreamAnswer stream, CacheFlights.Flight? flight, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = new StreamedBody();
        CacheEntry? kept = null;
        try
        {
            await foreach (ProviderEvent item in stream.Events.WithCancellation(cancellationToken))
            {
                body.Add(item);
                yield return item;
            }
            if (body.Whole(stream.By) is { } whole)
                kept = Store(call, whole);
            else
                call.Trace.Cache = new CacheTrace(CacheStates.Miss, "the stream held more than text");
        }
        finally
        {
            flight?.End(kept);
        }
    }

    private CacheEntry? Store(AiCall call, CompleteAnswer answer)
    {
        if (Cacheability.WhyNotKept(call, answer) is { } why)
        {
            call.Trace.Cache = new CacheTrace(CacheStates.Miss, why);
            return null;
        }
        CacheKeys keys = call.Cache.Keys!;
        WorkspaceCache settings = SettingsOf(call);
        DateTimeOffset now = time.GetUtcNow();
        int seconds = Math.Min(call.Plan!.Policy.Cache.TtlSeconds, settings.TtlSeconds ?? int.MaxValue);
        AttemptTrace? attempt = call.Trace.Attempts.Count > 0 ? call.Trace.Attempts[^1] : null;
        var entry = new CacheEntry
        {
            TenantId = call.Scope.TenantId,
            Id = Guid.CreateVersion7(),
            WorkspaceId = call.Scope.WorkspaceId,
            UseCase = call.UseCase,
            Operation = call.Operation,
            Exact = keys.Exact,
            Meaning = keys.Meaning,
            Prompt = keys.Prompt,
            Answer = answer.Body.ToArray(),
            Streamable = call.Operation == AiOperation.Chat && CacheReplay.IsStreamable(answer.Body),
            Provider = answer.By.Instance.Name,
            Model = answer.By.Model,
            LeadId = call.LeadId,
            ActorId = call.Scope.ActorId,
            Tokens = attempt is null ? 0 : attempt.InputTokens + attempt.CachedInputTokens + attempt.CacheWriteTokens + attempt.OutputTokens + attempt.ReasoningTokens,
            CostUsd = attempt?.CostUsd,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(seconds),
        };
        bool kept = cache.Keep(entry, settings.MaxEntries, call.At);
        call.Trace.Cache = kept ? new CacheTrace(CacheStates.Miss, null, entry.Id) : new CacheTrace(CacheStates.Miss, "it was purged meanwhile");
        return kept ? entry : null;
    }

    private static readonly WorkspaceCache s_defaults = new();

    private static WorkspaceCache SettingsOf(AiCall call) => call.Control.Caches.GetValueOrDefault(call.Scope.WorkspaceId, s_defaults);

    private static ArtisanException NotCached(string why) => new(ErrorCode.NotCached, $"Only a kept answer was wanted, and {why}. Send the request without X-Artisan-Cache: only-if-cached to have a model answer it.");
}
