using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>Summarises running text by its own sentences.</summary>
internal static class TextSummary
{
    public static string Write(string text, Language language, SummaryWish wish)
    {
        List<string> chosen = KeySentences(text, language, wish);
        return wish.Bullets ? string.Join('\n', chosen.Select(s => "- " + s)) : string.Join(' ', chosen);
    }

    /// <summary>The sentences that say most, in their order.</summary>
    public static List<string> KeySentences(string text, Language language, SummaryWish wish)
    {
        string[] all = [.. Sentences.Split(text).Where(s => !s.IsHeading && !Cues.IsPleasantry(s.Text)).Select(s => s.Text)];
        // Tables, code and lists of figures say nothing on their own; where there is nothing else they must do.
        string[] prose = [.. all.Where(IsProse)];
        string[] sentences = prose.Length > 0 ? prose : all;
        int count = wish.Sentences ?? (wish.Words is { } words ? Math.Max(1, words / 12) : Math.Clamp(2 + sentences.Length / 10, Math.Min(3, sentences.Length), 8));
        double[] bonus = [.. sentences.Select(s => (Cues.IsConclusion(s) ? 0.2 : 0) + (Cues.IsDecision(s) ? 0.2 : 0) + (Cues.IsQuestion(s) ? -0.3 : 0))];
        List<string> chosen = [.. SentenceRanker.Choose(sentences, language, count, bonus).Select(i => sentences[i])];
        if (wish.Words is { } limit)
        {
            // Fewer sentences rather than cut ones; one always stays.
            while (chosen.Count > 1 && chosen.Sum(Words.Count) > limit)
                chosen.RemoveAt(chosen.Count - 1);
        }
        return chosen;
    }

    private static bool IsProse(string sentence)
    {
        int letters = 0;
        foreach (char c in sentence)
        {
            if (char.IsLetter(c) || c == ' ')
                letters++;
        }
        return letters >= 0.72 * sentence.Length && sentence[0] != '|' && (Words.Count(sentence) > 3 || sentence[0] > 0x2E80);
    }
}
