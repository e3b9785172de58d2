using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Reads a text once and notes the words of a vocabulary in it. One pass, with bounded looks ahead; words written with digits for letters, with scrambled
/// letters, letter by letter or run together are found as well. Its lists are used again; it serves one text at a time.
/// </summary>
internal sealed class WordScanner(Vocabulary vocabulary, WordMarks marks, LearnedModel? learned = null)
{
    private const int SentenceGap = 4;
    private const int FewestSpelledLetters = 5;
    private const int FewestGluedLetters = 12;
    private const int LongestWord = 256;
    private const int KeptTokens = 1 << 18;
    /// <summary>Runs of letters and digits from this length on may be an encoding.</summary>
    public const int FewestEncodedCharacters = 16;

    /// <summary>The word by which rules speak of e-mail addresses.</summary>
    private const string AddressWord = "emailaddress";

    private readonly int address = vocabulary.Find(WordKey.Of(AddressWord));
    private readonly GluedWords glued = new(vocabulary);
    private readonly PlainWords plainWords = new(vocabulary, marks, learned);
    private WordToken[] tokens = new WordToken[64];
    private int count;
    private int position;
    private WordTraits start;
    private Quotations quotations;
    private int spelledFrom;
    private int spelledLetters;
    private int spelledEnd;
    private int bytesInRow;

    /// <summary>The words, in their order.</summary>
    public ReadOnlySpan<WordToken> Tokens => tokens.AsSpan(0, count);

    /// <summary>How many words the text has, known or not; the ends of sentences count as several.</summary>
    public int Positions => position;

    /// <summary>What the learned wording looks at.</summary>
    public WordingTokens Wording { get; } = new();

    /// <summary>Runs that may be an encoding: where each begins.</summary>
    public List<int> LongRuns { get; } = [];

    /// <summary>Words that spell one of the vocabulary's core words when each letter is moved by thirteen.</summary>
    public int Rotated { get; private set; }

    /// <summary>Words that spell one of the vocabulary's core words backwards.</summary>
    public int Reversed { get; private set; }

    /// <summary>Words in a row that are the number of one byte, at most: <c>69</c>, <c>0x69</c> or <c>01101001</c>.</summary>
    public int NumberedBytes { get; private set; }

    /// <summary>Reads a text.</summary>
    public void Scan(ReadOnlySpan<char> text)
    {
        Reset();
        int at = 0;
        while (at < text.Length)
        {
            char character = text[at];
            if (char.IsAsciiLetter(character))
            {
                at = Word(text, at);
                // Mostly a space and the next word follow, and so they do behind a comma or a stop.
                at += at < text.Length && text[at] == ' ' ? 1 : 0;
                continue;
            }
            switch (CharacterKinds.Of(character))
            {
                case CharacterKind.Letter:
                case CharacterKind.Digit:
                    at = AnyWord(text, at);
                    continue;
                case CharacterKind.Piece:
                    at = Piece(text, at);
                    continue;
                case CharacterKind.NewLine:
                    start |= WordTraits.SentenceStart;
                    Wording.End();
                    if (character == '\n' && at + 1 < text.Length && text[at + 1] is '\n' or '\r')
                        position += SentenceGap;
                    break;
                case CharacterKind.Stop:
                    bool ends = at + 1 == text.Length || text[at + 1] <= ' ' || text[at + 1] > 127 || text[at + 1] is '"' or ')';
                    if (ends)
                    {
                        position += spelledLetters > 1 ? 0 : SentenceGap;
                        start |= WordTraits.SentenceStart;
                    }
                    Wording.AddStop(character, at, ends);
                    break;
                case CharacterKind.Quote:
                    quotations.Mark(at);
                    start |= WordTraits.SentenceStart;
                    Wording.AddQuote(character, at);
                    break;
                case CharacterKind.Apostrophe:
                    start |= quotations.Apostrophe(text, at) ? WordTraits.SentenceStart : WordTraits.None;
                    break;
                case CharacterKind.Opener:
                    start |= WordTraits.SentenceStart;
                    Wording.AddOpener(character, at);
                    break;
            }
            at++;
            at += at < text.Length && text[at] == ' ' ? 1 : 0;
        }
        EndSpelling(text);
    }

