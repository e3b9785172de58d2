namespace Artisan.Core.Guardrails.Injection;

/// <summary>Turns hits into evidence: weights them by source, disguise and what stands around, and says where they are in the text that was given.</summary>
internal sealed class EvidenceCollector(InjectionRules rules)
{
    private const int CounterReach = 16;
    private const float Hidden = 0.25f;
    private const float Disguised = 0.1f;
    private const float MostCertain = 0.97f;
    private const float InQuotation = 0.85f;
    /// <summary>Whoever writes a page also writes what stands around an attack in it: there, counters count less.</summary>
    private const float LeastInRetrieved = 0.65f;

    private readonly HashSet<(int Rule, int Start)> seen = [];
    private readonly List<RuleHit> counters = [];
    private TextSource source;

    /// <summary>What was collected.</summary>
    public List<InjectionEvidence> Evidence { get; } = [];

    /// <summary>Begins anew.</summary>
    public void Reset(TextSource from)
    {
        source = from;
        if (Evidence.Count == 0)
            return;
        Evidence.Clear();
        seen.Clear();
    }

    /// <summary>Adds hits of one reading.</summary>
    public void Add(List<RuleHit> hits, ReadOnlySpan<char> reading, ReadOnlySpan<int> origins, EncodedText? encoded)
    {
        if (hits.Count == 0)
            return;
        counters.Clear();
        foreach (RuleHit hit in hits)
        {
            if (rules.Rules[hit.Rule].IsCounter)
                counters.Add(hit);
        }
        foreach (RuleHit hit in hits)
        {
            InjectionRule rule = rules.Rules[hit.Rule];
            if (rule.IsCounter)
                continue;
            float weight = Weight(hit, rule, encoded);
            if (weight <= 0)
                continue;
            (int start, int end) = Place(hit.Start, hit.End, origins, encoded);
            if (seen.Add((hit.Rule, start)))
                Evidence.Add(new InjectionEvidence(rule.Family, rule.Name, start, end - start, weight, Via(hit, encoded)));
        }
    }

    /// <summary>Adds what was found otherwise than by a rule of the file.</summary>
    public void Add(FoundEvidence found, ReadOnlySpan<char> reading, ReadOnlySpan<int> origins, EncodedText? encoded)
    {
        (int start, int end) = Place(found.Start, found.End, origins, encoded);
        Evidence.Add(new InjectionEvidence(found.Family, found.Rule, start, end - start, found.Weight, encoded?.Via ?? found.Via, found.Words));
    }

    /// <summary>Adds what wording argues, but for what was found before it in the same place: what stands near an escape is read twice.</summary>
    public void AddWording(IReadOnlyList<FoundEvidence> found, ReadOnlySpan<char> reading, ReadOnlySpan<int> origins, EncodedText? encoded)
    {
        foreach (FoundEvidence item in found)
        {
            (int start, int end) = Place(item.Start, item.End, origins, encoded);
            if (!Evidence.Exists(known => known.Rule == item.Rule && known.Start < end && start < known.Start + known.Length))
                Add(item, reading, origins, encoded);
        }
    }

    private static (int Start, int End) Place(int start, int end, ReadOnlySpan<int> origins, EncodedText? encoded)
    {
        (int from, int to) = origins.IsEmpty ? (start, end) : (origins[start], origins[end]);
        return encoded is null ? (from, to) : encoded.Original(from, to);
    }

    private float Weight(RuleHit hit, InjectionRule rule, EncodedText? encoded)
    {
        // What a program may say openly it has no reason to encode.
        TextSource judged = source == TextSource.Program && IsHidden(encoded) ? TextSource.Retrieved : source;
        float weight = rule.WeightFor(judged) * hit.Factor;
        if (weight == 0)
            return 0;
        if (encoded is null && hit.Position >= 0)
            weight *= Counter(hit, rule);
        if (IsHidden(encoded))
            weight += Hidden;
        else if ((hit.Traits & (WordTraits.Leetspeak | WordTraits.Disguised)) != 0)
            weight += Disguised;
        return Math.Min(weight, MostCertain);
    }

    private static bool IsHidden(EncodedText? encoded) => encoded is not null && encoded.Via is not ("url" or "html" or "unicode");

    private float Counter(RuleHit hit, InjectionRule rule)
    {
        float factor = 1;
        foreach (RuleHit counter in counters)
        {
            InjectionRule against = rules.Rules[counter.Rule];
            if (Math.Abs(counter.Position - hit.Position) <= CounterReach && (against.Family.Length == 0 || against.Family.Contains(rule.Family, StringComparison.Ordinal)))
                factor = Math.Min(factor, against.WeightFor(source));
        }
        if (source == TextSource.Retrieved)
            factor = Math.Max(factor, LeastInRetrieved);
        return factor < 1 || (hit.Traits & WordTraits.Quoted) == 0 ? factor : InQuotation;
    }

    private static string Via(RuleHit hit, EncodedText? encoded) =>
        encoded is not null ? encoded.Via
        : (hit.Traits & WordTraits.Leetspeak) != 0 ? "leetspeak"
        : (hit.Traits & WordTraits.Disguised) != 0 ? "disguised" : "plain";
}
