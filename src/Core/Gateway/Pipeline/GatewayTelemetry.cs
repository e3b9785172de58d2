using System.Diagnostics;
using System.Diagnostics.Metrics;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Providers;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>Traces, metrics and the log line of AI calls. Names follow the OpenTelemetry GenAI conventions; the <c>ai_*</c> ones are Artisan's own.</summary>
public sealed partial class GatewayTelemetry
{
    /// <summary>Name of the activity source and the meter.</summary>
    public const string Name = "Artisan.Gateway";

    /// <summary>The source of spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    private readonly ILogger<GatewayTelemetry> _logger;
    private readonly Histogram<double> _operationDuration, _queryDuration, _llmDuration, _embeddingDuration, _firstToken;
    private readonly Histogram<long> _tokenUsage;
    private readonly Counter<long> _llmErrors, _embeddingErrors, _llmTokens, _retries, _rateLimits, _requests;
    private readonly Counter<double> _cost, _savedCost;
    private readonly Counter<long> _cacheHits, _cacheMisses, _savedTokens;
    private readonly Counter<long> _circuitChanges;
    private readonly Histogram<double> _circuitOpen;
    private readonly Histogram<double> _contextUse;
    private readonly Histogram<double> _overhead;
    private readonly Counter<long> _contextCuts, _contextTokens;

    /// <summary>Makes the instruments.</summary>
    public GatewayTelemetry(IMeterFactory meters, ILogger<GatewayTelemetry> logger)
    {
        _logger = logger;
        Meter meter = meters.Create(Name);
        _operationDuration = meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Duration of one call of a model.");
        _tokenUsage = meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one call of a model.");
        _firstToken = meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "Time to the first token of a stream.");
        _queryDuration = meter.CreateHistogram<double>("ai_agent_query_duration_seconds", null, "Duration of a request, all attempts and stages included (seconds).");
        _overhead = meter.CreateHistogram<double>("ai_gateway_overhead_seconds", null, "What an answered request spent in the gateway itself, outside of its attempts and of waits between them, up to its record in the journal (seconds).");
        _llmDuration = meter.CreateHistogram<double>("ai_agent_llm_duration_seconds", null, "Duration of a chat attempt (seconds).");
        _embeddingDuration = meter.CreateHistogram<double>("ai_agent_embedding_duration_seconds", null, "Duration of an embeddings attempt (seconds).");
        _llmErrors = meter.CreateCounter<long>("ai_agent_llm_errors_total", null, "Failed chat attempts.");
        _embeddingErrors = meter.CreateCounter<long>("ai_agent_embedding_errors_total", null, "Failed embeddings attempts.");
        _llmTokens = meter.CreateCounter<long>("ai_agent_llm_tokens_total", null, "Tokens, by direction.");
        _retries = meter.CreateCounter<long>("ai_retries_total", null, "Attempts after the first.");
        _rateLimits = meter.CreateCounter<long>("ai_agent_rate_limit_hits_total", null, "Attempts that a vendor refused for their rate.");
        _requests = meter.CreateCounter<long>("ai_requests_total", null, "Requests, by status.");
        _circuitChanges = meter.CreateCounter<long>("ai_circuit_breaker_state_changes_total", null, "Breakers that changed their state.");
        _circuitOpen = meter.CreateHistogram<double>("ai_circuit_breaker_open_duration_seconds", "s", "How long breakers were open.");
        _cacheHits = meter.CreateCounter<long>("ai_cache_hits_total", null, "Requests that the cache answered, by kind (exact, semantic).");
        _cacheMisses = meter.CreateCounter<long>("ai_cache_misses_total", null, "Requests that the cache could not answer, by the kinds it looked for.");
        _savedCost = meter.CreateCounter<double>("ai_cache_saved_usd_total", null, "Cost in USD of the answers that the cache gave again.");
        _savedTokens = meter.CreateCounter<long>("ai_cache_saved_tokens_total", null, "Tokens of the answers that the cache gave again.");
        _contextUse = meter.CreateHistogram("ai_context_utilization_ratio", null, "Share of the model's context window that a prompt filled, by the vendor's own count.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] });
        _contextCuts = meter.CreateCounter<long>("ai_context_cuts_total", null, "Requests whose conversation was made to fit, by kind (truncate, summarise).");
        _contextTokens = meter.CreateCounter<long>("ai_context_tokens_cut_total", null, "Tokens that conversations lost so that they fit.");
        _cost = meter.CreateCounter<double>("ai_cost_usd_total", null, "Cost in USD.");
    }