    private void Reset()
    {
        if (tokens.Length > KeptTokens)
            tokens = new WordToken[64];
        (count, position, start, quotations, spelledLetters) = (0, 0, WordTraits.SentenceStart | WordTraits.TextStart, new Quotations(), 0);
        (Rotated, Reversed, NumberedBytes, bytesInRow) = (0, 0, 0, 0);
        LongRuns.Clear();
        Wording.Reset();
    }

    /// <summary>A word that begins with a letter of ASCII: most are nothing but such letters, and are read at once.</summary>
    private int Word(ReadOnlySpan<char> text, int from)
    {
        LetterRun run = LetterRun.At(text, from);
        int end = from + run.Length;
        if (run.Length == LetterRun.Longest || end < text.Length && !CharacterKinds.EndsPlainWord(text[end]) || from > 0 && text[from - 1] == '_')
            return AnyWord(text, from);
        bytesInRow = 0;
        ref readonly PlainWord its = ref plainWords.Find(run, text[from..end]);
        Wording.AddWord(its.WordingKey, from, end, its.WordingPlace);
        if (its.IsEncoded)
            CountMarks(its.Found);
        if (run.Length == 1 | spelledLetters > 0 | (its.Found < 0 & run.Length >= FewestGluedLetters))
        {
            Note(text, from, end, its.Found, start | its.Traits, run.Length, 0);
            return end;
        }
        // Whether the vocabulary has a word is as good as random, so its token is written in any case, and counts only where it has.
        AddToken(its.Found, from, end, start | its.Traits | (CharacterKinds.IsBeforeColon(text, end) ? WordTraits.BeforeColon : WordTraits.None), position++);
        count -= its.Found < 0 ? 1 : 0;
        start = its.IsFiller ? start : WordTraits.None;
        return end;
    }

    private int AnyWord(ReadOnlySpan<char> text, int from)
    {
        WordKey key = new(), wording = new();
        (ulong stem, bool number) = (0, true);
        int at = from, letters = 0, digits = 0;
        char first = '\0', last = '\0';
        for (; at < text.Length; at++)
        {
            char character = text[at];
            CharacterKind kind = CharacterKinds.Of(character);
            if (kind == CharacterKind.Digit)
                digits++;
            else if (kind == CharacterKind.Apostrophe && at + 1 < text.Length && CharacterKinds.Of(text[at + 1]) == CharacterKind.Letter)
                continue;
            else if (kind != CharacterKind.Letter)
                break;
            last = char.IsAsciiLetterUpper(character) ? (char)(character | ' ') : character;
            key.Add(last);
            number &= char.IsAsciiDigit(last);
            if (letters < WordingReader.Letters)
                wording.Add(last);
            first = letters == 0 ? last : first;
            if (++letters == Vocabulary.StemLetters)
                stem = key.Value;
        }
        Wording.AddWord(number ? WordingReader.NumberKey : wording.Value, from, at);
        Read(text, from, at, new WordReading(key.Value, stem, letters, digits, first, last));
        return at;
    }

    private void Read(ReadOnlySpan<char> text, int from, int end, WordReading reading)
    {
        ReadOnlySpan<char> word = text[from..end];
        WordTraits traits = start;
        bytesInRow = reading.Digits > 0 && EncodedBytes.IsNumberedByte(word) ? bytesInRow + 1 : 0;
        NumberedBytes = Math.Max(NumberedBytes, bytesInRow);
        int found = vocabulary.Find(reading.Key);
        if (found >= 0)
            CountMarks(found);
        else
        {
            (found, traits) = FindOtherwise(word, reading, traits);
            if (reading.Letters >= FewestEncodedCharacters)
                LongRuns.Add(from);
        }
        if (end + 1 < text.Length && text[end] == '_' && char.IsAsciiLetter(text[end + 1]) || from > 1 && text[from - 1] == '_' && char.IsAsciiLetterOrDigit(text[from - 2]))
            traits |= WordTraits.Identifier;
        Note(text, from, end, found, traits, reading.Letters, reading.Digits);
    }

