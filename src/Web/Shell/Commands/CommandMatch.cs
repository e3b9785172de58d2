namespace Artisan.Web.Shell.Commands;

/// <summary>How well a typed text fits a title.</summary>
public static class CommandMatch
{
    /// <summary>
    /// 0 for no fit; higher is better: the whole title, its beginning, the beginning of a word, inside, the letters in order.
    /// An empty text fits everything alike.
    /// </summary>
    public static int Score(string text, string title)
    {
        if (text.Length == 0)
            return 1;
        int at = title.IndexOf(text, StringComparison.CurrentCultureIgnoreCase);
        if (at == 0)
            return title.Length == text.Length ? 100 : 80;
        if (at > 0)
            return char.IsLetterOrDigit(title[at - 1]) ? 40 : 60;
        return InOrder(text, title) ? 20 : 0;
    }

    /// <summary>The best of a title and its other words, which weigh less.</summary>
    public static int Score(string text, string title, IEnumerable<string> others) =>
        Math.Max(Score(text, title), others.Select(o => Score(text, o) / 2).DefaultIfEmpty().Max());

    private static bool InOrder(string text, string title)
    {
        int found = 0;
        foreach (char c in title)
            if (found < text.Length && char.ToUpperInvariant(c) == char.ToUpperInvariant(text[found]))
                found++;
        return text.Length > 1 && found == text.Length;
    }
}
