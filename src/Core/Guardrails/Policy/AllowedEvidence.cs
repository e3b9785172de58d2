using System.Text;
using Artisan.Core.Guardrails.Injection;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>Leaves out evidence that stands inside passages which people found harmless.</summary>
public static class AllowedEvidence
{
    // Around the evidence, for passages that are longer than it.
    private const int Nearby = 2000;

    /// <summary>The result without evidence in allowed passages. The score falls by what is left out, as the engine adds it up: 1 − ∏(1 − weight).</summary>
    public static InjectionResult Without(string text, InjectionResult result, TenantGuardrails guardrails)
    {
        if (result.Evidence.Count == 0 || guardrails.AllowedPassages.Count == 0)
            return result;
        InjectionEvidence[] left = [.. result.Evidence.Where(e => !IsAllowed(text, e, guardrails.AllowedPassages)).Select(e => Beside(text, e, guardrails.AllowedPassages))];
        if (left.SequenceEqual(result.Evidence))
            return result;
        return Only(result, left, guardrails.Injection);
    }

    /// <summary>The result with only some of its evidence.</summary>
    public static InjectionResult Only(InjectionResult result, IReadOnlyList<InjectionEvidence> left, InjectionThresholds thresholds)
    {
        double open = 1;
        foreach (InjectionEvidence evidence in left)
            open *= 1 - Math.Clamp(evidence.Weight, 0, 1);
        float score = left.Count == 0 ? 0 : Math.Min(result.Score, (float)(1 - open));
        return new InjectionResult(score >= thresholds.Block ? InjectionVerdict.Block : score >= thresholds.Flag ? InjectionVerdict.Flag : InjectionVerdict.Allow, score, left);
    }

    private static bool IsAllowed(string text, InjectionEvidence evidence, IReadOnlyList<string> passages)
    {
        (string around, int start, int end) = Around(text, evidence);
        foreach (string passage in passages)
        {
            // Where the evidence stands counts: beside a passage that quotes an attack, the attack itself is one.
            for (int at = around.IndexOf(passage, StringComparison.Ordinal); at >= 0 && at <= start; at = around.IndexOf(passage, at + 1, StringComparison.Ordinal))
            {
                if (at + passage.Length >= end)
                    return true;
            }
            // A passage inside the evidence must be most of it: a word that was allowed must not allow all that holds it.
            if (2 * passage.Length >= end - start && around.AsSpan(start, end - start).Contains(passage, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    // Wording is judged over several sentences. Where they begin inside an allowed passage and run past it, only what stands behind it counts, by its share.
    private static InjectionEvidence Beside(string text, InjectionEvidence evidence, IReadOnlyList<string> passages)
    {
        (string around, int start, int end) = Around(text, evidence);
        int cut = start;
        foreach (string passage in passages)
        {
            for (int at = around.IndexOf(passage, StringComparison.Ordinal); at >= 0 && at <= start; at = around.IndexOf(passage, at + 1, StringComparison.Ordinal))
            {
                if (at + passage.Length > start)
                    cut = Math.Max(cut, Math.Min(end, at + passage.Length));
            }
        }
        if (cut == start)
            return evidence;
        // As many characters from the end as the rest has, white space aside.
        int rest = end - cut - around.AsSpan(cut, end - cut).Count(' '), from = evidence.Start + evidence.Length;
        for (int kept = 0; from > evidence.Start && kept < rest; from--)
            kept += char.IsWhiteSpace(text[from - 1]) ? 0 : 1;
        int length = evidence.Start + evidence.Length - from;
        return evidence with { Start = from, Length = length, Weight = evidence.Weight * length / evidence.Length };
    }

    // The text around the evidence as Passages.Normal would give it, with the place of the evidence in it.
    private static (string Text, int Start, int End) Around(string text, InjectionEvidence evidence)
    {
        int last = Math.Min(text.Length, evidence.Start + evidence.Length), to = Math.Min(text.Length, last + Nearby);
        var normal = new StringBuilder();
        int start = -1, end = 0;
        bool space = false;
        for (int i = Math.Max(0, evidence.Start - Nearby); i < to; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                space = normal.Length > 0;
                continue;
            }
            if (space)
                normal.Append(' ');
            space = false;
            if (start < 0 && i >= evidence.Start)
                start = normal.Length;
            normal.Append(char.ToLowerInvariant(text[i]));
            if (i < last)
                end = normal.Length;
        }
        start = Math.Max(0, start);
        end = Math.Max(start, end);
        return (normal.ToString(), start, end);
    }
}
