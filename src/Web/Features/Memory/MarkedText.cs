namespace Artisan.Web.Features.Memory;

/// <summary>A piece of a text.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Marked">Whether it is one of the words that were looked for.</param>
public readonly record struct MarkedPiece(string Text, bool Marked);

/// <summary>Cuts texts where words that matched begin and end.</summary>
public static class MarkedText
{
    /// <summary>The pieces of a text, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Words in lower case, as recall names them.</param>
    public static IEnumerable<MarkedPiece> Split(string text, IReadOnlyCollection<string> words)
    {
        int from = 0, i = 0;
        while (i < text.Length && words.Count > 0)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            if (!words.Contains(text[start..i].ToLowerInvariant()))
                continue;
            if (start > from)
                yield return new MarkedPiece(text[from..start], false);
            yield return new MarkedPiece(text[start..i], true);
            from = i;
        }
        if (from < text.Length)
            yield return new MarkedPiece(text[from..], false);
    }

    /// <summary>Whether a text has one of the words.</summary>
    public static bool Has(string text, IReadOnlyCollection<string> words) => Split(text, words).Any(p => p.Marked);
}
