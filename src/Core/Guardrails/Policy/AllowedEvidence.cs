using Artisan.Core.Guardrails.Injection;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>Leaves out evidence that stands inside passages which people found harmless.</summary>
public static class AllowedEvidence
{
    // Around the evidence, for passages that are longer than it.
    private const int Around = 2000;

    /// <summary>The result without evidence in allowed passages. The score falls by what is left out, as the engine adds it up: 1 − ∏(1 − weight).</summary>
    public static InjectionResult Without(string text, InjectionResult result, TenantGuardrails guardrails)
    {
        if (result.Evidence.Count == 0 || guardrails.AllowedPassages.Count == 0)
            return result;
        InjectionEvidence[] left = [.. result.Evidence.Where(e => !IsAllowed(text, e, guardrails.AllowedPassages))];
        if (left.Length == result.Evidence.Count)
            return result;
        double open = 1;
        foreach (InjectionEvidence evidence in left)
            open *= 1 - Math.Clamp(evidence.Weight, 0, 1);
        float score = left.Length == 0 ? 0 : Math.Min(result.Score, (float)(1 - open));
        InjectionThresholds thresholds = guardrails.Injection;
        return new InjectionResult(score >= thresholds.Block ? InjectionVerdict.Block : score >= thresholds.Flag ? InjectionVerdict.Flag : InjectionVerdict.Allow, score, left);
    }

    private static bool IsAllowed(string text, InjectionEvidence evidence, IReadOnlyList<string> passages)
    {
        int from = Math.Max(0, evidence.Start - Around), to = Math.Min(text.Length, evidence.Start + evidence.Length + Around);
        string around = Passages.Normal(text[from..to]), own = Passages.Normal(text.Substring(evidence.Start, Math.Min(evidence.Length, text.Length - evidence.Start)));
        return passages.Any(p => (p.Contains(own, StringComparison.Ordinal) && around.Contains(p, StringComparison.Ordinal)) || own.Contains(p, StringComparison.Ordinal));
    }
}
