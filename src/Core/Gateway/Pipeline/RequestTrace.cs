using System.Text.Json.Serialization;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>How a request went, step by step: what its explanation and its waterfall are drawn from. Written by the stages, one call at a time.</summary>
public sealed class RequestTrace
{
    /// <summary>Times of the stages, in the order they began.</summary>
    public List<StageSpan> Spans { get; init; } = [];
    /// <summary>Models that were considered, in order, with why each was taken or left.</summary>
    public List<CandidateTrace> Candidates { get; init; } = [];
    /// <summary>Attempts in order.</summary>
    public List<AttemptTrace> Attempts { get; init; } = [];
    /// <summary>What the caller should know: <c>context_cut</c>, <c>degraded</c> … each with its sentence.</summary>
    public List<TraceWarning> Warnings { get; init; } = [];
    /// <summary>How the model was chosen, in one sentence.</summary>
    public string? Route { get; set; }
    /// <summary>Parameters that a policy set, name → value, besides the caller's own.</summary>
    public Dictionary<string, string> PolicyParameters { get; init; } = [];
    /// <summary>The caller's segment; null for none.</summary>
    public string? Segment { get; set; }
    /// <summary>What routing rules could go by, such as <c>lead.stage</c> and <c>metadata.team</c>; null for nothing.</summary>
    public Dictionary<string, string>? Attributes { get; set; }
    /// <summary>Segment of the model policy's rule that chose; null when no rule did.</summary>
    public string? Rule { get; set; }
    /// <summary>Version of the workspace's model policy that holds; null where there is none.</summary>
    public int? PolicyVersion { get; set; }
    /// <summary>How the rule's models were ordered; null when no rule did.</summary>
    public string? Strategy { get; set; }

    /// <summary>The budgets that the last attempt was reserved in; null for none.</summary>
    public BudgetTrace? Budget { get; set; }
    /// <summary>Steps of budgets' descents that were taken, in words; null for none.</summary>
    public List<string>? Descent { get; set; }
    /// <summary>The prompt that its messages were filled in from; null for none.</summary>
    public Prompts.PromptUse? Prompt { get; set; }
    /// <summary>How the conversation was made to fit; null where it fitted as it came.</summary>
    public ContextTrace? Context { get; set; }
    /// <summary>What the cache did; null where it was not asked and there was no reason worth telling.</summary>
    public CacheTrace? Cache { get; set; }

    /// <summary>Memories that were put before the model; null for none.</summary>
    public List<MemoryTraceItem>? Memories { get; set; }

    /// <summary>The memory that was made of question and answer; null for none.</summary>
    public Guid? Remembered { get; set; }

    /// <summary>USD of all attempts; null when one that used anything has no price.</summary>
    [JsonIgnore]
    public decimal? CostUsd
    {
        get
        {
            decimal? sum = 0m;
            foreach (AttemptTrace attempt in Attempts)
                sum += attempt.CostUsd;
            return sum;
        }
    }

    /// <summary>Notes that a model which could be called was left out when its turn came.</summary>
    public void Exclude(string provider, string model, string why)
    {
        int at = Candidates.FindIndex(c => c.Provider == provider && c.Model == model && c.Excluded is null);
        if (at >= 0)
            Candidates[at] = Candidates[at] with { Excluded = why };
    }

    /// <summary>Notes that a model which was left out can be called after all.</summary>
    public void Include(string provider, string model)
    {
        int at = Candidates.FindIndex(c => c.Provider == provider && c.Model == model);
        if (at >= 0)
            Candidates[at] = Candidates[at] with { Excluded = null };
    }

    /// <summary>Adds a warning once.</summary>
    public void Warn(string code, string message)
    {
        if (!Warnings.Exists(w => w.Code == code && w.Message == message))
            Warnings.Add(new TraceWarning(code, message));
    }
}

/// <summary>The time of a stage.</summary>
/// <param name="Name">For instance <c>guard</c>, <c>plan</c>.</param>
/// <param name="StartMs">Milliseconds after the request's arrival.</param>
/// <param name="DurationMs">Milliseconds.</param>
public sealed record StageSpan(string Name, double StartMs, double DurationMs);

/// <summary>A model that was considered.</summary>
/// <param name="Provider">Provider instance.</param>
/// <param name="Model">Catalogue or vendor name.</param>
/// <param name="Excluded">Why it was left; null when it could be called.</param>
/// <param name="Reason">Why it is in the list, for instance <c>named by the request</c>, <c>fallback 1 of lead_scoring</c>.</param>
public sealed record CandidateTrace(string Provider, string Model, string? Excluded, string Reason);

