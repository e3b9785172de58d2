using System.Globalization;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Reads <c>injection.rules</c>; its head tells the form. Faults name their line.</summary>
internal sealed class RuleFile
{
    private const int LongestReach = 31;
    private const int MostSteps = 16;

    private readonly Dictionary<string, int> classNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> classWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<int>> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> expanded = new(StringComparer.Ordinal);
    private readonly List<InjectionRule> rules = [];
    private readonly List<WordPattern> patterns = [];
    private readonly List<(string Text, int Rule)> literals = [];

    /// <summary>The rules by number.</summary>
    public IReadOnlyList<InjectionRule> Rules => rules;
    /// <summary>The patterns of words.</summary>
    public IReadOnlyList<WordPattern> Patterns => patterns;
    /// <summary>Characters as they stand, lower case, each with its rule.</summary>
    public IReadOnlyList<(string Text, int Rule)> Literals => literals;
    /// <summary>The words with their classes.</summary>
    public IReadOnlyDictionary<string, SortedSet<int>> Entries => entries;
    /// <summary>How many classes there are.</summary>
    public int ClassCount => classNumbers.Count;

    /// <summary>Reads rules.</summary>
    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public RuleFile(string text)
    {
        string[] lines = text.Split('\n');
        foreach (string line in lines)
        {
            if (line.StartsWith("@class ", StringComparison.Ordinal))
                DefineClass(line["@class ".Length..]);
        }
        bool inLiteral = false;
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].TrimEnd();
            if (line.Length == 0 || line[0] is '#' or '@')
                continue;
            try
            {
                if (line[0] != ' ')
                    inLiteral = Head(line);
                else if (inLiteral)
                    literals.Add((line.Trim(), rules.Count - 1));
                else
                    patterns.Add(Pattern(line.Trim()));
            }
            catch (Exception fault) when (fault is FormatException or IndexOutOfRangeException or ArgumentException)
            {
                throw new FormatException($"Line {number} of the injection rules: {fault.Message}", fault);
            }
        }
    }

    /// <summary>The number of a class by its name, or -1.</summary>
    public int ClassOf(string name) => classWords.ContainsKey(name) ? Number("{" + name + "}") : -1;

    /// <summary>The words of a class.</summary>
    public IReadOnlySet<string> WordsOf(string name) => Expand("{" + name + "}");

    /// <summary>Adds a class that the rules do not spell out.</summary>
    public int AddClass(string name, IEnumerable<string> words)
    {
        classWords[name] = [.. words];
        return Number("{" + name + "}");
    }

    private void DefineClass(string definition)
    {
        string[] halves = definition.Split('=', 2);
        string name = halves[0].Trim();
        if (!classWords.TryGetValue(name, out List<string>? words))
            classWords[name] = words = [];
        words.AddRange(halves[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private bool Head(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts[0] == "counter")
        {
            float[] factors = [.. parts[2].Split('/').Select(Weight)];
            rules.Add(new InjectionRule(parts[1], parts.Length > 3 ? parts[3] : "", factors[0], factors[Math.Min(1, factors.Length - 1)], factors[^1], IsFirm: true, IsCounter: true));
            return false;
        }
        if (parts[0] is not ("rule" or "literal" or "candidate"))
            throw new FormatException($"'{parts[0]}' begins nothing.");
        if (!InjectionFamilies.All.Contains(parts[2]))
            throw new FormatException($"There is no family '{parts[2]}'.");
        float[] weights = [.. parts[3].Split('/').Select(Weight)];
        rules.Add(new InjectionRule(parts[1], parts[2], weights[0], weights[Math.Min(1, weights.Length - 1)], weights.Length > 2 ? weights[2] : 0, parts.Length > 4 && parts[4] == "firm" || parts[0] == "literal", IsCounter: false, IsCandidate: parts[0] == "candidate"));
        return parts[0] == "literal";
    }

    private static float Weight(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private WordPattern Pattern(string text)
    {
        var steps = new List<PatternStep>();
        var costs = new List<int>();
        int gap = 0;
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("..", StringComparison.Ordinal))
            {
                gap = int.Parse(part[2..], CultureInfo.InvariantCulture);
                continue;
            }
            string words = part.TrimStart('^').TrimEnd(':');
            WordTraits required = (part.Length - part.TrimStart('^').Length) switch { 0 => WordTraits.None, 1 => WordTraits.SentenceStart, _ => WordTraits.TextStart };
            if (part[^1] == ':')
                required |= WordTraits.BeforeColon;
            steps.Add(new PatternStep(Number(words), gap, required));
            costs.Add(Cost(words));
            gap = 0;
        }
        if (steps.Count is 0 or > MostSteps)
            throw new FormatException("A pattern has 1 to 16 words.");
        int anchor = costs.IndexOf(costs.Min());
        int before = steps.Take(anchor + 1).Skip(1).Sum(step => step.Gap + 1);
        if (before > LongestReach || steps.Skip(anchor + 1).Sum(step => step.Gap + 1) > LongestReach)
            throw new FormatException("A pattern reaches 31 words to each side of its rarest at most.");
        int partner = anchor + 1 < steps.Count && (anchor == 0 || costs[anchor + 1] <= costs[anchor - 1]) ? anchor + 1 : Math.Max(0, anchor - 1);
        return new WordPattern(rules.Count - 1, [.. steps], anchor, partner);
    }

    /// <summary>How often a step's words are met in ordinary texts, by rule of thumb: how common they are, then how many there are.</summary>
    private int Cost(string words)
    {
        HashSet<string> everywhere = Expand("{everywhere}");
        HashSet<string> common = Expand("{common}");
        return Expand(words).Sum(word => everywhere.Contains(word) ? 10_000 : common.Contains(word) ? 1000 : 1);
    }

    private int Number(string words)
    {
        HashSet<string> all = Expand(words);
        string key = string.Join('|', all.Order(StringComparer.Ordinal));
        if (!classNumbers.TryGetValue(key, out int number))
        {
            classNumbers[key] = number = classNumbers.Count;
            foreach (string word in all)
            {
                if (!entries.TryGetValue(word, out SortedSet<int>? classes))
                    entries[word] = classes = [];
                classes.Add(number);
            }
        }
        return number;
    }

    private HashSet<string> Expand(string words)
    {
        if (expanded.TryGetValue(words, out HashSet<string>? known))
            return known;
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (string part in words.Split('|'))
        {
            if (part.Length > 2 && part[0] == '{' && part[^1] == '}')
            {
                foreach (string word in classWords.GetValueOrDefault(part[1..^1]) ?? throw new FormatException($"There is no class '{part}'."))
                    all.UnionWith(Expand(word));
            }
            else
                all.Add(Word(part));
        }
        return expanded[words] = all;
    }

    private static string Word(string written)
    {
        string word = Vocabulary.Read(written);
        if (word.Length == 0 || word.TrimEnd('*').Any(letter => CharacterKinds.Of(letter) is not (CharacterKind.Letter or CharacterKind.Digit or CharacterKind.Piece)))
            throw new FormatException($"'{written}' is not one word.");
        return word;
    }
}