    private void Note(ReadOnlySpan<char> text, int from, int end, int found, WordTraits traits, int letters, int digits)
    {
        if (letters == 1 && digits == 0)
            Spell(text, from, end);
        else if (spelledLetters > 0)
            EndSpelling(text);
        if (found >= 0)
            traits |= CharacterKinds.IsBeforeColon(text, end) ? WordTraits.BeforeColon : WordTraits.None;
        else if (letters >= FewestGluedLetters && end - from <= LongestWord && digits == 0 && glued.Split(text[from..end], whole: true) is { Count: > 1 } parts)
        {
            AddParts(parts, from, CharacterKinds.IsBeforeColon(text, end) ? traits | WordTraits.BeforeColon : traits);
            return;
        }
        Add(found, from, end, traits, position++);
    }

    /// <summary>A word that the vocabulary does not have as it is written: it may begin with a stem, or be disguised.</summary>
    private (int Found, WordTraits Traits) FindOtherwise(ReadOnlySpan<char> word, WordReading reading, WordTraits traits)
    {
        if (reading.Letters > Vocabulary.StemLetters && vocabulary.FindStem(reading.Stem, word) is >= 0 and var stem)
            return (stem, traits);
        if (reading.Digits > 0)
        {
            if (word[1..].Contains('@') && word.Length <= LongestWord)
                return (address, traits);
            int found = reading.Digits < reading.Letters && word.Length <= LongestWord ? Leetspeak.Find(vocabulary, word) : -1;
            return (found, found < 0 ? traits : traits | WordTraits.Leetspeak);
        }
        int scrambled = vocabulary.FindScrambled(word, reading.First, reading.Last, reading.Letters);
        return (scrambled, scrambled < 0 ? traits : traits | WordTraits.Disguised);
    }

    private void CountMarks(int found)
    {
        Rotated += marks.IsRotated(found) ? 1 : 0;
        Reversed += marks.IsReversed(found) ? 1 : 0;
    }

    private void Spell(ReadOnlySpan<char> text, int from, int end)
    {
        if (spelledLetters > 0 && from - spelledEnd > 3)
            EndSpelling(text);
        if (spelledLetters++ == 0)
            spelledFrom = from;
        spelledEnd = end;
    }

    /// <summary>Reads what was written letter by letter.</summary>
    private void EndSpelling(ReadOnlySpan<char> text)
    {
        if (spelledLetters >= FewestSpelledLetters)
        {
            foreach (GluedWord part in glued.SplitSpelled(text[spelledFrom..spelledEnd]))
                Add(part.Word, spelledFrom + part.Start, spelledFrom + part.End, WordTraits.Disguised, position++);
        }
        spelledLetters = 0;
    }

    private void AddParts(IReadOnlyList<GluedWord> parts, int from, WordTraits traits)
    {
        foreach (GluedWord part in parts)
        {
            Add(part.Word, from + part.Start, from + part.End, traits | WordTraits.Disguised, position++);
            traits &= ~(WordTraits.SentenceStart | WordTraits.TextStart);
        }
    }

    private int Piece(ReadOnlySpan<char> text, int from)
    {
        EndSpelling(text);
        int found = vocabulary.FindPiece(text[from..], out int length);
        WordTraits traits = start;
        int end = from + length;
        Wording.AddPieces(text[from..end], from);
        if (CharacterKinds.IsBeforeColon(text, end))
            traits |= WordTraits.BeforeColon;
        Add(found, from, end, traits, position++);
        return end;
    }

    private void Add(int word, int from, int end, WordTraits traits, int at)
    {
        if (word < 0)
        {
            start = WordTraits.None;
            return;
        }
        if (!marks.IsFiller(word))
            start = WordTraits.None;
        AddToken(word, from, end, traits, at);
    }

    private void AddToken(int word, int from, int end, WordTraits traits, int at)
    {
        if (quotations.Has(from))
            traits |= WordTraits.Quoted;
        if (count == tokens.Length)
            Array.Resize(ref tokens, count * 2);
        tokens[count++] = new WordToken(word, at, from, end, traits);
    }
}
