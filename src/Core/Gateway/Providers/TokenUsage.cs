namespace Artisan.Core.Gateway.Providers;

/// <summary>
/// What one attempt used, in disjoint buckets (tokens): no token is counted twice, so that buckets times prices add up to the cost.
/// </summary>
public readonly record struct TokenUsage
{
    /// <summary>Prompt tokens neither read from nor written to the vendor's cache.</summary>
    public long Input { get; init; }
    /// <summary>Prompt tokens read from the vendor's cache.</summary>
    public long CachedInput { get; init; }
    /// <summary>Prompt tokens written to the vendor's cache.</summary>
    public long CacheWrite { get; init; }
    /// <summary>Answer tokens that the caller sees.</summary>
    public long Output { get; init; }
    /// <summary>Answer tokens that the model spent on reasoning.</summary>
    public long Reasoning { get; init; }
    /// <summary>Seconds of audio.</summary>
    public double AudioSeconds { get; init; }
    /// <summary>Whether the figures are Artisan's estimate because the vendor gave none (a broken-off stream, a server without usage).</summary>
    public bool Estimated { get; init; }
    /// <summary>How the tokens were counted: <c>vendor</c>, or the name of Artisan's own method.</summary>
    public string? Method { get; init; }

    /// <summary>All prompt tokens.</summary>
    public long TotalInput => Input + CachedInput + CacheWrite;
    /// <summary>All answer tokens.</summary>
    public long TotalOutput => Output + Reasoning;
    /// <summary>All tokens.</summary>
    public long Total => TotalInput + TotalOutput;
}
