using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// The words that rules speak of, by number, with the classes each belongs to. Three kinds: whole words; stems (<c>ignorier*</c>) that a word begins with;
/// and pieces of writing without spaces (Chinese, Japanese, Korean, Thai), which are found wherever they stand.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Stems have at least this many letters: it is how many are looked at first.</summary>
    public const int StemLetters = 4;
    private const int ShortestScrambled = 6;
    private const int LongestScrambled = 14;

    private readonly HashIndex words;
    private readonly HashIndex stems;
    private readonly HashIndex scrambled;
    // For each first and last letter the lengths that words have which are found scrambled, a bit each.
    private readonly ushort[] scrambledLengths = new ushort[26 * 26];
    private readonly List<List<int>> stemGroups = [];
    private readonly Dictionary<char, List<int>> pieces = [];
    private readonly string[] spellings;
    private readonly int[][] classes;
    private readonly ulong[] wordBits;
    private readonly int stride;

    /// <summary>Builds it from entries as they stand in rules: <c>word</c>, <c>stem*</c>, or a piece.</summary>
    /// <param name="entries">Each entry with its classes.</param>
    /// <param name="core">Classes whose words are also found with scrambled inner letters.</param>
    public Vocabulary(IReadOnlyDictionary<string, SortedSet<int>> entries, IReadOnlySet<int> core)
    {
        spellings = [.. entries.Keys];
        classes = [.. entries.Select(entry => Inherited(entry.Key, entry.Value, entries))];
        var byHash = new Dictionary<ulong, int>();
        var byStem = new Dictionary<ulong, int>();
        var byLetters = new Dictionary<ulong, int>();
        for (int word = 0; word < spellings.Length; word++)
        {
            string spelling = spellings[word];
            if (IsPiece(spelling[0]))
                pieces.TryAdd(spelling[0], []);
            if (IsPiece(spelling[0]))
                pieces[spelling[0]].Add(word);
            else if (spelling[^1] == '*')
                AddStem(word, byStem);
            else
                byHash.TryAdd(WordKey.Of(spelling), word);
            if (spelling.Length is >= ShortestScrambled and <= LongestScrambled && spelling.All(char.IsAsciiLetterLower) && classes[word].Any(core.Contains))
            {
                scrambledLengths[Ends(spelling[0], spelling[^1])] |= (ushort)(1 << spelling.Length);
                byLetters.TryAdd(LetterSum.Of(spelling, spelling[0], spelling[^1], spelling.Length), word);
            }
        }
        stride = (spellings.Length + 63) / 64;
        wordBits = new ulong[stride * (classes.Max(own => own.DefaultIfEmpty(0).Max()) + 1)];
        for (int word = 0; word < classes.Length; word++)
        {
            foreach (int kind in classes[word])
                wordBits[kind * stride + word / 64] |= 1UL << (word & 63);
        }
        foreach (List<int> group in stemGroups.Concat(pieces.Values))
            group.Sort((a, b) => spellings[b].Length.CompareTo(spellings[a].Length));
        (words, stems, scrambled) = (new HashIndex(byHash), new HashIndex(byStem), new HashIndex(byLetters));
    }

    /// <summary>How many words there are.</summary>
    public int Count => spellings.Length;

    /// <summary>The classes of a word.</summary>
    public int[] ClassesOf(int word) => classes[word];

    /// <summary>Whether a word is of a class.</summary>
    public bool Is(int word, int kind) => kind >= 0 && Has(WordsOf(kind), word);

    /// <summary>The words of a class, a bit each.</summary>
    public ReadOnlySpan<ulong> WordsOf(int kind) => wordBits.AsSpan(kind * stride, stride);

    /// <summary>Whether a word is among those that <see cref="WordsOf"/> gave.</summary>
    public static bool Has(ReadOnlySpan<ulong> words, int word) => (words[word >> 6] >> (word & 63) & 1) != 0;

    /// <summary>The number of a word by its key, or -1.</summary>
    public int Find(ulong key) => words.Find(key);

    /// <summary>The number of the longest stem that a word begins with, or -1.</summary>
    /// <param name="start">The key of its first <see cref="StemLetters"/> letters.</param>
    /// <param name="word">The word; upper-case ASCII letters count as lower case.</param>
    public int FindStem(ulong start, ReadOnlySpan<char> word)
    {
        int group = stems.Find(start);
        if (group < 0)
            return -1;
        foreach (int candidate in stemGroups[group])
        {
            if (word.StartsWith(spellings[candidate].AsSpan(0, spellings[candidate].Length - 1), StringComparison.OrdinalIgnoreCase))
                return candidate;
        }
        return -1;
    }

    /// <summary>The number of a word whose inner letters are in another order, or -1.</summary>
    /// <param name="word">The word as it is written.</param>
    /// <param name="first">Its first letter in lower case.</param>
    /// <param name="last">Its last letter in lower case.</param>
    /// <param name="letters">How many letters it has.</param>
    public int FindScrambled(ReadOnlySpan<char> word, char first, char last, int letters) =>
        MayBeScrambled(first, last, letters) ? scrambled.Find(LetterSum.Of(word, first, last, letters)) : -1;

    /// <summary>Whether a word that is not in the vocabulary may still begin with one of its stems or be one of its words scrambled: mostly it cannot.</summary>
    public bool MayBeOtherwise(in LetterRun word) =>
        word.Length > StemLetters && (stems.MayHave(StemOf(word)) || MayBeScrambled((char)(byte)word.First, word.Last, word.Length));

    /// <summary>The key of the letters that a word's stem is looked up by.</summary>
    public static ulong StemOf(in LetterRun word) => WordKey.Of(word.First & uint.MaxValue, 0);

    private bool MayBeScrambled(char first, char last, int letters) =>
        letters is >= ShortestScrambled and <= LongestScrambled && char.IsAsciiLetterLower(first) && char.IsAsciiLetterLower(last) && (scrambledLengths[Ends(first, last)] >> letters & 1) != 0;

    private static int Ends(char first, char last) => (first - 'a') * 26 + last - 'a';

    /// <summary>The longest piece that a text begins with, or -1.</summary>
    public int FindPiece(ReadOnlySpan<char> text, out int length)
    {
        if (pieces.TryGetValue(text[0], out List<int>? candidates))
        {
            foreach (int candidate in candidates)
            {
                length = spellings[candidate].Length;
                if (text.StartsWith(spellings[candidate], StringComparison.Ordinal))
                    return candidate;
            }
        }
        length = 1;
        return -1;
    }

    /// <summary>Whether a character belongs to a writing whose words are found wherever they stand.</summary>
    public static bool IsPiece(char character) => character is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff')
        or (>= '\uac00' and <= '\ud7a3') or (>= '\u0e00' and <= '\u0e7f') or '々';

    /// <summary>The reading of a word of the rules, the same that texts get.</summary>
    public static string Read(string word)
    {
        var reading = new TextBuffer();
        TextFolding.Fold(word, reading, new TextBuffer(), new TextBuffer());
        return new string(reading.Characters).Replace("'", "", StringComparison.Ordinal);
    }

    private void AddStem(int word, Dictionary<ulong, int> byStem)
    {
        string spelling = spellings[word];
        if (spelling.Length <= StemLetters)
            throw new FormatException($"The stem '{spelling}' is shorter than {StemLetters} letters.");
        ulong start = WordKey.Of(spelling.AsSpan(0, StemLetters));
        if (!byStem.TryGetValue(start, out int group))
        {
            byStem[start] = group = stemGroups.Count;
            stemGroups.Add([]);
        }
        stemGroups[group].Add(word);
    }

    /// <summary>A whole word, or a longer stem or piece, is also what the shorter ones that it begins with are: only one of them is found.</summary>
    private static int[] Inherited(string spelling, SortedSet<int> own, IReadOnlyDictionary<string, SortedSet<int>> entries)
    {
        var all = new SortedSet<int>(own);
        string body = spelling.TrimEnd('*');
        for (int length = 1; length <= body.Length; length++)
        {
            string start = body[..length];
            if (entries.TryGetValue(IsPiece(body[0]) ? start : start + "*", out SortedSet<int>? shorter))
                all.UnionWith(shorter);
        }
        return [.. all];
    }
}
