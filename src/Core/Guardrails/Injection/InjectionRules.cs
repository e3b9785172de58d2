using System.Buffers;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>The rules, compiled: vocabulary, patterns by the word that makes them worth a look, and literals. Built once, never changed.</summary>
internal sealed class InjectionRules
{
    private const string Resource = "Artisan.Core.Guardrails.Injection.injection.rules";
    private static readonly Lazy<InjectionRules> Shared = new(() => new InjectionRules(Load()));
    private readonly WordPattern[][] anchored;
    private readonly Dictionary<string, int> literalRules = new(StringComparer.OrdinalIgnoreCase);
    private readonly int longestLiteral;

    /// <summary>Compiles rules.</summary>
    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public InjectionRules(string text)
    {
        var file = new RuleFile(text);
        string[] core = [.. file.WordsOf("core")];
        int rotated = file.AddClass("rotated", core.Select(Rotate));
        int reversed = file.AddClass("reversed", core.Select(word => new string([.. word.Reverse()])));
        (int filler, Negation, Onlooker) = (file.ClassOf("filler"), file.ClassOf("negation"), file.ClassOf("onlooker"));
        Vocabulary = new Vocabulary(file.Entries, new HashSet<int> { file.ClassOf("core") });
        Marks = new WordMarks(Vocabulary, filler, rotated, reversed);
        (Rules, ClassCount) = ([.. file.Rules], file.ClassCount);
        anchored = [.. Enumerable.Range(0, Vocabulary.Count).Select(word => Anchored(word, file.Patterns))];
        foreach ((string literal, int rule) in file.Literals)
            literalRules.TryAdd(literal, rule);
        longestLiteral = literalRules.Keys.Max(literal => literal.Length);
        LiteralFinder = SearchValues.Create([.. literalRules.Keys], StringComparison.OrdinalIgnoreCase);
        LiteralStarts = SearchValues.Create([.. literalRules.Keys.Select(literal => literal[0]).Distinct().Where(start => !char.IsLetter(start))]);
    }

    /// <summary>The rules that Artisan comes with.</summary>
    public static InjectionRules Default => Shared.Value;

    /// <summary>The rules by number.</summary>
    public InjectionRule[] Rules { get; }
    /// <summary>The words.</summary>
    public Vocabulary Vocabulary { get; }
    /// <summary>The words that the reading has to know.</summary>
    public WordMarks Marks { get; }
    /// <summary>How many classes of words there are.</summary>
    public int ClassCount { get; }
    /// <summary>The class of "not".</summary>
    public int Negation { get; }
    /// <summary>The class of those who are only spoken of.</summary>
    public int Onlooker { get; }
    /// <summary>Finds literals.</summary>
    public SearchValues<string> LiteralFinder { get; }
    /// <summary>The characters that a literal can begin with.</summary>
    public SearchValues<char> LiteralStarts { get; }

    /// <summary>The patterns that are worth a look where the word stands.</summary>
    public WordPattern[] AnchoredAt(int word) => anchored[word];

    /// <summary>The rule of the longest literal that a text begins with.</summary>
    public (int Rule, int Length) LiteralAt(ReadOnlySpan<char> text)
    {
        var lookup = literalRules.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int length = Math.Min(longestLiteral, text.Length); length > 0; length--)
        {
            if (lookup.TryGetValue(text[..length], out int rule))
                return (rule, length);
        }
        return (-1, 1);
    }

    private WordPattern[] Anchored(int word, IReadOnlyList<WordPattern> patterns)
    {
        int[] classes = Vocabulary.ClassesOf(word);
        return [.. patterns.Where(pattern => classes.Contains(pattern.Steps[pattern.Anchor].Class))];
    }

    private static string Rotate(string word) => new([.. word.Select(letter => char.IsAsciiLetterLower(letter) ? (char)('a' + (letter - 'a' + 13) % 26) : letter)]);

    private static string Load()
    {
        using Stream stream = typeof(InjectionRules).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
