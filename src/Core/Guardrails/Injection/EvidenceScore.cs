namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Weighs evidence together. Each rule counts as an independent reason (noisy-or: one less the product of one less each weight), a repetition counts a little.
/// Only reasons that stand near each other add up, so that a long and honest document does not become an attack by its length.
/// </summary>
internal static class EvidenceScore
{
    /// <summary>Reasons add up within two neighbouring stretches of this many characters.</summary>
    private const int Stretch = 1500;
    private const float Repetition = 0.25f;

    /// <summary>The score, 0 to 1.</summary>
    public static float Of(List<InjectionEvidence> evidence)
    {
        // Mostly there is one: the same sum as below.
        if (evidence.Count == 1)
            return (float)(1 - (double)(1 - evidence[0].Weight));
        evidence.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Weight.CompareTo(a.Weight));
        var heaviest = new Dictionary<string, (float First, bool Again)>(StringComparer.Ordinal);
        float score = 0;
        int from = 0;
        while (from < evidence.Count)
        {
            int stretch = evidence[from].Start / Stretch;
            int next = from;
            while (next < evidence.Count && evidence[next].Start / Stretch == stretch)
                next++;
            int to = next;
            while (to < evidence.Count && evidence[to].Start / Stretch == stretch + 1)
                to++;
            score = Math.Max(score, Together(evidence, from, to, heaviest));
            from = next;
        }
        return score;
    }

    private static float Together(List<InjectionEvidence> evidence, int from, int to, Dictionary<string, (float First, bool Again)> heaviest)
    {
        heaviest.Clear();
        for (int i = from; i < to; i++)
        {
            InjectionEvidence item = evidence[i];
            heaviest[item.Rule] = heaviest.TryGetValue(item.Rule, out var known) ? (Math.Max(known.First, item.Weight), true) : (item.Weight, false);
        }
        double doubt = 1;
        foreach ((float first, bool again) in heaviest.Values)
            doubt *= (1 - first) * (again ? 1 - Repetition * first : 1);
        return (float)(1 - doubt);
    }
}
