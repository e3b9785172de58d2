namespace Artisan.Core.Gateway.Local.Text;

/// <summary>
/// Chooses the sentences that say most of a text. Each is weighed by how near it lies to the text's centroid of tf-idf weighted stems (Radev et al. 2004),
/// with a bonus for standing early and for words that mark a conclusion; then maximal marginal relevance (Carbonell and Goldstein 1998) picks a few that
/// do not repeat each other. Time grows linearly with the text: only the best 80 sentences compete in the second step.
/// </summary>
internal static class SentenceRanker
{
    private const int Contenders = 80;
    private const double Relevance = 0.72;

    /// <summary>The indexes of the chosen sentences, in the order of the text.</summary>
    public static List<int> Choose(IReadOnlyList<string> sentences, Language language, int count, IReadOnlyList<double>? bonus = null)
    {
        if (sentences.Count == 0 || count <= 0)
            return [];
        var stems = new List<string>[sentences.Count];
        var spread = new Dictionary<string, int>();
        for (int i = 0; i < sentences.Count; i++)
        {
            stems[i] = Words.Stems(sentences[i], language);
            foreach (string stem in stems[i].Distinct())
                spread[stem] = spread.GetValueOrDefault(stem) + 1;
        }
        double[] scores = Score(stems, spread);
        for (int i = 0; i < scores.Length; i++)
            scores[i] += bonus?[i] ?? 0;
        int[] best = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > 0).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(Contenders)];
        List<int> chosen = PickDiverse(best, scores, stems, count);
        chosen.Sort();
        return chosen;
    }

    private static double[] Score(List<string>[] stems, Dictionary<string, int> spread)
    {
        var centroid = new Dictionary<string, double>();
        foreach (List<string> sentence in stems)
        {
            foreach (string stem in sentence)
                centroid[stem] = centroid.GetValueOrDefault(stem) + 1;
        }
        foreach ((string stem, double frequency) in centroid.ToArray())
        {
            // What stands in one sentence only says nothing of the whole; what stands in every one says nothing at all.
            double inverse = Math.Log(1 + (double)stems.Length / spread[stem]);
            centroid[stem] = spread[stem] == 1 && stems.Length > 4 ? 0.2 : Math.Log(1 + frequency) * inverse;
        }
        var scores = new double[stems.Length];
        double highest = 0;
        for (int i = 0; i < stems.Length; i++)
        {
            double sum = 0;
            foreach (string stem in stems[i].Distinct())
                sum += centroid[stem];
            // Long sentences gather words; very short ones say little on their own.
            double length = stems[i].Count;
            scores[i] = length < 3 ? 0.2 * sum / 3 : sum / Math.Pow(length, 0.65);
            highest = Math.Max(highest, scores[i]);
        }
        for (int i = 0; i < scores.Length && highest > 0; i++)
            scores[i] = scores[i] / highest + 0.15 * Math.Exp(-i / 4.0);
        return scores;
    }

    private static List<int> PickDiverse(int[] best, double[] scores, List<string>[] stems, int count)
    {
        var chosen = new List<int>();
        var sets = best.ToDictionary(i => i, i => stems[i].ToHashSet());
        while (chosen.Count < count && chosen.Count < best.Length)
        {
            int next = -1;
            double highest = double.NegativeInfinity;
            foreach (int i in best)
            {
                if (chosen.Contains(i))
                    continue;
                double likeness = chosen.Count == 0 ? 0 : chosen.Max(c => Likeness(sets[i], sets[c]));
                if (likeness > 0.75)
                    continue;
                double value = Relevance * scores[i] - (1 - Relevance) * likeness;
                if (value > highest)
                    (next, highest) = (i, value);
            }
            if (next < 0)
                break;
            chosen.Add(next);
        }
        return chosen;
    }

    /// <summary>Overlap of two sets of stems, 0 to 1 (Dice).</summary>
    public static double Likeness(HashSet<string> a, HashSet<string> b)
    {
        if (a.Count == 0 || b.Count == 0)
            return 0;
        int shared = a.Count < b.Count ? a.Count(b.Contains) : b.Count(a.Contains);
        return 2.0 * shared / (a.Count + b.Count);
    }
}
