namespace Artisan.Core.Gateway.Configuration;

/// <summary>The deployment's AI configuration, read whole and checked whole: an instance is always consistent.</summary>
public sealed class AiConfig
{
    /// <summary>Counts the versions that this process has read; 1 is the first.</summary>
    public required int Version { get; init; }
    /// <summary>Named provider instances.</summary>
    public required IReadOnlyDictionary<string, ProviderInstance> Providers { get; init; }
    /// <summary>The model catalogue by name.</summary>
    public required IReadOnlyDictionary<string, ModelCard> Models { get; init; }
    /// <summary>Use-case policies by use case; every use case has one.</summary>
    public required IReadOnlyDictionary<string, UseCasePolicy> UseCases { get; init; }
    /// <summary>Limits that hold where nothing stricter is set.</summary>
    public required AiLimits Limits { get; init; }
    /// <summary>Time limits and retries by operation.</summary>
    public required AiResilience Resilience { get; init; }
    /// <summary>Where single values come from (key such as <c>providers.openai.base_url</c> → origin), for the console.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Values { get; init; } = new Dictionary<string, ConfigValue>();
}

/// <summary>One configured value and where it comes from.</summary>
/// <param name="Text">The value as text; credentials as <c>••••1234</c>.</param>
/// <param name="Origin"><c>environment</c>, <c>appsettings.json</c>, <c>ai_config.yaml</c> or <c>built in</c>.</param>
public sealed record ConfigValue(string Text, string Origin);

/// <summary>Limits by default.</summary>
/// <param name="MaxTokensPerRequest">Tokens of one request.</param>
/// <param name="DailyTokensPerMember">Tokens of one member a day.</param>
/// <param name="DailyTokensPerTenant">Tokens of one tenant a day.</param>
/// <param name="MaxBodyBytes">Largest request body.</param>
/// <param name="AllowUnpriced">Whether models without a price are served (and recorded as unpriced) or refused.</param>
/// <param name="MaxConcurrentCalls">Calls of vendors that a node has under way at most; the others wait.</param>
/// <param name="MaxQueuedCalls">Calls that wait on a node at most; more are refused.</param>
/// <param name="MaxQueuedBytes">Bytes of waiting calls at most.</param>
/// <param name="MaxQueueSeconds">Longest wait.</param>
public sealed record AiLimits(
    int MaxTokensPerRequest = 10_000,
    long DailyTokensPerMember = 500_000,
    long DailyTokensPerTenant = 5_000_000,
    int MaxBodyBytes = 20 * 1024 * 1024,
    bool AllowUnpriced = true,
    int MaxConcurrentCalls = 1000,
    int MaxQueuedCalls = 4000,
    int MaxQueuedBytes = 256 * 1024 * 1024,
    double MaxQueueSeconds = 15);

/// <summary>Time limits and retries.</summary>
/// <param name="ConnectSeconds">To be connected.</param>
/// <param name="ChatSeconds">For the answer's headers and for a complete chat answer.</param>
/// <param name="GapSeconds">Between two events of a stream.</param>
/// <param name="EmbeddingsSeconds">For embeddings.</param>
/// <param name="ChatRetries">Attempts after the first, for chat.</param>
/// <param name="EmbeddingsRetries">Attempts after the first, for embeddings.</param>
/// <param name="BaseDelaySeconds">The first wait; doubles each time, with full jitter.</param>
/// <param name="ChatMaxDelaySeconds">Longest single wait for chat.</param>
/// <param name="EmbeddingsMaxDelaySeconds">Longest single wait for embeddings.</param>
/// <param name="MaxTotalWaitSeconds">Longest wait in all.</param>
/// <param name="FirstTokenSeconds">For a stream's headers and its first event.</param>
/// <param name="BreakerFailures">Failures in a row that open a breaker; 0 for breakers that never open.</param>
/// <param name="BreakerFailureShare">Share of failures that opens it, 0 to 1, over at least twenty attempts of the last minute.</param>
/// <param name="BreakerOpenSeconds">How long a breaker stays open before a probe.</param>
public sealed record AiResilience(
    double ConnectSeconds = 5,
    double ChatSeconds = 60,
    double GapSeconds = 30,
    double EmbeddingsSeconds = 30,
    int ChatRetries = 2,
    int EmbeddingsRetries = 3,
    double BaseDelaySeconds = 1,
    double ChatMaxDelaySeconds = 16,
    double EmbeddingsMaxDelaySeconds = 32,
    double MaxTotalWaitSeconds = 60,
    double FirstTokenSeconds = 60,
    int BreakerFailures = 5,
    double BreakerFailureShare = 0.5,
    double BreakerOpenSeconds = 60)
{
    /// <summary>When breakers open.</summary>
    public Health.CircuitOptions Circuit { get; } = new(BreakerFailures, BreakerFailureShare, OpenSeconds: BreakerOpenSeconds);
}

/// <summary>Gives the configuration that is valid now.</summary>
public interface IAiConfigSource
{
    /// <summary>The last good configuration.</summary>
    AiConfig Current { get; }

    /// <summary>Faults of the last reload that was refused, each with its key and what to do; empty when the last one was good.</summary>
    IReadOnlyList<string> ReloadFaults { get; }

    /// <summary>The file that is read; null when there is none and what is built in holds.</summary>
    string? Path { get; }

    /// <summary>When <see cref="Current"/> was read (UTC).</summary>
    DateTimeOffset LoadedAt { get; }

    /// <summary>Raised after <see cref="Current"/> or <see cref="ReloadFaults"/> changed.</summary>
    event Action? Changed;
}
