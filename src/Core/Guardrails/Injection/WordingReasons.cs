namespace Artisan.Core.Guardrails.Injection;

/// <summary>Why a stretch is worded like an attack.</summary>
/// <param name="Family">The family that most of its weight belongs to.</param>
/// <param name="Start">First character of the words that argue most.</param>
/// <param name="End">The character after the last of them.</param>
/// <param name="Words">The words and pairs that weigh most, as they stand in the text.</param>
internal readonly record struct WordingReasons(string Family, int Start, int End, string Words)
{
    private const int MostWords = 4;
    /// <summary>A word argues where it adds this share of what the strongest adds.</summary>
    private const float Share = 0.3f;

    /// <summary>Finds the reasons in a stretch that was found to be one.</summary>
    public static WordingReasons Of(LearnedModel model, ReadOnlySpan<char> stretch)
    {
        var families = new Dictionary<string, float>(StringComparer.Ordinal);
        var arguments = new List<(int Start, int End, float Weight)>();
        var reader = new WordingReader(stretch);
        var sum = new Neighbours(model);
        int before = 0;
        while (reader.Next())
        {
            if (reader.Begins)
            {
                sum.Begin();
                before = reader.Start;
            }
            float added = sum.Add(reader.Key, out int word, out int pair);
            Count(model, word, families);
            Count(model, pair, families);
            if (added > 0 && word >= 0 && model.ConceptOf(pair >= 0 && model.ConceptOf(pair) >= 0 ? pair : word) is >= 0 and var concept
                && model.ConceptWeights.FamilyOf(concept) is { Length: > 0 } family)
                families[family] = families.GetValueOrDefault(family) + added / 2;
            bool isPair = pair >= 0 && model.WeightOf(pair) > 0;
            if (added > 0)
                arguments.Add((isPair ? before : reader.Start, reader.End, added));
            if (word < 0 || !LearnedModel.IsArticle(model.SpellingOf(word)))
                before = reader.Start;
        }
        if (arguments.Count == 0)
            return new WordingReasons(InjectionFamilies.InstructionOverride, 0, stretch.Length, "");
        float strongest = arguments.Max(argument => argument.Weight);
        var strong = arguments.FindAll(argument => argument.Weight >= Share * strongest);
        string most = families.Count == 0 ? InjectionFamilies.InstructionOverride : families.MaxBy(item => item.Value).Key;
        return new WordingReasons(most, strong.Min(argument => argument.Start), strong.Max(argument => argument.End), Quote(stretch, arguments));
    }

    private static void Count(LearnedModel model, int feature, Dictionary<string, float> families)
    {
        if (feature >= 0 && model.WeightOf(feature) > 0 && model.FamilyOf(feature) is { Length: > 0 } family)
            families[family] = families.GetValueOrDefault(family) + model.WeightOf(feature);
    }

    /// <summary>The strongest as they stand in the text, without those that overlap a stronger one.</summary>
    private static string Quote(ReadOnlySpan<char> stretch, List<(int Start, int End, float Weight)> arguments)
    {
        var taken = new List<(int Start, int End, float Weight)>();
        foreach (var argument in arguments.OrderByDescending(argument => argument.Weight).ThenBy(argument => argument.Start))
        {
            if (taken.Count < MostWords && char.IsLetterOrDigit(stretch[argument.End - 1]) && !taken.Exists(other => argument.Start < other.End && other.Start < argument.End))
                taken.Add(argument);
        }
        var words = new List<string>();
        foreach (var (start, end, _) in taken.OrderBy(argument => argument.Start))
            words.Add(string.Join(' ', stretch[start..end].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return string.Join(", ", words.Distinct(StringComparer.OrdinalIgnoreCase));
    }
}
