using System.Runtime.InteropServices;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Judges a reading by its wording: gives each run of a few sentences the learned sum, so that a short attack in a long document is found and a long document is
/// no attack by its length. Keeps its buffers; serves one text at a time.
/// </summary>
internal sealed class LearnedWording(LearnedModel model)
{
    /// <summary>The name of its evidence.</summary>
    public const string Rule = "learned_wording";
    /// <summary>Wording alone, even twice in a text, is never enough to block at the default thresholds.</summary>
    public const float MostWeight = 0.68f;

    private const int MostSentences = 6;
    private const int MostWords = 48;
    private const int MostFound = 24;
    private const int KeptSentences = 1 << 16;
    private const float LeastWeight = 0.3f;
    /// <summary>What a weak rule's weight is multiplied by where the wording around it is ordinary.</summary>
    private const float Ordinary = 0.7f;
    private const int FewestWordsAround = 8;
    private const float WeakRule = 0.8f;
    /// <summary>How much surer one must be of one stretch among many; 1 would hold if ordinary stretches were as unlike each other as the lists it learned from.</summary>
    private const float Chance = 2;

    private readonly List<Sentence> sentences = [];
    private readonly List<FoundEvidence> found = [];
    private float highest;

    /// <summary>What was found by the last look.</summary>
    public IReadOnlyList<FoundEvidence> Found => found;

    /// <summary>Whether <see cref="InDoubt"/> finds any stretch in what was looked at last.</summary>
    /// <param name="gate">As there.</param>
    public bool IsInDoubt(float gate) => highest >= LeastInDoubt(gate);

    /// <summary>How much work was done since it was made, in steps.</summary>
    public long Work { get; private set; }

    /// <summary>Looks at a reading.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="tokens">Its words and marks.</param>
    public void Look(ReadOnlySpan<char> reading, ReadOnlySpan<WordingToken> tokens)
    {
        found.Clear();
        Read(tokens);
        Stretch best = default;
        float doubt = Doubt();
        float least = SumFor(LeastWeight) + doubt;
        highest = float.NegativeInfinity;
        for (int last = 0; last < sentences.Count; last++)
        {
            Stretch ending = Ending(last);
            highest = Math.Max(highest, ending.Sum);
            if (ending.Sum < least)
                continue;
            if (best.To > 0 && ending.From >= best.To)
            {
                Note(reading, best, doubt);
                best = default;
            }
            best = best.To == 0 || ending.Sum > best.Sum ? ending : best;
        }
        if (best.To > 0)
            Note(reading, best, doubt);
    }

    /// <summary>The highest sum of any stretch of a reading; what training fits.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="start">First character of the stretch.</param>
    /// <param name="end">The character after its last.</param>
    public float Highest(ReadOnlySpan<char> reading, out int start, out int end)
    {
        Read(WordingReader.All(reading));
        Stretch best = new(0, 0, float.NegativeInfinity);
        for (int last = 0; last < sentences.Count; last++)
        {
            Stretch ending = Ending(last);
            best = ending.Sum > best.Sum ? ending : best;
        }
        (start, end) = best.To == 0 ? (0, reading.Length) : (sentences[best.From].Start, sentences[best.To - 1].End);
        return best.To == 0 ? model.Constant : best.Sum - Doubt();
    }

    /// <summary>Of what was looked at last, the stretches with the highest sums, which do not overlap.</summary>
    /// <param name="gate">Their least sum. The more stretches a text has, the higher it must be, but what would be flagged if it stood alone is always among them.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>The stretches; of their sums is taken what is asked of one among many, down to the gate.</returns>
    public IReadOnlyList<WordedStretch> InDoubt(float gate, int most)
    {
        float doubt = Doubt(), least = LeastInDoubt(gate);
        var stretches = new List<Stretch>();
        for (int last = 0; last < sentences.Count; last++)
        {
            Stretch ending = Ending(last);
            if (ending.Sum < least)
                continue;
            if (stretches.Count == 0 || ending.From >= stretches[^1].To)
                stretches.Add(ending);
            else if (ending.Sum > stretches[^1].Sum)
                stretches[^1] = ending;
        }
        return [.. stretches.OrderByDescending(stretch => stretch.Sum).Take(most)
            .Select(stretch => new WordedStretch(sentences[stretch.From].Start, sentences[stretch.To - 1].End, Math.Max(gate, stretch.Sum - doubt)))];
    }

