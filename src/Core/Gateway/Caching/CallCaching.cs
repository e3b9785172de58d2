using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Core.Gateway.Caching;

/// <summary>What a caller wants of the cache (<c>X-Artisan-Cache</c>).</summary>
public enum CacheDirective
{
    /// <summary>As the policy says.</summary>
    Policy = 0,
    /// <summary>Neither read nor keep.</summary>
    NoStore = 1,
    /// <summary>Ask the model, and keep the new answer.</summary>
    Refresh = 2,
    /// <summary>Answer from the cache or not at all.</summary>
    OnlyIfCached = 3,
}

/// <summary>The states of the cache that requests are recorded with.</summary>
public static class CacheStates
{
    /// <summary>It was not asked.</summary>
    public const string Off = "off";
    /// <summary>It had no answer.</summary>
    public const string Miss = "miss";
    /// <summary>It had the answer to the very same request.</summary>
    public const string Exact = "exact";
    /// <summary>It had the answer to a request that means the same.</summary>
    public const string Semantic = "semantic";

    /// <summary>Whether no model was called.</summary>
    public static bool IsHit(string state) => state is Exact or Semantic;
}

/// <summary>What the cache did for a call.</summary>
public sealed class CallCaching
{
    /// <summary>One of <see cref="CacheStates"/>.</summary>
    public string State { get; set; } = CacheStates.Off;
    /// <summary>Model whose kept answer was given; null for none.</summary>
    public AiCandidate? By { get; set; }
    /// <summary>USD that were saved; null where the model has no price.</summary>
    public decimal? SavedUsd { get; set; }
    /// <summary>Tokens that were saved.</summary>
    public long SavedTokens { get; set; }
    /// <summary>The keys under which the answer is kept, once they are known: a repaired answer is kept under those of the request.</summary>
    internal CacheKeys? Keys { get; set; }
}
