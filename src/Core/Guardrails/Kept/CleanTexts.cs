using System.Runtime.CompilerServices;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>
/// Remembers short texts in which nothing was found. What is written of a request repeats itself (names of properties, models, reasons), and looking
/// it through each time would be most of the work. One text per place of a table: a newer one takes the place of the one before it.
/// </summary>
internal sealed class CleanTexts
{
    private const int Longest = 160;
    private const int Places = 4096;

    // What is looked for belongs to what was found: another policy's options are another object.
    private sealed record Clean(string Text, PiiOptions Options);

    private readonly Clean?[] _table = new Clean?[Places];

    /// <summary>Whether the text is known to hold nothing that these options look for.</summary>
    public bool Knows(ReadOnlySpan<char> text, PiiOptions options) =>
        text.Length <= Longest && _table[PlaceOf(text, options)] is { } known && ReferenceEquals(known.Options, options) && text.SequenceEqual(known.Text);

    /// <summary>Remembers a text in which nothing was found.</summary>
    public void Add(ReadOnlySpan<char> text, PiiOptions options)
    {
        if (text.Length <= Longest)
            _table[PlaceOf(text, options)] = new Clean(text.ToString(), options);
    }

    private static int PlaceOf(ReadOnlySpan<char> text, PiiOptions options) => (string.GetHashCode(text) ^ RuntimeHelpers.GetHashCode(options)) & (Places - 1);
}
