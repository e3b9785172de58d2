namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>
/// Weighs what rules and wording found together with a second reading. The reading takes the place of what wording said of the stretch; where it finds an
/// ordinary text, rules' hits lose weight, too. A user's text is blocked only where rules alone would flag it.
/// </summary>
internal static class SecondOpinion
{
    /// <summary>The name of its evidence.</summary>
    public const string Rule = "second_reading";

    /// <summary>Neither wording nor a reading names a rule that was broken: even together they flag and never block at the default thresholds.</summary>
    private const float MostWeight = 0.72f;
    private const float LeastWeight = 0.3f;
    /// <summary>Rules below are weak: a word or two that ordinary texts use as well.</summary>
    private const float WeakRule = 0.8f;
    /// <summary>A user's text that rules are so sure of is not read again: no reading would change the verdict.</summary>
    private const float Settled = 0.95f;
    /// <summary>Where the reader is surer than this of an ordinary text in a user's words, rules lose weight.</summary>
    private const float SureOfOrdinary = -1.5f;
    private const float WeakInOrdinary = 0.6f;
    private const float StrongInOrdinary = 0.8f;
    /// <summary>Who writes a page can word it as he likes, so there the reader has to be surer, and only weak rules lose some weight.</summary>
    private const float SureOfOrdinaryPage = -2.5f;
    private const float WeakInOrdinaryPage = 0.8f;

    /// <summary>The result with the readings weighed in.</summary>
    /// <param name="result">What rules and wording found.</param>
    /// <param name="doubts">The stretches in doubt.</param>
    /// <param name="readings">The logit of each; null for what was not read.</param>
    /// <param name="scale">How they are weighed.</param>
    /// <param name="source">Where the text comes from.</param>
    /// <param name="thresholds">From which scores on it is flagged or blocked.</param>
    public static InjectionResult Weigh(InjectionResult result, IReadOnlyList<DoubtfulStretch> doubts, IReadOnlyList<float?> readings, SecondReadingScale scale, TextSource source, InjectionThresholds thresholds)
    {
        List<InjectionEvidence> evidence = [.. result.Evidence];
        for (int i = 0; i < doubts.Count; i++)
        {
            if (readings[i] is not { } reading)
                continue;
            DoubtfulStretch doubt = doubts[i];
            float together = scale.Together(reading, doubt.Sum);
            evidence.RemoveAll(item => item.Rule == LearnedWording.Rule && item.Via == "plain" && IsIn(item, doubt));
            if (together < (source == TextSource.User ? SureOfOrdinary : SureOfOrdinaryPage))
                Temper(evidence, doubt, source);
            float weight = Math.Min(MostWeight, 1 / (1 + MathF.Exp(-together)));
            if (weight >= LeastWeight)
                evidence.Add(new InjectionEvidence(doubt.Family, Rule, doubt.Start, doubt.End - doubt.Start, weight, "plain", doubt.Words));
        }
        InjectionResult weighed = InjectionResult.Of(evidence, thresholds);
        bool ruled = source != TextSource.User || OfRules(weighed) >= thresholds.Flag;
        return weighed.Verdict < InjectionVerdict.Block || ruled ? weighed : weighed with { Verdict = InjectionVerdict.Flag, Score = MathF.BitDecrement(thresholds.Block) };
    }

    /// <summary>Whether rules, without what wording adds, are enough to block, and in a user's text so sure that nothing would change it: then nothing is in doubt.</summary>
    public static bool IsSettled(InjectionResult result, TextSource source, InjectionThresholds thresholds) => result.Verdict == InjectionVerdict.Block
        && OfRules(result) >= (source == TextSource.User && result.Evidence.All(item => item.Via == "plain") ? Math.Max(Settled, thresholds.Block) : thresholds.Block);

    /// <summary>The score without what wording and reading add.</summary>
    private static float OfRules(InjectionResult result) => EvidenceScore.Of([.. result.Evidence.Where(item => item.Rule is not (LearnedWording.Rule or Rule))]);

    private static void Temper(List<InjectionEvidence> evidence, DoubtfulStretch doubt, TextSource source)
    {
        (float weak, float strong) = source == TextSource.User ? (WeakInOrdinary, StrongInOrdinary) : (WeakInOrdinaryPage, 1);
        for (int i = 0; i < evidence.Count; i++)
        {
            InjectionEvidence item = evidence[i];
            if (item.Via == "plain" && item.Rule != Rule && IsIn(item, doubt))
                evidence[i] = item with { Weight = item.Weight * (item.Weight < WeakRule ? weak : strong) };
        }
    }

    private static bool IsIn(InjectionEvidence item, DoubtfulStretch doubt) => item.Start < doubt.Place.End && doubt.Place.Start < item.Start + item.Length;
}
