namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>A stretch of a text that is worth a second reading.</summary>
/// <param name="Sum">The sum of its wording.</param>
/// <param name="Start">First character of the words that argue most, in UTF-16 code units of the given text.</param>
/// <param name="End">The character after the last of them.</param>
/// <param name="Window">What is to be read: the stretch with what stands around it.</param>
/// <param name="Family">The family that most of its wording belongs to.</param>
/// <param name="Words">The words that argued most.</param>
internal sealed record DoubtfulStretch(float Sum, int Start, int End, string Window, string Family, string Words)
{
    /// <summary>Where it begins and ends in the given text, the reader's window included.</summary>
    public required (int Start, int End) Place { get; init; }
}
