namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>
/// Weighs what rules and wording found together with a second reading. The reading takes the place of what wording said of the stretch; where it finds an
/// ordinary text, weak rules' hits in a user's text lose weight, too.
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
    /// <summary>What a weak rule's weight is multiplied by where the reader is sure of an ordinary text.</summary>
    private const float Ordinary = 0.7f;
    private const float SureOfOrdinary = -1.5f;

    /// <summary>The result with the readings weighed in.</summary>
    /// <param name="result">What rules and wording found.</param>
    /// <param name="doubts">The stretches in doubt.</param>
    /// <param name="readings">The logit of each; null for what was not read.</param>
    /// <param name="scale">How they are weighed.</param>
    /// <param name="source">Where the text comes from: who writes a page can word it as he likes, so there no rule loses weight.</param>
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
            if (source == TextSource.User && together < SureOfOrdinary)
                Temper(evidence, doubt);
            float weight = Math.Min(MostWeight, 1 / (1 + MathF.Exp(-together)));
            if (weight >= LeastWeight)
                evidence.Add(new InjectionEvidence(doubt.Family, Rule, doubt.Start, doubt.End - doubt.Start, weight, "plain", doubt.Words));
        }
        return InjectionResult.Of(evidence, thresholds);
    }

    /// <summary>Whether rules alone, without what wording adds, are enough to block: then nothing is in doubt.</summary>
    public static bool IsSettled(InjectionResult result, InjectionThresholds thresholds) =>
        result.Verdict == InjectionVerdict.Block && EvidenceScore.Of([.. result.Evidence.Where(item => item.Rule != LearnedWording.Rule)]) >= thresholds.Block;

    private static void Temper(List<InjectionEvidence> evidence, DoubtfulStretch doubt)
    {
        for (int i = 0; i < evidence.Count; i++)
        {
            if (evidence[i].Weight < WeakRule && evidence[i].Via == "plain" && evidence[i].Rule != Rule && IsIn(evidence[i], doubt))
                evidence[i] = evidence[i] with { Weight = evidence[i].Weight * Ordinary };
        }
    }

    private static bool IsIn(InjectionEvidence item, DoubtfulStretch doubt) => item.Start < doubt.Place.End && doubt.Place.Start < item.Start + item.Length;
}
