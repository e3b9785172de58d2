using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Walks a reading and gives what the learned wording looks at: words, by the hash of their first letters, and a few marks (a question, a quotation, a colon,
/// code) that tell what kind of sentence stands there. One pass, nothing allocated.
/// </summary>
internal ref struct WordingReader(ReadOnlySpan<char> text)
{
    /// <summary>Of a word only this many letters count, so that its endings do not: "ignore", "ignored" and "ignoring" are nearly one.</summary>
    public const int Letters = 6;
    /// <summary>A sentence without an end is cut after this many words.</summary>
    public const int LongestSentence = 32;
    private const ulong FirstLetters = (1UL << Letters * 8) - 1;
    /// <summary>Stands for any number.</summary>
    private const string Number = "0";

    /// <summary>The hash of any number.</summary>
    public static readonly ulong NumberKey = WordKey.Of(Number);

    private readonly ReadOnlySpan<char> text = text;
    private int at;
    private int words;
    private bool cut;

    /// <summary>The hash of the word or mark.</summary>
    public ulong Key { get; private set; }
    /// <summary>Its first character.</summary>
    public int Start { get; private set; }
    /// <summary>The character after its last.</summary>
    public readonly int End => at;
    /// <summary>Whether it is a word and no mark.</summary>
    public bool IsWord { get; private set; }
    /// <summary>Whether a sentence or line ended before it.</summary>
    public bool Begins { get; private set; }

    /// <summary>The hash of a mark, or of a word of one character.</summary>
    public static ulong KeyOf(char character) => WordKey.Of([character]);

    /// <summary>The hash of a word that is nothing but a few ASCII letters.</summary>
    public static ulong KeyOf(in LetterRun word) => WordKey.Of(word.First & FirstLetters, 0);

    /// <summary>Whether a sign behind which something new begins is a mark.</summary>
    public static bool IsMark(char opener) => opener is ':' or '`' or '[' or '<' or '{';

    /// <summary>Goes to the next word or mark.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        Begins = cut || at == 0;
        cut = false;
        // Mostly a space and a word of ASCII letters follow.
        at += at < text.Length && text[at] == ' ' ? 1 : 0;
        if (at < text.Length && char.IsAsciiLetter(text[at]) && PlainWord())
            return true;
        for (; at < text.Length; at++)
        {
            char character = text[at];
            if (character == ' ')
                continue;
            switch (CharacterKinds.Of(character))
            {
                case CharacterKind.Letter when char.IsAsciiLetter(character) && PlainWord():
                    return true;
                case CharacterKind.Letter or CharacterKind.Digit:
                    return Word();
                case CharacterKind.Piece:
                    return Mark(KeyOf(character), word: true);
                case CharacterKind.NewLine:
                    Begins = true;
                    break;
                case CharacterKind.Stop when character == '.':
                    Begins |= at + 1 == text.Length || text[at + 1] is <= ' ' or > (char)127 or '"' or ')';
                    break;
                case CharacterKind.Stop:
                    cut = true;
                    return Mark(KeyOf(character), word: false);
                case CharacterKind.Quote:
                    return Mark(KeyOf(character), word: false);
                case CharacterKind.Opener when IsMark(character):
                    return Mark(KeyOf(character), word: false);
            }
        }
        return false;
    }

    /// <summary>All words and marks of a reading.</summary>
    public static WordingToken[] All(ReadOnlySpan<char> reading)
    {
        var all = new List<WordingToken>();
        var reader = new WordingReader(reading);
        while (reader.Next())
            all.Add(new WordingToken(reader.Key, reader.Start, reader.End, reader.IsWord, reader.Begins));
        return [.. all];
    }

    /// <summary>A word or mark as it counts: lower case, without what stands after its first letters.</summary>
    public static string Spell(ReadOnlySpan<char> token)
    {
        Span<char> letters = stackalloc char[Letters];
        int length = 0;
        bool number = true;
        foreach (char character in token)
        {
            number &= char.IsAsciiDigit(character);
            if (length < Letters && character != '\'')
                letters[length++] = Lower(character);
        }
        return number ? Number : new string(letters[..length]);
    }

    private bool Mark(ulong key, bool word)
    {
        (Key, Start, IsWord) = (key, at++, word);
        Count(word);
        return true;
    }

    /// <summary>Nearly every word is a run of ASCII letters, which is read at once.</summary>
    /// <returns>False where it is none, and nothing was read.</returns>
    private bool PlainWord()
    {
        LetterRun run = LetterRun.At(text, at);
        int end = at + run.Length;
        if (run.Length == LetterRun.Longest || (end < text.Length && GoesOn(text[end])))
            return false;
        (Start, at, Key, IsWord) = (at, end, KeyOf(run), true);
        Count(word: true);
        return true;
    }

    private bool Word()
    {
        Start = at;
        var key = new WordKey();
        int letters = 0;
        bool number = true;
        for (; at < text.Length; at++)
        {
            // Most characters are ASCII letters, as in the scanner: they need no table.
            char character = (char)(text[at] | ' ');
            if ((uint)(character - 'a') <= 'z' - 'a')
                number = false;
            else
            {
                character = text[at];
                CharacterKind kind = CharacterKinds.Of(character);
                if (kind == CharacterKind.Apostrophe && at + 1 < text.Length && CharacterKinds.Of(text[at + 1]) == CharacterKind.Letter)
                    continue;
                if (kind is not (CharacterKind.Letter or CharacterKind.Digit))
                    break;
                number &= char.IsAsciiDigit(character);
            }
            if (letters++ < Letters)
                key.Add(character);
        }
        (Key, IsWord) = (number ? NumberKey : key.Value, true);
        Count(word: true);
        return true;
    }

    private static bool GoesOn(char character) => character != ' ' && CharacterKinds.Of(character) is (CharacterKind.Letter or CharacterKind.Digit or CharacterKind.Apostrophe);

    private void Count(bool word)
    {
        Begins |= words >= LongestSentence;
        words = Begins ? 0 : words;
        words += word ? 1 : 0;
    }

    private static char Lower(char character) => character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character;
}
