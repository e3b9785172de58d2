using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>A word found inside letters that are not separated as words.</summary>
internal readonly record struct GluedWord(int Word, int Start, int End);

/// <summary>Finds words in letters that are run together ("ignorepreviousinstructions") or apart from each other ("i g n o r e"): the longest word at each place.</summary>
internal sealed class GluedWords(Vocabulary vocabulary)
{
    private const int LongestPart = 16;
    private const int ShortestPart = 2;
    private readonly List<GluedWord> parts = [];
    private readonly List<char> letters = [];
    private readonly List<int> places = [];

    /// <summary>Splits letters.</summary>
    /// <param name="word">The letters; upper-case ASCII counts as lower case.</param>
    /// <param name="whole">Whether nothing may be left over: else no words are given back.</param>
    public IReadOnlyList<GluedWord> Split(ReadOnlySpan<char> word, bool whole)
    {
        parts.Clear();
        int at = 0;
        while (at < word.Length)
        {
            (int found, int length) = Longest(word[at..]);
            if (found < 0 && whole)
            {
                parts.Clear();
                return parts;
            }
            if (found >= 0)
                parts.Add(new GluedWord(found, at, at + length));
            at += found >= 0 ? length : 1;
        }
        return parts;
    }

    /// <summary>Splits letters that stand apart.</summary>
    public IReadOnlyList<GluedWord> SplitSpelled(ReadOnlySpan<char> text)
    {
        letters.Clear();
        places.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            if (CharacterKinds.Of(text[i]) != CharacterKind.Letter)
                continue;
            letters.Add(text[i]);
            places.Add(i);
        }
        Split(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(letters), whole: false);
        for (int i = 0; i < parts.Count; i++)
            parts[i] = new GluedWord(parts[i].Word, places[parts[i].Start], places[parts[i].End - 1] + 1);
        return parts;
    }

    private (int Word, int Length) Longest(ReadOnlySpan<char> text)
    {
        (int Word, int Length) longest = (-1, 0);
        var key = new WordKey();
        for (int i = 0; i < text.Length && i < LongestPart; i++)
        {
            key.Add(text[i] < 128 ? (char)(text[i] | ' ') : text[i]);
            if (i + 1 >= ShortestPart && vocabulary.Find(key.Value) is >= 0 and var word)
                longest = (word, i + 1);
        }
        return longest;
    }
}
