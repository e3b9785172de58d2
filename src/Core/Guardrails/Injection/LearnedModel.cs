using System.Globalization;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// The weights of words, of pairs of neighbouring words and of concepts that were learned from texts, as they stand in <c>learned.model</c>; its head tells how.
/// A sum of weights over the square root of the number of words, and a constant, says how much a stretch of text is worded like an attack (above zero) or like
/// ordinary text (below). Built once, never changed.
/// </summary>
internal sealed class LearnedModel
{
    /// <summary>Stands before the first word of each sentence.</summary>
    public const string Opening = "^";
    /// <summary>Shorter stretches count as if they had this many words: a single word proves nothing.</summary>
    public const int FewestWords = 4;

    private const string Resource = "Artisan.Core.Guardrails.Injection.learned.model";
    private static readonly Lazy<LearnedModel> Shared = new(() => new LearnedModel(Load()));
    private static readonly string[] Articles = ["the", "a", "an", "all", "any", "of", "these", "those", "this", "very", "just", "simply", "please", "now"];

    // Square roots of the numbers of words that stretches have: they are asked for several times in each sentence.
    private static readonly double[] Roots = [.. Enumerable.Range(0, 128).Select(words => Math.Sqrt(Math.Max(words, FewestWords)))];

    private readonly LearnedWords words;
    private readonly LearnedPairs pairs;
    private readonly float[] weights;
    private readonly short[] conceptsByNumber;
    private readonly string[] spellings;
    private readonly string[] families;
    private readonly ConceptWeights concepts = new(Concepts.Default);

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public LearnedModel(string text)
    {
        var entries = new Dictionary<ulong, int>();
        List<float> weightList = [];
        List<string> spellingList = [], familyList = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
                continue;
            string[] parts = line.Split('\t');
            if (parts.Length < 2 || !float.TryParse(parts[1], CultureInfo.InvariantCulture, out float weight))
                throw new FormatException($"This line of the learned model is not one: {line}");
            switch (parts[0])
            {
                case "@constant":
                    Constant = weight;
                    continue;
                case "@flag":
                    Flag = weight;
                    continue;
                case "@slope":
                    Slope = weight;
                    continue;
                case "@cold":
                    Cold = weight;
                    continue;
            }
            if (!Concepts.IsName(parts[0]))
                Add(parts[0], weight, parts.Length > 2 ? parts[2] : "");
            else if (!concepts.Set(parts[0], weight, parts.Length > 2 ? parts[2] : ""))
                throw new FormatException($"The learned model names the concept '{parts[0]}', which there is not.");
        }
        foreach (string spelling in Concepts.Default.Spellings)
        {
            if (!entries.ContainsKey(KeyOf(spelling)))
                Add(spelling, 0, "");
        }
        if (familyList.Find(family => family.Length > 0 && !InjectionFamilies.All.Contains(family)) is string unknown)
            throw new FormatException($"The learned model names the family '{unknown}', which there is not.");
        (spellings, families, weights) = ([.. spellingList], [.. familyList], [.. weightList]);
        conceptsByNumber = [.. spellings.Select(spelling => (short)Concepts.Default.Find(KeyOf(spelling)))];
        pairs = new LearnedPairs([.. entries.Where(entry => IsPair(spellings[entry.Value])).Select(entry => PairOf(entry.Key, entry.Value))]);
        words = new LearnedWords([.. entries.Where(entry => !IsPair(spellings[entry.Value])).Select(entry => WordOf(entry.Key, entry.Value))]);
        foreach (string pair in spellings.Where(IsPair))
            words.AddPair(WordKey.Of(pair.Split(' ')[0]), WordKey.Of(pair.Split(' ')[1]));