    /// <summary>Counts an attempt that has ended.</summary>
    public void Attempt(AiCall call, AttemptTrace attempt, string kind, TokenUsage usage)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", call.Operation == AiOperation.Chat ? "chat" : "embeddings" },
            { "gen_ai.provider.name", kind },
            { "gen_ai.request.model", attempt.Model },
        };
        if (attempt.FirstTokenMs is { } firstToken)
            _firstToken.Record(firstToken / 1000, tags);
        var model = new TagList { { "model", attempt.Model }, { "provider", attempt.Provider } };
        (call.Operation == AiOperation.Chat ? _llmDuration : _embeddingDuration).Record(attempt.DurationMs / 1000, model);
        if (usage.Total > 0)
        {
            if (attempt.ContextWindow is { } window)
                _contextUse.Record((double)usage.TotalInput / window, new TagList { { "model", attempt.Model }, { "use_case", call.UseCase } });
            var input = tags;
            input.Add("gen_ai.token.type", "input");
            _tokenUsage.Record(usage.TotalInput, input);
            var output = tags;
            output.Add("gen_ai.token.type", "output");
            _tokenUsage.Record(usage.TotalOutput, output);
            _llmTokens.Add(usage.TotalInput, new TagList { { "model", attempt.Model }, { "direction", "input" } });
            _llmTokens.Add(usage.TotalOutput, new TagList { { "model", attempt.Model }, { "direction", "output" } });
        }
        if (attempt.CostUsd is { } cost and > 0)
            _cost.Add((double)cost, model);
        if (attempt.Fault is not null)
        {
            tags.Add("error.type", attempt.Fault);
            model.Add("fault", attempt.Fault);
            if (attempt.Fault == nameof(ProviderFault.RateLimited))
                _rateLimits.Add(1, new TagList { { "model", attempt.Model }, { "provider", attempt.Provider } });
            (call.Operation == AiOperation.Chat ? _llmErrors : _embeddingErrors).Add(1, model);
        }
        _operationDuration.Record(attempt.DurationMs / 1000, tags);
    }

    /// <summary>Counts a retry.</summary>
    public void Retry(AiCall call, int attempt) =>
        _retries.Add(1, new TagList { { "operation", call.Operation == AiOperation.Chat ? "chat" : "embeddings" }, { "attempt", attempt }, { "circuit_breaker", "none" } });

    /// <summary>Counts a conversation that was made to fit.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind"><c>truncate</c> or <c>summarise</c>.</param>
    /// <param name="tokens">Tokens that it lost.</param>
    public void ContextCut(AiCall call, string kind, long tokens)
    {
        _contextCuts.Add(1, new TagList { { "kind", kind }, { "use_case", call.UseCase } });
        _contextTokens.Add(tokens, new TagList { { "kind", kind }, { "use_case", call.UseCase } });
    }

    /// <summary>Counts an answer that the cache gave.</summary>
    public void CacheHit(AiCall call, string kind)
    {
        _cacheHits.Add(1, new TagList { { "kind", kind }, { "use_case", call.UseCase } });
        _savedTokens.Add(call.Cache.SavedTokens, new TagList { { "use_case", call.UseCase } });
        if (call.Cache.SavedUsd is { } usd and > 0)
            _savedCost.Add((double)usd, new TagList { { "use_case", call.UseCase } });
    }

    /// <summary>Counts a request that the cache could not answer.</summary>
    public void CacheMiss(AiCall call, bool similar)
    {
        _cacheMisses.Add(1, new TagList { { "kind", "exact" }, { "use_case", call.UseCase } });
        if (similar)
            _cacheMisses.Add(1, new TagList { { "kind", "semantic" }, { "use_case", call.UseCase } });
    }

    /// <summary>Counts a breaker's change and writes its log line.</summary>
    public void Circuit(in CircuitChange change)
    {
        string name = $"{change.Key.Model.Provider}/{change.Key.Model.Model}";
        _circuitChanges.Add(1, new TagList { { "circuit_breaker", name }, { "from_state", Word(change.From) }, { "to_state", Word(change.To) } });
        if (change.OpenFor is { } open)
            _circuitOpen.Record(open.TotalSeconds, new TagList { { "circuit_breaker", name } });
        LogCircuit(name, Word(change.From), Word(change.To), change.Key.Model.TenantId);

        static string Word(CircuitState state) => state switch { CircuitState.Open => "open", CircuitState.HalfOpen => "half_open", _ => "closed" };
    }

    /// <summary>Counts a request that has ended and writes its log line. The line holds figures and ids, never a prompt or an answer.</summary>
    public void Request(RequestRecord record)
    {
        var tags = new TagList { { "use_case", record.UseCase }, { "status", StatusWord(record.Status) } };
        _requests.Add(1, tags);
        _queryDuration.Record(record.LatencyMs / 1000, tags);
        if (record.Status is RequestStatus.Ok or RequestStatus.Cancelled)
            LogAnswered(record.UseCase, record.Policy, record.Provider, record.Model, record.InputTokens + record.OutputTokens, Math.Round(record.LatencyMs, 1),
                record.ActorId, record.TenantId, record.Id, record.CacheState is "exact" or "semantic", record.Attempts, StatusWord(record.Status), record.TraceId);
        else
            LogFailed(record.UseCase, record.Policy, record.Provider, record.Model, record.InputTokens + record.OutputTokens, Math.Round(record.LatencyMs, 1),
                record.ActorId, record.TenantId, record.Id, record.CacheState is "exact" or "semantic", record.Attempts, StatusWord(record.Status), record.ErrorCode, record.TraceId);
    }

    /// <summary>Counts what a request that was answered by a model spent in the gateway itself: before, between and after its attempts.</summary>
    /// <param name="call">The call, whose record is in the journal.</param>
    public void Overhead(AiCall call)
    {
        double own = call.ElapsedMs;
        foreach (AttemptTrace attempt in call.Trace.Attempts)
            own -= attempt.DurationMs + attempt.WaitedMs;
        _overhead.Record(Math.Max(0, own) / 1000, new KeyValuePair<string, object?>("streamed", call.Stream));
    }

    /// <summary>The status as a stable word.</summary>
    public static string StatusWord(RequestStatus status) => status switch
    {
        RequestStatus.Ok => "ok",
        RequestStatus.Failed => "failed",
        RequestStatus.BrokenOff => "broken_off",
        RequestStatus.Cancelled => "cancelled",
        _ => "refused",
    };

    [LoggerMessage(3, LogLevel.Warning, "Circuit breaker of {circuit_breaker} went from {from_state} to {to_state}, org {org_id}")]
    private partial void LogCircuit(string circuit_breaker, string from_state, string to_state, Guid org_id);

    [LoggerMessage(1, LogLevel.Information, "AI request {status}: {use_case} ({policy}) by {provider} {model}, {tokens_used} tokens in {latency_ms} ms, user {user_id}, org {org_id}, request {request_id}, cached {cached}, attempts {attempts}, trace {trace_id}")]
    private partial void LogAnswered(string use_case, string policy, string? provider, string? model, long tokens_used, double latency_ms, Guid user_id, Guid org_id, Guid request_id, bool cached, int attempts, string status, string? trace_id);

    [LoggerMessage(2, LogLevel.Warning, "AI request {status}: {use_case} ({policy}) by {provider} {model}, {tokens_used} tokens in {latency_ms} ms, user {user_id}, org {org_id}, request {request_id}, cached {cached}, attempts {attempts}, error {error_code}, trace {trace_id}")]
    private partial void LogFailed(string use_case, string policy, string? provider, string? model, long tokens_used, double latency_ms, Guid user_id, Guid org_id, Guid request_id, bool cached, int attempts, string status, string? error_code, string? trace_id);
}
