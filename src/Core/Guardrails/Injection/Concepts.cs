using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// What words mean in an attack, in many languages, as it stands in <c>concepts.txt</c>: to forget, rules, a secret, from now on. Weights learned for meanings hold
/// for words and languages that were never seen with them. Built once, never changed.
/// </summary>
internal sealed class Concepts
{
    /// <summary>Stands between two concepts of which the first comes before the second in a sentence.</summary>
    public const char Before = '>';
    /// <summary>The most there may be: those of a sentence are bits of a number.</summary>
    public const int Most = 64;

    private const string Resource = "Artisan.Core.Guardrails.Injection.concepts.txt";
    private static readonly Lazy<Concepts> Shared = new(() => new Concepts(Load()));

    private readonly Dictionary<ulong, int> numbers = [];
    private readonly List<string> names = [];
    private readonly HashSet<string> spellings = new(StringComparer.Ordinal);

    /// <summary>Reads a lexicon: lines of a name, a colon and words; an underscore joins two neighbours.</summary>
    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public Concepts(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line[0] == '#')
                continue;
            if (line.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon) || !IsName(line[..colon]))
                throw new FormatException($"This line of the concepts is not one: {line}");
            int number = names.IndexOf(line[..colon]);
            if (number < 0)
            {
                number = names.Count;
                names.Add(line[..colon]);
            }
            foreach (string entry in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Add(entry.Replace('_', ' '), number);
        }
        if (names.Count > Most)
            throw new FormatException($"There are {names.Count} concepts; {Most} are possible.");
    }

    /// <summary>The concepts that Artisan comes with.</summary>
    public static Concepts Default => Shared.Value;

    /// <summary>Their names by number.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The words and pairs of neighbours that have a concept, as a model spells them.</summary>
    public IReadOnlyCollection<string> Spellings => spellings;

    /// <summary>Whether a model's entry is a concept or two of them: these alone are written in capitals.</summary>
    public static bool IsName(string spelling) => char.IsAsciiLetterUpper(spelling[0]);

    /// <summary>The number of a word's or a pair's concept, or -1.</summary>
    /// <param name="key">Its key, see <see cref="LearnedModel.KeyOf"/>.</param>
    public int Find(ulong key) => numbers.GetValueOrDefault(key, -1);

    /// <summary>The number of a concept by its name, or -1.</summary>
    public int NumberOf(string name) => names.IndexOf(name);

    private void Add(string entry, int number)
    {
        var reading = new TextBuffer();
        TextFolding.Fold(entry, reading, new TextBuffer(), new TextBuffer());
        var words = new List<string>();
        var reader = new WordingReader(reading.Characters);
        while (reader.Next())
            words.Add(WordingReader.Spell(reading.Characters[reader.Start..reader.End]));
        // An article is no neighbour, and in a writing without spaces only two signs are looked at together.
        words.RemoveAll(word => words.Count > 1 && LearnedModel.IsArticle(word));
        if (words.Count is 0 or > 2)
            return;
        spellings.UnionWith(words);
        string spelling = string.Join(' ', words);
        spellings.Add(spelling);
        // A word that stands under two concepts has the first.
        numbers.TryAdd(LearnedModel.KeyOf(spelling), number);
    }

    private static string Load()
    {
        using Stream stream = typeof(Concepts).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
