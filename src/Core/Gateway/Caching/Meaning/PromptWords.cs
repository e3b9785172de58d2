using System.Text;

namespace Artisan.Core.Gateway.Caching.Meaning;

/// <summary>Cuts a prompt into what must be compared: words with everything that clings to them, marks, quotations whole, ends of lines.</summary>
internal static class PromptWords
{
    /// <summary>The end of a line, however many.</summary>
    public const string Line = "\n";

    private const string Opening = "([{¿¡'";
    private const string Closing = ",.;:!?)]}'…";

    /// <summary>The pieces in order. Letters keep their case; only the shapes of apostrophes and accents composed otherwise are brought together.</summary>
    public static List<string> Of(string prompt)
    {
        string text = prompt.Normalize(NormalizationForm.FormC).Replace('’', '\'').Replace('\u00A0', ' ').Trim();
        var pieces = new List<string>(text.Length / 5 + 8); // words of five letters with their space, and some marks
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                int start = at;
                while (at < text.Length && char.IsWhiteSpace(text[at]))
                    at++;
                if (text.AsSpan(start, at - start).Contains('\n'))
                    pieces.Add(Line);
            }
            else if (QuotationEnd(text, at) is { } end)
            {
                pieces.Add(text[at..end]);
                at = end;
            }
            else
            {
                int start = at;
                while (at < text.Length && !char.IsWhiteSpace(text[at]) && (at == start || QuotationEnd(text, at) is null))
                    at++;
                Split(text.AsSpan(start, at - start), pieces);
            }
        }
        return pieces;
    }

    /// <summary>Whether a piece is a quotation, which is compared to the letter.</summary>
    public static bool IsQuotation(string piece) => piece.Length > 1 && piece[0] is '"' or '“' or '„' or '«' or '`';

    // What stands before or after a word is apart from it; what stands within it or belongs to it (12.50, -5, 10%, a@b.c, C++) is not.
    private static void Split(ReadOnlySpan<char> chunk, List<string> pieces)
    {
        int start = 0, end = chunk.Length;
        while (start < end - 1 && Opening.Contains(chunk[start]))
            pieces.Add(MarkOf(chunk[start++]));
        int core = end;
        while (core > start + 1 && Closing.Contains(chunk[core - 1]))
            core--;
        pieces.Add(chunk[start..core].ToString());
        for (int i = core; i < end; i++)
            pieces.Add(MarkOf(chunk[i]));
    }

    private static readonly Dictionary<char, string> s_marks = (Opening + Closing).Distinct().ToDictionary(c => c, c => c.ToString());

    private static string MarkOf(char mark) => s_marks.TryGetValue(mark, out string? known) ? known : mark.ToString();

    private static int? QuotationEnd(string text, int at)
    {
        char close = text[at] switch { '"' => '"', '“' => '”', '„' => '“', '«' => '»', '`' => '`', _ => '\0' };
        if (close == '\0')
            return null;
        int end = text.IndexOf(close, at + 1);
        return end < 0 ? null : end + 1;
    }
}
