using System.IO.Compression;
using System.Reflection;
using System.Text;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Lexicons;

/// <summary>The words that the engine knows, read once from the resources of this assembly (docs/adr/0013-lexicons.md). A resource is UTF-8 text: a line <c>#Flag Flag</c> opens a section, every other line is a word or phrase of it.</summary>
internal static class Lexicon
{
    /// <summary>The most words in a phrase.</summary>
    public const int LongestPhrase = 7;

    private static readonly Lazy<WordTable> s_table = new(Read, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>All words and phrases.</summary>
    public static WordTable Table => s_table.Value;

    private static WordTable Read()
    {
        var table = new WordTable(500_000);
        Assembly assembly = typeof(Lexicon).Assembly;
        // Words come before names and places: who comes first has its own slot, and what most texts are made of is found with one look.
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.Contains(".Pii.Lexicons.", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
        {
            using Stream resource = assembly.GetManifestResourceStream(name)!;
            using Stream plain = name.EndsWith(".zz", StringComparison.Ordinal) ? new ZLibStream(resource, CompressionMode.Decompress) : resource;
            using var reader = new StreamReader(plain, Encoding.UTF8);
            WordFlags flags = WordFlags.None;
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#'))
                    flags = FlagsOf(line.AsSpan(1));
                else
                    Add(table, line, flags);
            }
        }
        return table;
    }

    private static WordFlags FlagsOf(ReadOnlySpan<char> names)
    {
        WordFlags flags = WordFlags.None;
        foreach (Range range in names.Split(' '))
        {
            if (!names[range].IsWhiteSpace())
                flags |= Enum.Parse<WordFlags>(names[range]);
        }
        return flags;
    }

    /// <summary>A phrase is found word by word: each of its beginnings is in the table too, and says that more may follow.</summary>
    private static void Add(WordTable table, ReadOnlySpan<char> line, WordFlags flags)
    {
        ulong phrase = 0;
        int words = 0;
        for (int i = 0; i < line.Length;)
        {
            if (!IsPartOfWord(line[i]))
            {
                i++;
                continue;
            }
            int start = i;
            bool digit = CharacterClasses.IsDigit(line[i]);
            while (i < line.Length && IsPartOfWord(line[i]) && CharacterClasses.IsDigit(line[i]) == digit)
                i++;
            ulong word = digit ? ulong.Parse(line[start..i], System.Globalization.CultureInfo.InvariantCulture) : WordTable.HashOf(line[start..i]);
            if (words > 0)
                Add(table, phrase, words, WordFlags.PhraseStart);
            if (words == 1)
                table.AddNeighbours(phrase, word);
            phrase = words == 0 ? word : WordTable.Join(phrase, word);
            words++;
        }
        if (words is > 0 and <= LongestPhrase)
            Add(table, phrase, words, flags);
    }

    private static void Add(WordTable table, ulong phrase, int words, WordFlags flags)
    {
        if (words == 1)
            table.Add(phrase, flags);
        else
            table.AddPhrase(phrase, flags);
    }

    private static bool IsPartOfWord(char c) => CharacterClasses.Of[c] is CharacterClass.Upper or CharacterClass.Lower or CharacterClass.Caseless or CharacterClass.Digit;
}
