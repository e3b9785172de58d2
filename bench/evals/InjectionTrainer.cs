using System.Globalization;
using System.Text;
using Artisan.Core.Guardrails.Injection;

namespace Artisan.Evals;

/// <summary>
/// Fits the learned wording: logistic regression over words, pairs of neighbours and concepts, with weights shrunk towards zero and small ones of pairs left out. Attacks
/// and ordinary texts weigh the same in all, and so does each line of a list. What is fitted of a text is the stretch that looks most like an attack, which is
/// also what the engine judges by: first the whole text, then the stretch that the model of the round before chose. The outcome is always the same.
/// </summary>
internal sealed class InjectionTrainer
{
    private const int Rounds = 3;
    private const int Passes = 150;
    private const int FewestTexts = 2;
    /// <summary>A text of some concepts has hundreds of orders, most of them by chance.</summary>
    private const int FewestTextsOfOrder = 4;
    private const double Rate = 1;
    private const double Shrink = 6e-5;
    private const double LeastWeight = 0.05;
    /// <summary>Each order of concepts that is kept costs time at each sentence in which both stand.</summary>
    private const double LeastOrderWeight = 0.25;

    private readonly List<string> features = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private double[] weights = [];
    private double constant = -1;

    private sealed record Example(int[] Features, double[] Values, bool IsAttack, double Importance);

    /// <summary>Fits a model.</summary>
    /// <param name="texts">What it learns from.</param>
    /// <param name="calibration">Threshold and slope as <c>@flag</c>, <c>@slope</c> and <c>@cold</c> lines.</param>
    /// <returns>The lines of the model file, without a head.</returns>
    public static string Fit(IReadOnlyList<ListedText> texts, string calibration)
    {
        var trainer = new InjectionTrainer();
        trainer.Collect(texts);
        string lines = "";
        var siblings = texts.GroupBy(text => (text.List, text.Line)).ToDictionary(group => group.Key, group => group.Count());
        for (int round = 0; round < Rounds; round++)
        {
            LearnedWording? judge = round == 0 ? null : new LearnedWording(new LearnedModel(lines));
            trainer.Descend([.. texts.SelectMany(text => trainer.Examples(text, judge, siblings))]);
            lines = trainer.Write(texts, calibration);
        }
        return lines;
    }

    /// <summary>The words, marks and pairs of a reading, as the engine counts them.</summary>
    public static List<string> FeaturesOf(string reading, out int words)
    {
        var found = new List<string>();
        var reader = new WordingReader(reading);
        string before = LearnedModel.Opening;
        var met = new List<int>();
        List<int> carried = [];
        words = 0;
        while (reader.Next())
        {
            string word = WordingReader.Spell(reading.AsSpan(reader.Start, reader.End - reader.Start));
            if (reader.Begins)
            {
                before = LearnedModel.Opening;
                carried = [.. met];
                met.Clear();
            }
            found.Add(word);
            found.Add($"{before} {word}");
            Meet(Concepts.Default.Find(LearnedModel.KeyOf($"{before} {word}")), met, carried, found);
            Meet(Concepts.Default.Find(LearnedModel.KeyOf(word)), met, carried, found);
            words += reader.IsWord ? 1 : 0;
            if (!LearnedModel.IsArticle(word))
                before = word;
        }
        return found;
    }

    private static void Meet(int concept, List<int> met, List<int> carried, List<string> found)
    {
        if (concept < 0 || met.Contains(concept))
            return;
        found.Add(Concepts.Default.Names[concept]);
        foreach (int other in met.Union(carried).Where(other => other != concept))
            found.Add($"{Concepts.Default.Names[other]}{Concepts.Before}{Concepts.Default.Names[concept]}");
        met.Add(concept);
    }

    private void Collect(IReadOnlyList<ListedText> texts)
    {
        // A word or pair counts where it stands on two lines at least: what is only on one cannot tell the kind from the text.
        var lines = new Dictionary<string, HashSet<(string, int)>>(StringComparer.Ordinal);
        foreach (ListedText text in texts)
        {
            foreach (string feature in FeaturesOf(text.Reading, out _))
            {
                if (!lines.TryGetValue(feature, out HashSet<(string, int)>? own))
                    lines[feature] = own = [];
                own.Add((text.List, text.Line));
            }
        }
        foreach ((string feature, HashSet<(string, int)> own) in lines.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            if (own.Count < (IsOrder(feature) ? FewestTextsOfOrder : FewestTexts))
                continue;
            numbers[feature] = features.Count;
            features.Add(feature);
        }
        weights = new double[features.Count];
    }

