namespace Artisan.Web.Shell.Components;

/// <summary>One step of a <see cref="Waterfall"/>.</summary>
/// <param name="Label">What it is: "Cache", "Attempt 1: gpt-4o".</param>
/// <param name="StartMs">When it began, milliseconds after the whole.</param>
/// <param name="DurationMs">How long it took, milliseconds; 0 for a moment.</param>
public sealed record WaterfallSpan(string Label, double StartMs, double DurationMs)
{
    /// <summary>How deep it is nested.</summary>
    public int Level { get; init; }

    /// <summary>What it means: waiting is idle, work is info, an error is bad …</summary>
    public Tone Tone { get; init; } = Tone.Info;

    /// <summary>More in words: "timed out after 30 s", "4 of 5 retries".</summary>
    public string? Detail { get; init; }
}
