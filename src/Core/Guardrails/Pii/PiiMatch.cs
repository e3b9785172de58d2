namespace Artisan.Core.Guardrails.Pii;

/// <summary>A piece of personal data in a text.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Start">Its first character, in UTF-16 code units of the given text.</param>
/// <param name="Length">Its length in UTF-16 code units.</param>
/// <param name="Score">How sure, 0 to 1.</param>
public readonly record struct PiiMatch(PiiType Type, int Start, int Length, float Score)
{
    /// <summary>The first character behind it.</summary>
    public int End => Start + Length;
}
