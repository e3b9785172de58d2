namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>Chooses what of a text is to be read again: a short text whole, of a longer one the stretches that are worded most like an attack, with what stands around them.</summary>
internal static class DoubtfulStretches
{
    /// <summary>What a reader is given at most of one place, in characters: somewhat less than it takes.</summary>
    public const int Longest = 480;
    private const int Most = 3;

    /// <summary>The stretches in doubt; fewer where windows overlap.</summary>
    /// <param name="wording">What was found of the reading's wording.</param>
    /// <param name="model">What its words weigh.</param>
    /// <param name="reading">The text as it was read.</param>
    /// <param name="origins">Where its characters stand in the given text; empty where it is that.</param>
    /// <param name="gate">The least sum.</param>
    public static IReadOnlyList<DoubtfulStretch> Of(LearnedWording wording, LearnedModel model, ReadOnlySpan<char> reading, ReadOnlySpan<int> origins, float gate)
    {
        var doubts = new List<DoubtfulStretch>();
        var taken = new List<(int Start, int End)>();
        foreach (WordedStretch stretch in wording.InDoubt(gate, Most))
        {
            (int start, int end) = Around(reading, stretch);
            if (taken.Exists(other => start < other.End && other.Start < end))
                continue;
            taken.Add((start, end));
            WordingReasons reasons = WordingReasons.Of(model, reading[stretch.Start..stretch.End]);
            doubts.Add(new DoubtfulStretch(stretch.Sum, Original(stretch.Start + reasons.Start, origins), Original(stretch.Start + reasons.End, origins), new string(reading[start..end]), reasons.Family, reasons.Words)
            {
                Place = (Original(start, origins), Original(end, origins)),
            });
        }
        return doubts;
    }

    /// <summary>A stretch with whole words before and after it, as much as is read at once.</summary>
    private static (int Start, int End) Around(ReadOnlySpan<char> reading, WordedStretch stretch)
    {
        if (reading.Length <= Longest)
            return (0, reading.Length);
        int spare = Math.Max(0, Longest - (stretch.End - stretch.Start));
        int start = Math.Max(0, stretch.Start - spare / 2);
        int end = Math.Min(reading.Length, start + Math.Max(Longest, stretch.End - stretch.Start));
        while (start > 0 && start < stretch.Start && !char.IsWhiteSpace(reading[start - 1]))
            start++;
        while (end < reading.Length && end > stretch.End && !char.IsWhiteSpace(reading[end]))
            end--;
        return (start, end);
    }

    private static int Original(int place, ReadOnlySpan<int> origins) => origins.IsEmpty ? place : origins[place];
}
