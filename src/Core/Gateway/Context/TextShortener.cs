using System.Text;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Context;

/// <summary>
/// Shortens a text to so many tokens: its beginning and its end stay, where instructions mostly stand, and of what lies between the pieces that have most to
/// do with the question and with what the text is about, in their order. Gaps are marked.
/// </summary>
internal static class TextShortener
{
    /// <summary>Stands where something was left out.</summary>
    public const string Gap = "[…]";

    // Fewer pieces leave no choice.
    private const int FewestPieces = 8;
    // Of what may stay, for the first and the last piece.
    private const double ShareOfEnds = 0.3;

    /// <summary>Shortens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Tokens that may stay.</param>
    /// <param name="question">What it is needed for.</param>
    /// <param name="count">Counts tokens.</param>
    public static string Shorten(string text, int most, string question, Func<string, int> count)
    {
        int all = count(text);
        if (all <= most)
            return text;
        (string[] pieces, string between) = Split(text);
        if (pieces.Length < 3)
            return Ends(text, (double)most / all);
        int[] tokens = [.. pieces.Select(p => count(p) + 1)];
        var kept = new bool[pieces.Length];
        int left = most;
        foreach (int end in (int[])[0, pieces.Length - 1])
        {
            if (tokens[end] <= most * ShareOfEnds)
                (kept[end], left) = (true, left - tokens[end]);
        }
        double[] scores = Relevance.Of(pieces, question, theme: true);
        int gap = count(Gap) + 1;
        foreach (int i in Enumerable.Range(0, pieces.Length).Where(i => !kept[i]).OrderByDescending(i => scores[i]).ThenBy(i => i))
        {
            // The mark of the gap that it may leave beside itself.
            if (tokens[i] + gap <= left)
                (kept[i], left) = (true, left - tokens[i] - gap);
        }
        return kept.Contains(true) ? Join(pieces, kept, between) : Ends(text, (double)most / all);
    }

    private static (string[] Pieces, string Between) Split(string text)
    {
        string[] paragraphs = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        if (paragraphs.Length >= FewestPieces)
            return (paragraphs, "\n\n");
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length >= FewestPieces)
            return (lines, "\n");
        return ([.. Sentences.Split(text).Select(s => s.Text)], " ");
    }

    private static string Join(string[] pieces, bool[] kept, string between)
    {
        var joined = new StringBuilder();
        bool gap = false;
        for (int i = 0; i < pieces.Length; i++)
        {
            if (!kept[i] && gap)
                continue;
            gap = !kept[i];
            if (joined.Length > 0)
                joined.Append(between);
            joined.Append(gap ? Gap : pieces[i]);
        }
        return joined.ToString();
    }

    // A text in one piece keeps its beginning, and less of its end.
    private static string Ends(string text, double share)
    {
        int length = Math.Max(0, (int)(text.Length * share * 0.95) - Gap.Length), head = (int)(length * 0.6), tail = length - head;
        if (head > 0 && char.IsHighSurrogate(text[head - 1]))
            head--;
        if (tail > 0 && char.IsLowSurrogate(text[^tail]))
            tail--;
        return $"{text[..head]}{Gap}{text[(text.Length - tail)..]}";
    }
}
