using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Context;

/// <summary>How much texts have to do with a question: Okapi BM25 over their stems, the best of them 1.</summary>
internal static class Relevance
{
    // A question's first characters tell what it is about; what is longer is material.
    private const int LongestQuestion = 4000;
    private const int MostTheme = 40;

    /// <summary>The relevance of each text, 0 to 1.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="theme">Whether what the texts themselves speak of most counts too, half as much.</param>
    public static double[] Of(IReadOnlyList<string> texts, string question, bool theme = false)
    {
        string asked = question.Length > LongestQuestion ? question[..LongestQuestion] : question;
        Language language = Languages.Detect(asked.Length > 80 || texts.Count == 0 ? asked : texts[0]);
        var index = new Bm25();
        var counts = new Dictionary<string, int>();
        foreach (string text in texts)
        {
            List<string> stems = Words.Stems(text, language);
            index.Add(stems);
            foreach (string stem in theme ? stems : [])
                counts[stem] = counts.GetValueOrDefault(stem) + 1;
        }
        var terms = Words.Stems(asked, language).Distinct().ToDictionary(s => s, s => new QueryTerm(s, 1, []));
        foreach ((string stem, _) in counts.Where(c => c.Value > 1).OrderByDescending(c => Math.Log(1 + c.Value) * index.Rarity(c.Key)).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostTheme))
            terms.TryAdd(stem, new QueryTerm(stem, 0.5, []));
        var scores = new double[texts.Count];
        double best = 0;
        for (int i = 0; i < scores.Length; i++)
            best = Math.Max(best, scores[i] = index.Score(i, terms.Values).Score);
        for (int i = 0; i < scores.Length && best > 0; i++)
            scores[i] /= best;
        return scores;
    }
}
