using System.Buffers;

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
    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'-");

    /// <summary>Finds the reasons in a stretch that was found to be one.</summary>
    public static WordingReasons Of(LearnedModel model, ReadOnlySpan<char> stretch)
    {
        var families = new List<(string Family, float Weight)>(InjectionFamilies.All.Count);
        var arguments = new List<(int Start, int End, float Weight)>(WordingReader.LongestSentence);
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
            ref readonly LearnedWord its = ref model.Find(reader.Key);
            float added = sum.Add(its, out int word, out int pair);
            Count(model, word, families);
            Count(model, pair, families);
            if (added > 0 && word >= 0 && model.ConceptOf(pair >= 0 && model.ConceptOf(pair) >= 0 ? pair : word) is >= 0 and var concept
                && model.ConceptWeights.FamilyOf(concept) is { Length: > 0 } family)
                Add(family, added / 2, families);
            bool isPair = pair >= 0 && model.WeightOf(pair) > 0;
            if (added > 0)
                arguments.Add((isPair ? before : reader.Start, reader.End, added));
            if (!its.IsArticle)
                before = reader.Start;
        }
        if (arguments.Count == 0)
            return new WordingReasons(InjectionFamilies.InstructionOverride, 0, stretch.Length, "");
        (int start, int end) = Strong(arguments);
        return new WordingReasons(Heaviest(families), start, end, Quote(stretch, arguments));
    }

    /// <summary>From the first to the last of the words that argue most.</summary>
    private static (int Start, int End) Strong(List<(int Start, int End, float Weight)> arguments)
    {
        float strongest = 0;
        foreach (var (_, _, weight) in arguments)
            strongest = Math.Max(strongest, weight);
        (int first, int last) = (int.MaxValue, 0);
        foreach (var (start, end, weight) in arguments)
        {
            if (weight >= Share * strongest)
                (first, last) = (Math.Min(first, start), Math.Max(last, end));
        }
        return (first, last);
    }

    private static string Heaviest(List<(string Family, float Weight)> families)
    {
        (string Family, float Weight) most = (InjectionFamilies.InstructionOverride, 0);
        foreach (var one in families)
            most = one.Weight > most.Weight ? one : most;
        return most.Family;
    }

    private static void Count(LearnedModel model, int feature, List<(string Family, float Weight)> families)
    {
        if (feature >= 0 && model.WeightOf(feature) > 0 && model.FamilyOf(feature) is { Length: > 0 } family)
            Add(family, model.WeightOf(feature), families);
    }

    /// <summary>There are few families, so they are compared one by one.</summary>
    private static void Add(string family, float weight, List<(string Family, float Weight)> families)
    {
        int known = IndexOf(family, families);
        if (known < 0)
            families.Add((family, weight));
        else
            families[known] = (family, families[known].Weight + weight);
    }

    private static int IndexOf(string family, List<(string Family, float Weight)> families)
    {
        for (int i = 0; i < families.Count; i++)
        {
            if (families[i].Family == family)
                return i;
        }
        return -1;
    }

    /// <summary>The strongest as they stand in the text, without those that overlap a stronger one.</summary>
    private static string Quote(ReadOnlySpan<char> stretch, List<(int Start, int End, float Weight)> arguments)
    {
        var taken = new List<(int Start, int End, float Weight)>(MostWords);
        while (taken.Count < MostWords && Next(stretch, arguments, taken) is { } next)
            taken.Add(next);
        taken.Sort((one, other) => one.Start.CompareTo(other.Start));
        var words = new List<string>(MostWords);
        foreach (var (start, end, _) in taken)
        {
            string word = OnOneLine(stretch[start..end]);
            if (!words.Contains(word, StringComparer.OrdinalIgnoreCase))
                words.Add(word);
        }
        return string.Join(", ", words);
    }

    private static string OnOneLine(ReadOnlySpan<char> words)
    {
        string all = words.ToString();
        // Mostly it is one word.
        return words.ContainsAnyExcept(s_letters) ? string.Join(' ', all.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : all;
    }

    /// <summary>The strongest of those that overlap none that was taken; the first of several.</summary>
    private static (int Start, int End, float Weight)? Next(ReadOnlySpan<char> stretch, List<(int Start, int End, float Weight)> arguments, List<(int Start, int End, float Weight)> taken)
    {
        (int Start, int End, float Weight)? best = null;
        foreach (var argument in arguments)
        {
            bool stronger = best is null || argument.Weight > best.Value.Weight || argument.Weight == best.Value.Weight && argument.Start < best.Value.Start;
            if (stronger && char.IsLetterOrDigit(stretch[argument.End - 1]) && !Overlaps(argument.Start, argument.End, taken))
                best = argument;
        }
        return best;
    }

    private static bool Overlaps(int start, int end, List<(int Start, int End, float Weight)> taken)
    {
        foreach (var (otherStart, otherEnd, _) in taken)
        {
            if (start < otherEnd && otherStart < end)
                return true;
        }
        return false;
    }
}
