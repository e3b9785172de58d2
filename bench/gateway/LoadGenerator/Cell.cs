namespace Artisan.Bench.LoadGenerator;

/// <summary>What one target did at one concurrency, plain or streamed, in one round.</summary>
internal sealed record Cell(Target Target, int Concurrency, bool Stream, int Round)
{
    /// <summary>How long the load lasted, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The time of each whole answer, in milliseconds, sorted.</summary>
    public required double[] Durations { get; init; }

    /// <summary>The time to each stream's first token, in milliseconds, sorted.</summary>
    public required double[] FirstTokens { get; init; }

    /// <summary>How many answers were wrong: another status, an incomplete body, a stream without its end.</summary>
    public int Errors { get; init; }

    /// <summary>The first error, for the reader.</summary>
    public string? FirstError { get; init; }

    /// <summary>Processor seconds of the process itself and of its descendants.</summary>
    public (double Own, double Children) Cpu { get; init; }

    /// <summary>The most memory seen, in bytes.</summary>
    public (long Own, long Children) Memory { get; init; }

    /// <summary>What the target told of itself.</summary>
    public OwnFigures Own { get; init; } = OwnFigures.None;

    /// <summary>Requests per second.</summary>
    public double Rate => Durations.Length / Seconds;

    /// <summary>A percentile of sorted values, by the nearest rank; NaN of none.</summary>
    public static double Percentile(double[] sorted, double percent) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
}
