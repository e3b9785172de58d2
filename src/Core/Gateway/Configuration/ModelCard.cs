namespace Artisan.Core.Gateway.Configuration;

/// <summary>A model of the catalogue.</summary>
public sealed record ModelCard
{
    /// <summary>The catalogue name that callers use, for instance <c>gpt-4o-mini</c>.</summary>
    public required string Name { get; init; }
    /// <summary>The provider instance that serves it.</summary>
    public required string Provider { get; init; }
    /// <summary>The vendor's own name (for Azure the deployment); the catalogue name when not set.</summary>
    public string? VendorModel { get; init; }
    /// <summary>Chat or embeddings.</summary>
    public required string Type { get; init; }
    /// <summary>Prompt and answer together, in tokens; null when unknown.</summary>
    public int? ContextWindow { get; init; }
    /// <summary>The longest answer, in tokens; null when unknown.</summary>
    public int? MaxOutputTokens { get; init; }
    /// <summary>Vector length, for embeddings.</summary>
    public int? Dimensions { get; init; }
    /// <summary>Whether its vectors keep their sense when they are cut short (trained so; Kusupati et al. 2022, "Matryoshka").</summary>
    public bool Shortens { get; init; }
    /// <summary>Whether it can call functions.</summary>
    public bool Tools { get; init; }
    /// <summary>Whether the vendor enforces JSON schemas.</summary>
    public bool StructuredOutput { get; init; }
    /// <summary>Its prices, oldest first.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];

    /// <summary>The name to send to the vendor.</summary>
    public string NameAtVendor => VendorModel ?? Name;

    /// <summary>The price that applies at a time (UTC); null when the model has none then.</summary>
    public ModelPrice? PriceAt(DateTimeOffset at)
    {
        DateOnly day = DateOnly.FromDateTime(at.UtcDateTime);
        for (int i = Prices.Count - 1; i >= 0; i--)
        {
            if (Prices[i].From <= day)
                return Prices[i];
        }
        return null;
    }
}

/// <summary>What a model costs from a day on, in USD per million tokens.</summary>
/// <param name="From">The first day (UTC) that it applies to.</param>
/// <param name="Input">Prompt tokens.</param>
/// <param name="Output">Answer tokens.</param>
/// <param name="CachedInput">Prompt tokens read from the vendor's cache; as <paramref name="Input"/> when not set.</param>
/// <param name="CacheWrite">Prompt tokens written to the vendor's cache; as <paramref name="Input"/> when not set.</param>
/// <param name="Reasoning">Reasoning tokens; as <paramref name="Output"/> when not set.</param>
/// <param name="AudioPerMinute">USD for each minute of audio.</param>
public sealed record ModelPrice(
    DateOnly From,
    decimal Input,
    decimal Output,
    decimal? CachedInput = null,
    decimal? CacheWrite = null,
    decimal? Reasoning = null,
    decimal? AudioPerMinute = null)
{
    /// <summary>Names this price in usage records, for instance <c>gpt-4o-mini@2024-07-18</c>.</summary>
    public string VersionOf(string model) => $"{model}@{From:yyyy-MM-dd}";

    /// <summary>What an attempt costs, in USD, exactly.</summary>
    public decimal Cost(in Providers.TokenUsage usage)
    {
        const decimal perMillion = 1_000_000m;
        decimal tokens = usage.Input * Input
            + usage.CachedInput * (CachedInput ?? Input)
            + usage.CacheWrite * (CacheWrite ?? Input)
            + usage.Output * Output
            + usage.Reasoning * (Reasoning ?? Output);
        return tokens / perMillion + (decimal)usage.AudioSeconds / 60m * (AudioPerMinute ?? 0m);
    }
}
