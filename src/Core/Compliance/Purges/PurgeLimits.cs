namespace Artisan.Core.Compliance.Purges;

/// <summary>Numbers by which purges go. Not settings: tests take smaller ones.</summary>
public sealed record PurgeLimits
{
    /// <summary>Rows above which nodes make their indexes anew: cheaper than to take out one by one.</summary>
    public int Many { get; init; } = 20_000;
    /// <summary>How long a purge waits for nodes that live to say that they hold none of it.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>A node without a sign of life for this long is gone, and nobody waits for it.</summary>
    public TimeSpan Gone { get; init; } = TimeSpan.FromSeconds(15);
}