    private float LeastInDoubt(float gate) => Math.Min(gate + Doubt(), model.Flag);

    /// <summary>Takes weight from weak rules' hits where no stretch around them is worded like an attack.</summary>
    public void Temper(List<RuleHit> hits, InjectionRules rules)
    {
        // A bare phrase has no wording around it that could speak for it.
        if (sentences.Count == 0 || sentences[^1].Words < FewestWordsAround)
            return;
        for (int i = 0; i < hits.Count; i++)
        {
            InjectionRule rule = rules.Rules[hits[i].Rule];
            if (!rule.IsFirm && !rule.IsCounter && rule.Weight < WeakRule && HighestAround(hits[i].Start) <= model.Cold)
                hits[i] = hits[i] with { Factor = hits[i].Factor * Ordinary };
        }
    }

    /// <summary>Notes the sentences with the sums of what stands before the end of each.</summary>
    private void Read(ReadOnlySpan<WordingToken> tokens)
    {
        sentences.Clear();
        if (sentences.Capacity > KeptSentences)
            sentences.Capacity = 64;
        Work += tokens.Length;
        var sum = new Neighbours(model);
        int start = 0, end = 0, words = 0, wordsBefore = 0;
        foreach (ref readonly WordingToken token in tokens)
        {
            if (token.Begins)
            {
                if (words > wordsBefore)
                    sentences.Add(new Sentence(start, end, words, sum.Total));
                (start, wordsBefore) = (token.Start, words);
                sum.Begin();
            }
            sum.Add(token);
            words += token.IsWord ? 1 : 0;
            end = token.End;
        }
        if (words > wordsBefore)
            sentences.Add(new Sentence(start, end, words, sum.Total));
    }

    /// <summary>The stretch with the highest sum of those that end with a sentence.</summary>
    private Stretch Ending(int last)
    {
        var best = new Stretch(last, last + 1, float.NegativeInfinity);
        ReadOnlySpan<Sentence> all = CollectionsMarshal.AsSpan(sentences);
        ref readonly Sentence to = ref all[last];
        for (int first = last; first >= 0 && last - first < MostSentences; first--)
        {
            Work++;
            (int words, double weight) = first == 0 ? (0, 0) : (all[first - 1].Words, all[first - 1].Weight);
            if (first < last && to.Words - words > MostWords)
                break;
            float sum = model.Sum(to.Weight - weight, to.Words - words);
            best = sum > best.Sum ? new Stretch(first, last + 1, sum) : best;
        }
        return best;
    }

    private float HighestAround(int place)
    {
        int low = 0, high = sentences.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sentences[middle].End > place ? (low, middle) : (middle + 1, high);
        }
        float highest = float.NegativeInfinity;
        for (int last = low; last < sentences.Count && last < low + MostSentences; last++)
            highest = Math.Max(highest, Ending(last).Sum);
        return highest;
    }

    private void Note(ReadOnlySpan<char> reading, Stretch stretch, float doubt)
    {
        if (found.Count == MostFound)
            return;
        int from = sentences[stretch.From].Start;
        WordingReasons reasons = WordingReasons.Of(model, reading[from..sentences[stretch.To - 1].End]);
        found.Add(new FoundEvidence(reasons.Family, Rule, from + reasons.Start, from + reasons.End, WeightOf(stretch.Sum - doubt), Words: reasons.Words));
    }

    /// <summary>The more stretches a text has, the more likely one of them looks like an attack by chance, and the surer one must be of each.</summary>
    private float Doubt() => Chance * (float)Math.Log(Math.Max(1, (double)sentences.Count / MostSentences)) / model.Slope;

    /// <summary>A half where wording alone is enough to flag.</summary>
    private float WeightOf(float sum) => Math.Min(MostWeight, (float)(1 / (1 + Math.Exp(-model.Slope * (sum - model.Flag)))));

    private float SumFor(float weight) => model.Flag + (float)Math.Log(weight / (1 - weight)) / model.Slope;

    /// <summary>A sentence, with the words and weights from the beginning of the text to its end.</summary>
    private readonly record struct Sentence(int Start, int End, int Words, double Weight);

    /// <summary>Sentences from one up to another, without it.</summary>
    private readonly record struct Stretch(int From, int To, float Sum);
}