/// <summary>The budgets that an attempt was reserved in.</summary>
/// <param name="Count">How many.</param>
/// <param name="Tightest">The name of the one that is used most.</param>
/// <param name="Share">How far that is used, 0 to 1.</param>
public sealed record BudgetTrace(int Count, string Tightest, double Share);
/// <summary>How a conversation was made to fit a model's window.</summary>
/// <param name="Window">The window in tokens; null where it is not known.</param>
/// <param name="Limit">Tokens that the prompt could have.</param>
/// <param name="Before">Tokens as it came.</param>
/// <param name="After">Tokens as it went out.</param>
/// <param name="Method">How they were counted, for instance <c>exact:o200k_base</c>.</param>
/// <param name="LeftOut">Messages that were left out, or that a summary stands for.</param>
/// <param name="TokensLeftOut">Their tokens.</param>
/// <param name="Shortened">Messages whose text was shortened.</param>
/// <param name="Summarised">Messages that a summary stands for.</param>
/// <param name="SummaryRequests">The requests that wrote the summary; none where it was known.</param>
public sealed record ContextTrace(int? Window, long Limit, int Before, int After, string Method, int LeftOut, int TokensLeftOut, int Shortened, int Summarised, IReadOnlyList<Guid> SummaryRequests);

/// <summary>What the cache did for a request.</summary>
/// <param name="State">One of <see cref="Caching.CacheStates"/>.</param>
/// <param name="Why">Why it was not asked, or not kept; null for no reason to tell.</param>
/// <param name="AnswerId">The kept answer that was given, or that came of it.</param>
/// <param name="AgeSeconds">How old the answer was.</param>
/// <param name="Similarity">How near the prompt lay to the one that was first answered, 0 to 1; null but for similar ones.</param>
/// <param name="Waited">Whether the same request was under way and was waited for.</param>
public sealed record CacheTrace(string State, string? Why = null, Guid? AnswerId = null, double? AgeSeconds = null, double? Similarity = null, bool? Waited = null);

/// <summary>A memory that was put before the model.</summary>
/// <param name="Id">The memory.</param>
/// <param name="Type">Its type.</param>
/// <param name="Score">Why it was taken, 0 to 1.</param>
public sealed record MemoryTraceItem(Guid Id, string Type, double Score);

/// <summary>Something the caller should know.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">For people.</param>
public sealed record TraceWarning(string Code, string Message);

/// <summary>One attempt as it went.</summary>
public sealed class AttemptTrace
{
    /// <summary>From 1.</summary>
    public int Number { get; init; }
    /// <summary>The usage record's id.</summary>
    public Guid UsageId { get; init; }
    /// <summary>Provider instance.</summary>
    public required string Provider { get; init; }
    /// <summary>Model.</summary>
    public required string Model { get; init; }
    /// <summary>Label of the credential; null for the instance's first one.</summary>
    public string? Credential { get; init; }
    /// <summary>Milliseconds after the request's arrival.</summary>
    public double StartMs { get; init; }
    /// <summary>Milliseconds waited before it, for a retry.</summary>
    public double WaitedMs { get; set; }
    /// <summary>Milliseconds to the vendor's answer headers; null when none came.</summary>
    public double? HeadersMs { get; set; }
    /// <summary>Milliseconds to the first event of a stream.</summary>
    public double? FirstTokenMs { get; set; }
    /// <summary>Milliseconds in all.</summary>
    public double DurationMs { get; set; }
    /// <summary>How it ended: <c>ok</c>, <c>failed</c>, <c>broken_off</c>, <c>cancelled</c>.</summary>
    public string Outcome { get; set; } = "";
    /// <summary>Why it failed (<see cref="Providers.ProviderFault"/>).</summary>
    public string? Fault { get; set; }
    /// <summary>The vendor's HTTP status.</summary>
    public int? Status { get; set; }
    /// <summary>What went wrong.</summary>
    public string? Message { get; set; }
    /// <summary>The vendor's id of the call.</summary>
    public string? VendorRequestId { get; set; }
    /// <summary>The model's context window in tokens then; null where it is not known.</summary>
    public int? ContextWindow { get; init; }
    /// <summary>Prompt tokens that were not cached.</summary>
    public long InputTokens { get; set; }
    /// <summary>Prompt tokens read from the vendor's cache.</summary>
    public long CachedInputTokens { get; set; }
    /// <summary>Prompt tokens written to the vendor's cache.</summary>
    public long CacheWriteTokens { get; set; }
    /// <summary>Answer tokens.</summary>
    public long OutputTokens { get; set; }
    /// <summary>Reasoning tokens.</summary>
    public long ReasoningTokens { get; set; }
    /// <summary>Whether tokens are estimated.</summary>
    public bool Estimated { get; set; }
    /// <summary>How tokens were counted.</summary>
    public string? TokenMethod { get; set; }
    /// <summary>USD; null when unpriced.</summary>
    public decimal? CostUsd { get; set; }
    /// <summary>Which price.</summary>
    public string? PriceVersion { get; set; }
    /// <summary>Why the first choice ended.</summary>
    public string? FinishReason { get; set; }
}
