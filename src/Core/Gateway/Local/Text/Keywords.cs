namespace Artisan.Core.Gateway.Local.Text;

/// <summary>The words and word groups that a text is about.</summary>
internal static class Keywords
{
    private const int MostWords = 60_000;

    /// <summary>
    /// Key phrases by RAKE (Rose et al. 2010): runs of content words between stop words and punctuation, weighed by how often their words occur and how
    /// long the runs are that they occur in.
    /// </summary>
    public static List<string> Of(string text, Language language, int count)
    {
        var phrases = new Dictionary<string, (int Count, string Shown, List<string> Words)>();
        var current = new List<Word>();
        int seen = 0;
        foreach (Word word in Words.Of(text))
        {
            if (++seen > MostWords)
                break;
            bool joined = current.Count == 0 || IsJoined(text, current[^1].End, word.Start);
            if (!joined || current.Count >= 3)
                Close(current, text, language, phrases);
            if (Words.IsContent(word.Lower, language) && word.Lower.Length > 2 && !char.IsDigit(word.Lower[0]))
                current.Add(word);
            else
                Close(current, text, language, phrases);
        }
        Close(current, text, language, phrases);
        var frequency = new Dictionary<string, int>();
        var degree = new Dictionary<string, int>();
        foreach ((int times, _, List<string> words) in phrases.Values)
        {
            foreach (string word in words)
            {
                frequency[word] = frequency.GetValueOrDefault(word) + times;
                degree[word] = degree.GetValueOrDefault(word) + times * words.Count;
            }
        }
        var chosen = new List<string>();
        foreach ((_, string shown, List<string> words) in phrases.Values
            .OrderByDescending(p => p.Words.Sum(w => (double)degree[w] / frequency[w]) * Math.Sqrt(p.Count) * (1 + Math.Log(p.Words.Max(w => frequency[w]))))
            .ThenBy(p => p.Shown, StringComparer.Ordinal))
        {
            if (chosen.Count == count)
                break;
            if (!chosen.Exists(c => c.Contains(shown, StringComparison.OrdinalIgnoreCase) || shown.Contains(c, StringComparison.OrdinalIgnoreCase)))
                chosen.Add(shown);
        }
        return chosen;
    }

    /// <summary>A label of a few words for a text, in its own words.</summary>
    public static string? Label(string text, Language language, int phrases = 2)
    {
        List<string> keys = Of(text, language, phrases);
        if (keys.Count == 0)
            return null;
        string label = string.Join(", ", keys);
        return char.ToUpperInvariant(label[0]) + label[1..];
    }

    private static bool IsJoined(string text, int end, int start) => start - end == 1 && text[end] is ' ' or '-' || start - end == 1 && text[end] == '\n';

    private static void Close(List<Word> current, string text, Language language, Dictionary<string, (int, string, List<string>)> phrases)
    {
        if (current.Count == 0)
            return;
        string key = string.Join(' ', current.Select(w => Stemmer.Stem(w.Lower, language)));
        string shown = text[current[0].Start..current[^1].End].Replace('\n', ' ');
        phrases[key] = phrases.TryGetValue(key, out (int Count, string Shown, List<string> Words) known)
            ? (known.Count + 1, known.Shown, known.Words)
            : (1, shown, [.. key.Split(' ')]);
        current.Clear();
    }
}
