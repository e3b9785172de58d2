using System.Buffers;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>The rules, compiled: vocabulary, patterns by the word that makes them worth a look, and literals. Built once, never changed.</summary>
internal sealed class InjectionRules
{
    private const string Resource = "Artisan.Core.Guardrails.Injection.injection.rules";
    private static readonly Lazy<InjectionRules> Shared = new(() => new InjectionRules(Load()));
    private readonly Dictionary<(char, char), (string Text, int Rule)[]> literals;
    // Whether a literal begins with two ASCII characters: most places are left at this.
    private readonly bool[] asciiStarts = new bool[128 * 128];

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
        Patterns = new PatternIndex(Vocabulary, file.Patterns);
        literals = file.Literals.OrderByDescending(literal => literal.Text.Length).GroupBy(literal => (literal.Text[0], literal.Text[1])).ToDictionary(group => group.Key, group => group.ToArray());
        foreach ((char first, char second) in literals.Keys)
        {
            if (first < 128 && second < 128)
                asciiStarts[(first * 128) + second] = true;
        }
        LiteralSigns = SearchValues.Create([.. literals.Keys.Select(start => start.Item1).Where(start => !char.IsLetter(start)).Distinct()]);
        LiteralPhrases = SearchValues.Create([.. file.Literals.Select(literal => literal.Text).Where(text => char.IsLetter(text[0]))], StringComparison.OrdinalIgnoreCase);
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
    /// <summary>The characters that a literal can begin with, but for letters.</summary>
    public SearchValues<char> LiteralSigns { get; }
    /// <summary>The literals that begin with a letter: since letters stand everywhere, they are looked for as a whole.</summary>
    public SearchValues<string> LiteralPhrases { get; }

    /// <summary>The patterns by the words that make them worth a look.</summary>
    public PatternIndex Patterns { get; }

    /// <summary>The rule of the longest literal that a text begins with; -1 for none.</summary>
    public (int Rule, int Length) LiteralAt(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
            return (-1, 1);
        (char head, char next) = (text[0], text[1]);
        if (head < 128 && next < 128 && !asciiStarts[(head * 128) + (next is >= 'A' and <= 'Z' ? next | 0x20 : next)])
            return (-1, 1);
        if (!literals.TryGetValue((head, char.ToLowerInvariant(next)), out (string Text, int Rule)[]? candidates))
            return (-1, 1);
        foreach ((string literal, int rule) in candidates)
        {
            if (text.StartsWith(literal, StringComparison.OrdinalIgnoreCase))
                return (rule, literal.Length);
        }
        return (-1, 1);
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
