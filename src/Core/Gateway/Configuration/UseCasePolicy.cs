namespace Artisan.Core.Gateway.Configuration;

/// <summary>How a use case runs: model, parameters, memory, retrieval, tools, budget, cache, streaming. From <c>ai_config.yaml</c>, overridden by tenants in the console.</summary>
public sealed record UseCasePolicy
{
    /// <summary>The use case, for instance <c>lead_scoring</c> (see <see cref="UseCases"/>).</summary>
    public required string UseCase { get; init; }
    /// <summary>Shown and logged, for instance <c>Lead scoring v1</c>.</summary>
    public required string Name { get; init; }
    /// <summary>A catalogue name or <c>provider/name</c>.</summary>
    public required string Model { get; init; }
    /// <summary>Models to try in this order when the first fails.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];
    /// <summary>Sampling temperature, 0 to 2; null leaves it to the vendor.</summary>
    public double? Temperature { get; init; }
    /// <summary>Nucleus sampling, 0 to 1; null leaves it to the vendor.</summary>
    public double? TopP { get; init; }
    /// <summary>Longest answer in tokens, where the caller sets none.</summary>
    public int? MaxOutputTokens { get; init; }
    /// <summary>The system prompt put before the conversation; null for none.</summary>
    public string? SystemPrompt { get; init; }
    /// <summary>Whether answers are streamed where the caller can take it.</summary>
    public bool Streaming { get; init; }
    /// <summary>Whether the answer must fit a JSON schema of the use case.</summary>
    public bool StructuredOutput { get; init; }
    /// <summary>What is remembered and recalled.</summary>
    public MemoryPolicy Memory { get; init; } = new();
    /// <summary>What knowledge is retrieved.</summary>
    public RetrievalPolicy Retrieval { get; init; } = new();
    /// <summary>Which tools the model may use.</summary>
    public ToolPolicy Tools { get; init; } = new();
    /// <summary>What it may use.</summary>
    public BudgetPolicy Budget { get; init; } = new();
    /// <summary>What becomes of conversations that do not fit the model's window.</summary>
    public ContextPolicy Context { get; init; } = new();
    /// <summary>Whether answers are kept and replayed.</summary>
    public CachePolicy Cache { get; init; } = new();
    /// <summary>Where it comes from, for the console.</summary>
    public string Origin { get; init; } = "built in";
}

/// <summary>What a use case remembers and recalls.</summary>
/// <param name="Enabled">Whether memory is used.</param>
/// <param name="Type">Memory type, for instance <c>lead_interaction</c>.</param>
/// <param name="Ttl">How long what it stores is kept: <c>short</c>, <c>medium</c>, <c>long</c>, <c>permanent</c>.</param>
/// <param name="Compression">Whether old memories are summarised.</param>
/// <param name="MaxItems">Most memories recalled.</param>
public sealed record MemoryPolicy(bool Enabled = false, string? Type = null, string Ttl = "medium", bool Compression = false, int MaxItems = 5);

/// <summary>What knowledge a use case retrieves.</summary>
/// <param name="Enabled">Whether knowledge is retrieved.</param>
/// <param name="Collections">From which collections; empty for all.</param>
/// <param name="SimilarityThreshold">Least similarity, 0 to 1.</param>
/// <param name="MaxResults">Most pieces.</param>
/// <param name="Hybrid">Whether words count besides meaning.</param>
public sealed record RetrievalPolicy(bool Enabled = false, IReadOnlyList<string>? Collections = null, double SimilarityThreshold = 0.7, int MaxResults = 5, bool Hybrid = true);

/// <summary>Which tools a model may use.</summary>
/// <param name="Enabled">Whether tools are offered.</param>
/// <param name="Available">Their names.</param>
/// <param name="MaxIterations">Most rounds of calls.</param>
public sealed record ToolPolicy(bool Enabled = false, IReadOnlyList<string>? Available = null, int MaxIterations = 5);

/// <summary>What a use case may use. Null leaves it to the tenant's limits.</summary>
/// <param name="MaxTokensPerRequest">Tokens of one request, prompt and answer.</param>
/// <param name="MaxUsdPerRequest">USD of one request.</param>
/// <param name="DailyTokens">Tokens of a tenant a day.</param>
/// <param name="DailyUsd">USD of a tenant a day.</param>
public sealed record BudgetPolicy(int? MaxTokensPerRequest = null, decimal? MaxUsdPerRequest = null, long? DailyTokens = null, decimal? DailyUsd = null);

/// <summary>What becomes of conversations that do not fit the model's window.</summary>
/// <param name="Overflow">One of <see cref="ContextOverflow"/>, after models with a larger window were tried.</param>
/// <param name="MaxPromptTokens">Tokens of a prompt at most, also where the window is larger; null for the window alone. Not for <see cref="ContextOverflow.Refuse"/>.</param>
/// <param name="WarnAt">From which share of the window on a warning is given, 0 to 1.</param>
public sealed record ContextPolicy(string Overflow = ContextOverflow.Refuse, int? MaxPromptTokens = null, double WarnAt = 0.9);

/// <summary>What becomes of a conversation that no model's window takes.</summary>
public static class ContextOverflow
{
    /// <summary>It is refused (<c>context_too_long</c>), so that the caller shortens it.</summary>
    public const string Refuse = "refuse";
    /// <summary>Earlier turns are left out, the least relevant first.</summary>
    public const string Truncate = "truncate";
    /// <summary>The oldest turns are replaced by a summary.</summary>
    public const string Summarise = "summarise";

    /// <summary>All.</summary>
    public static readonly IReadOnlyList<string> All = [Refuse, Truncate, Summarise];
}

/// <summary>Whether answers are kept and replayed.</summary>
/// <param name="Enabled">Whether the cache is used.</param>
/// <param name="TtlSeconds">How long an answer is kept.</param>
/// <param name="Semantic">Whether similar prompts hit too.</param>
public sealed record CachePolicy(bool Enabled = false, int TtlSeconds = 3600, bool Semantic = false);

/// <summary>The names of the use cases.</summary>
public static class UseCases
{
    /// <summary>Plain protocol calls.</summary>
    public const string Gateway = "gateway";
    /// <summary>Scores of leads.</summary>
    public const string LeadScoring = "lead_scoring";
    /// <summary>Drafts of e-mails.</summary>
    public const string EmailGeneration = "email_generation";
    /// <summary>Proposals for campaigns.</summary>
    public const string CampaignStrategy = "campaign_strategy";
    /// <summary>Conversations with the assistant.</summary>
    public const string Conversation = "conversation";
    /// <summary>Summaries of calls.</summary>
    public const string CallSummary = "call_summary";
    /// <summary>Sentiment of a text.</summary>
    public const string Sentiment = "sentiment";
    /// <summary>Summaries of what is remembered, and of conversations' earlier parts.</summary>
    public const string MemorySummary = "memory_summary";

    /// <summary>All that Artisan knows.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        LeadScoring, EmailGeneration, CampaignStrategy, Conversation, CallSummary, "action_items", Sentiment, "coaching",
        "insight", "graph_extraction", MemorySummary, Gateway,
    ];
}