    private IEnumerable<Example> Examples(ListedText text, LearnedWording? judge, Dictionary<(string, int), int> all)
    {
        int siblings = all[(text.List, text.Line)];
        string reading = text.Reading;
        if (judge is null)
        {
            yield return Of(reading, text.IsAttack, 1.0 / siblings);
            yield break;
        }
        judge.Highest(reading, out int start, out int end);
        yield return Of(reading[start..end], text.IsAttack, 1.0 / siblings);
        if (!text.IsAttack && end - start < reading.Length)
            yield return Of(reading, false, 0.5 / siblings);
    }

    private Example Of(string reading, bool isAttack, double importance)
    {
        var counts = new SortedDictionary<int, int>();
        List<string> own = FeaturesOf(reading, out int words);
        foreach (string feature in own)
        {
            if (numbers.TryGetValue(feature, out int number))
                counts[number] = counts.GetValueOrDefault(number) + 1;
        }
        double scale = 1 / Math.Sqrt(Math.Max(words, LearnedModel.FewestWords));
        return new Example([.. counts.Keys], [.. counts.Values.Select(count => count * scale)], isAttack, importance);
    }

    /// <summary>Accelerated gradient steps over all examples at once (Nesterov, 1983): nothing is drawn at random.</summary>
    private void Descend(List<Example> examples)
    {
        double attacks = examples.Where(example => example.IsAttack).Sum(example => example.Importance);
        double ordinary = examples.Where(example => !example.IsAttack).Sum(example => example.Importance);
        double[] ahead = [.. weights], gradient = new double[weights.Length];
        double constantAhead = constant, momentum = 1;
        for (int pass = 0; pass < Passes; pass++)
        {
            Array.Clear(gradient);
            double constantGradient = 0;
            foreach (Example example in examples)
            {
                double sum = constantAhead;
                for (int i = 0; i < example.Features.Length; i++)
                    sum += ahead[example.Features[i]] * example.Values[i];
                double share = example.Importance * 0.5 / (example.IsAttack ? attacks : ordinary);
                double slope = (1 / (1 + Math.Exp(-sum)) - (example.IsAttack ? 1 : 0)) * share;
                constantGradient += slope;
                for (int i = 0; i < example.Features.Length; i++)
                    gradient[example.Features[i]] += slope * example.Values[i];
            }
            double next = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2, carry = (momentum - 1) / next;
            double constantMoved = constantAhead - Rate * constantGradient;
            (constantAhead, constant) = (constantMoved + carry * (constantMoved - constant), constantMoved);
            for (int i = 0; i < weights.Length; i++)
            {
                double moved = ahead[i] - Rate * (gradient[i] + Shrink * ahead[i]);
                (ahead[i], weights[i]) = (moved + carry * (moved - weights[i]), moved);
            }
            momentum = next;
        }
    }

    private static bool IsOrder(string feature) => feature.Contains(Concepts.Before) && Concepts.IsName(feature);

    private string Write(IReadOnlyList<ListedText> texts, string calibration)
    {
        Dictionary<string, string> families = Families(texts);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < features.Count; i++)
        {
            double least = IsOrder(features[i]) ? LeastOrderWeight : features[i].Contains(' ') ? LeastWeight : 0;
            if (Math.Abs(weights[i]) < least)
                continue;
            kept.Add(features[i]);
            // A pair is only looked up where both of its words are known.
            foreach (string word in features[i].Split(' '))
                kept.Add(word);
        }
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"@constant\t{constant:0.000}\n").Append(calibration);
        foreach (string feature in kept.Order(StringComparer.Ordinal))
        {
            double weight = numbers.TryGetValue(feature, out int number) ? weights[number] : 0;
            lines.Append(CultureInfo.InvariantCulture, $"{feature}\t{weight:0.00}{(weight > 0 && families.TryGetValue(feature, out string? family) ? "\t" + family : "")}\n");
        }
        return lines.ToString();
    }

    /// <summary>For each word and pair, the family in whose attacks it stands the most.</summary>
    private static Dictionary<string, string> Families(IReadOnlyList<ListedText> texts) => texts.Where(text => text.IsAttack)
        .SelectMany(text => FeaturesOf(text.Reading, out _).Distinct().Select(feature => (feature, text.Family)))
        .GroupBy(item => item.feature, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.GroupBy(item => item.Family).OrderByDescending(own => own.Count()).ThenBy(own => own.Key, StringComparer.Ordinal).First().Key, StringComparer.Ordinal);
}
