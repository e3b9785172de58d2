using Artisan.Core.Data;

namespace Artisan.Core.Usage;

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>It answered.</summary>
    Ok = 1,
    /// <summary>It failed before any output.</summary>
    Failed = 2,
    /// <summary>It broke off after some output; the figures are what was delivered.</summary>
    BrokenOff = 3,
    /// <summary>The caller went away.</summary>
    Cancelled = 4,
}

/// <summary>What one attempt used and cost: the ledger's line. Never changed after it is written; corrections are lines of their own.</summary>
public sealed class UsageRecord : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id, made when the attempt began; writing it twice is harmless.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>The request that the attempt belongs to.</summary>
    public Guid RequestId { get; set; }
    /// <summary>1 for the request's first attempt.</summary>
    public int Attempt { get; set; }
    /// <summary>When the attempt began (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Kind of caller (<see cref="Tenancy.ActorKind"/>).</summary>
    public int ActorKind { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Kind of work, for instance <c>chat</c>.</summary>
    public string Operation { get; set; } = "";
    /// <summary>Name of the provider instance.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Catalogue name, or the vendor's where the model is not in the catalogue.</summary>
    public string Model { get; set; } = "";
    /// <summary>Prompt tokens neither read from nor written to the vendor's cache.</summary>
    public long InputTokens { get; set; }
    /// <summary>Prompt tokens read from the vendor's cache.</summary>
    public long CachedInputTokens { get; set; }
    /// <summary>Prompt tokens written to the vendor's cache.</summary>
    public long CacheWriteTokens { get; set; }
    /// <summary>Answer tokens without reasoning.</summary>
    public long OutputTokens { get; set; }
    /// <summary>Reasoning tokens.</summary>
    public long ReasoningTokens { get; set; }
    /// <summary>Seconds of audio.</summary>
    public double AudioSeconds { get; set; }
    /// <summary>Characters of the texts sent.</summary>
    public long Characters { get; set; }
    /// <summary>USD; null when the model has no price.</summary>
    public decimal? CostUsd { get; set; }
    /// <summary><c>catalogue</c>, <c>own</c> (the organisation's own price), <c>unpriced</c> or <c>none</c> (nothing was used).</summary>
    public string CostMethod { get; set; } = "";
    /// <summary>Which price, for instance <c>gpt-4o-mini@2024-07-18</c>.</summary>
    public string? PriceVersion { get; set; }
    /// <summary>Milliseconds from the attempt's begin to its end.</summary>
    public double LatencyMs { get; set; }
    /// <summary>Milliseconds to the first output of a stream; null when unstreamed or none came.</summary>
    public double? FirstTokenMs { get; set; }
    /// <summary>How it ended.</summary>
    public AttemptOutcome Outcome { get; set; }
    /// <summary>Why it failed (<see cref="Gateway.Providers.ProviderFault"/>); null when it did not.</summary>
    public string? Fault { get; set; }
    /// <summary>Whether the tokens are Artisan's estimate.</summary>
    public bool Estimated { get; set; }
    /// <summary>How tokens were counted.</summary>
    public string? TokenMethod { get; set; }
    /// <summary>Whether it was streamed.</summary>
    public bool Streamed { get; set; }
    /// <summary>The process whose leases it was reserved from; in the journal only, null for none.</summary>
    public Guid? BudgetHolder { get; set; }
    /// <summary>The budget counts that it was reserved in; in the journal only.</summary>
    public Guid[]? BudgetCounts { get; set; }
}

/// <summary>Sums of usage by hour, kept with the ledger in one transaction, so that reports over months read few rows.</summary>
public sealed class UsageHour : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Begin of the hour (UTC).</summary>
    public DateTimeOffset Hour { get; set; }
    /// <summary>Workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Provider instance.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model.</summary>
    public string Model { get; set; } = "";
    /// <summary>Use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Attempts.</summary>
    public long Attempts { get; set; }
    /// <summary>Attempts that failed or broke off.</summary>
    public long Failures { get; set; }
    /// <summary>Attempts without a price.</summary>
    public long Unpriced { get; set; }
    /// <summary>Prompt tokens, all kinds.</summary>
    public long InputTokens { get; set; }
    /// <summary>Of these, read from the vendor's cache.</summary>
    public long CachedInputTokens { get; set; }
    /// <summary>Answer tokens, all kinds.</summary>
    public long OutputTokens { get; set; }
    /// <summary>Seconds of audio.</summary>
    public double AudioSeconds { get; set; }
    /// <summary>USD.</summary>
    public decimal CostUsd { get; set; }
    /// <summary>Milliseconds in all, for means.</summary>
    public double LatencyMsSum { get; set; }
}

/// <summary>Counts of latencies by hour and logarithmic bucket, for percentiles over any range with a known error (5 %).</summary>
public sealed class UsageLatencyHour : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Begin of the hour (UTC).</summary>
    public DateTimeOffset Hour { get; set; }
    /// <summary>Workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Member or key.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Provider instance.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model.</summary>
    public string Model { get; set; } = "";
    /// <summary>See <see cref="LatencyBuckets"/>.</summary>
    public int Bucket { get; set; }
    /// <summary>Attempts in the bucket.</summary>
    public long Attempts { get; set; }
}

/// <summary>Logarithmic latency buckets: each 10 % wider than the one before, so a percentile read from them is right to 5 %.</summary>
public static class LatencyBuckets
{
    private static readonly double LogStep = Math.Log(1.1);

    /// <summary>The bucket of a latency in milliseconds.</summary>
    public static int Of(double milliseconds) => milliseconds <= 0.1 ? 0 : 1 + (int)(Math.Log(milliseconds / 0.1) / LogStep);

    /// <summary>The middle of a bucket, in milliseconds.</summary>
    public static double Middle(int bucket) => bucket == 0 ? 0.1 : 0.1 * Math.Pow(1.1, bucket - 0.5);

    /// <summary>The latency (milliseconds) that a share of the attempts does not exceed; null without attempts.</summary>
    /// <param name="counts">Attempts by bucket.</param>
    /// <param name="share">0.5 for the median, 0.95 for p95.</param>
    public static double? Percentile(IEnumerable<KeyValuePair<int, long>> counts, double share)
    {
        KeyValuePair<int, long>[] ordered = counts.OrderBy(c => c.Key).ToArray();
        long total = ordered.Sum(c => c.Value);
        if (total == 0)
            return null;
        long rank = (long)Math.Ceiling(total * share), seen = 0;
        foreach ((int bucket, long count) in ordered)
        {
            seen += count;
            if (seen >= rank)
                return Middle(bucket);
        }
        return Middle(ordered[^1].Key);
    }
}