        void Add(string spelling, float weight, string family)
        {
            entries.Add(KeyOf(spelling), weightList.Count);
            weightList.Add(weight);
            spellingList.Add(spelling);
            familyList.Add(family);
        }
    }

    /// <summary>The model that Artisan comes with.</summary>
    public static LearnedModel Default => Shared.Value;

    /// <summary>What is added to each sum.</summary>
    public float Constant { get; }
    /// <summary>From this sum on, wording alone is enough to flag a text.</summary>
    public float Flag { get; }
    /// <summary>How fast certainty grows with the sum.</summary>
    public float Slope { get; } = 1;
    /// <summary>Up to this sum, wording speaks for ordinary text.</summary>
    public float Cold { get; } = float.NegativeInfinity;

    /// <summary>What is known of a word or mark by its hash; its number is -1 where nothing is.</summary>
    public ref readonly LearnedWord Find(ulong key) => ref words.At(words.PlaceOf(key));

    /// <summary>Where <see cref="Find"/> finds a word, for <see cref="At"/>: who meets a word again and again need not search for it.</summary>
    public int PlaceOf(ulong key) => words.PlaceOf(key);

    /// <summary>What is known of the word of a place; its number is -1 where nothing is.</summary>
    public ref readonly LearnedWord At(int place) => ref words.At(place);

    /// <summary>Whether two neighbours may be a learned pair; of those that are none, it says yes to few.</summary>
    /// <param name="first">The hash of the first.</param>
    /// <param name="second">The second.</param>
    public bool MayBePair(ulong first, in LearnedWord second) => second.MayFollow(first) & pairs.MayHave(Pair(first, second.Key));

    /// <summary>What is known of the pair of two neighbours; its number is -1 where nothing is.</summary>
    public ref readonly LearnedPair FindPair(ulong first, in LearnedWord second) => ref pairs.Find(Pair(first, second.Key));

    /// <summary>The weight of a word, a mark or a pair by its number.</summary>
    public float WeightOf(int feature) => weights[feature];

    /// <summary>The number of its concept, or -1.</summary>
    public int ConceptOf(int feature) => conceptsByNumber[feature];

    /// <summary>The weights of concepts.</summary>
    public ConceptWeights ConceptWeights => concepts;

    /// <summary>How it is written.</summary>
    public string SpellingOf(int feature) => spellings[feature];

    /// <summary>The family of the attacks that it stands in mostly; empty where it speaks against one.</summary>
    public string FamilyOf(int feature) => families[feature];

    /// <summary>The sum over a stretch.</summary>
    /// <param name="weight">The weights of its features together.</param>
    /// <param name="words">How many words it has, known or not.</param>
    public float Sum(double weight, int words) => Constant + (float)(weight / (words < Roots.Length ? Roots[words] : Math.Sqrt(words)));

    /// <summary>Whether the word is left out between the words of a pair: "ignore the rules" has the pair "ignore rules".</summary>
    public static bool IsArticle(string spelling) => Articles.Contains(spelling);

    /// <summary>The key of two neighbours.</summary>
    public static ulong Pair(ulong first, ulong second) => (first ^ (second << 23 | second >> 41)) * 0x9E3779B97F4A7C15;

    /// <summary>The key of what a model file spells: a word, a mark, or two with a space between.</summary>
    public static ulong KeyOf(string spelling) =>
        spelling.Split(' ') is [string first, string second] ? Pair(WordKey.Of(first), WordKey.Of(second)) : WordKey.Of(spelling);

    private static bool IsPair(string spelling) => spelling.Split(' ').Length == 2;

    private LearnedPair PairOf(ulong key, int number) => new() { Key = key, NumberAndOne = checked((ushort)(number + 1)), Weight = weights[number], Concept = conceptsByNumber[number] };

    private LearnedWord WordOf(ulong key, int number) => new()
    {
        Key = key,
        Number = number,
        Weight = weights[number],
        Concept = conceptsByNumber[number],
        ConceptBit = conceptsByNumber[number] < 0 ? 0 : 1UL << conceptsByNumber[number],
        IsArticle = IsArticle(spellings[number]),
    };

    private static string Load()
    {
        using Stream stream = typeof(LearnedModel).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
