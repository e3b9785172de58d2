using System.Runtime.Intrinsics;
using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Pii.Text;

/// <summary>Cuts a text into words, numbers and symbols in one pass, and looks each word up as it goes. A buffer that is used again and again; not thread-safe.</summary>
internal sealed class Tokenizer
{
    /// <summary>A sentence without a full stop is taken as several of this many tokens, so that what is decided of one place never depends on text far away.</summary>
    private const int LongestSentence = 48;

    /// <summary>Words from this length on may be a secret; shorter ones say nothing where only a sign follows that the sentence or its part ends with.</summary>
    public const int LongWord = 16;

    private readonly WordTable _words = Lexicon.Table;
    private Token[] _tokens = new Token[1024];
    private byte[] _interests = new byte[1024 + Vector256<byte>.Count];
    private int _count;
    private int _sentence;
    private bool _ends;
    /// <summary><see cref="Interest.Name"/> where the token before may introduce a name.</summary>
    private Interest _introduced;
    private int _capitalised;
    private int _lower;
    private int _upper;

    /// <summary>Which scanners have to look at each token, with a mark for all of them behind the last, and room to read some more.</summary>
    public Span<byte> Interests => _interests.AsSpan(0, _count + Vector256<byte>.Count);

    /// <summary>Reads a text.</summary>
    public Span<Token> Read(ReadOnlySpan<char> text)
    {
        _count = _sentence = _capitalised = _lower = _upper = 0;
        (_ends, _introduced) = (false, Interest.None);
        CharacterClass[] classes = CharacterClasses.Of;
        Gap gap = Gap.Paragraph;
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsAsciiLetter(c))
            {
                i = ReadWord(text, i, gap);
                // Mostly a space and the next word follow.
                gap = i < text.Length && text[i] == ' ' ? Gap.Space : Gap.None;
                i += gap == Gap.Space ? 1 : 0;
                continue;
            }
            switch (classes[c])
            {
                case CharacterClass.Space:
                case CharacterClass.Invisible:
                    if (gap == Gap.None && classes[c] == CharacterClass.Space)
                        gap = Gap.Space;
                    i++;
                    break;
                case CharacterClass.LineBreak:
                    if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                        i++;
                    gap = gap >= Gap.Line ? Gap.Paragraph : Gap.Line;
                    i++;
                    break;
                case CharacterClass.Digit:
                    i = ReadNumber(text, i, gap);
                    gap = Gap.None;
                    break;
                case CharacterClass.Symbol:
                    i = ReadSymbol(text, i, gap);
                    gap = i < text.Length && text[i] == ' ' ? Gap.Space : Gap.None;
                    i += gap == Gap.Space ? 1 : 0;
                    break;
                default:
                    i = ReadAnyWord(text, i, gap);
                    gap = Gap.None;
                    break;
            }
        }
        EndSentence();
        _interests[_count] = byte.MaxValue;
        return _tokens.AsSpan(0, _count);
    }

    /// <summary>Makes room for a token and writes what all kinds of tokens have.</summary>
    private ref Token Next(TokenKind kind, char first, int start, int end, Gap gap)
    {
        int length = _count - _sentence;
        bool starts = gap >= Gap.Line | length == 0;
        if (length != 0 & (gap >= Gap.Line | length >= LongestSentence | (gap == Gap.Space & _ends)))
        {
            starts |= length < LongestSentence | _ends;
            EndSentence();
        }
        _ends = false;
        if (_count == _tokens.Length)
            Grow();
        ref Token token = ref _tokens[_count++];
        token = new Token { Kind = kind, First = first, Start = start, Length = end - start, Gap = gap, StartsSentence = starts };
        return ref token;
    }

    /// <summary>A word that begins with a letter of ASCII: most are nothing but such letters, and are read at once.</summary>
    private int ReadWord(ReadOnlySpan<char> text, int start, Gap gap)
    {
        LetterRun run = LetterRun.At(text, start);
        int end = start + run.Length;
        if (run.Length == LetterRun.Longest || (end < text.Length && text[end] > '\x7f'))
            return ReadAnyWord(text, start, gap);
        AddWord(text[start], start, end, gap, WordKey.Of(run.First, run.Rest), run.Length - run.Small, run.Small);
        return end;
    }

    private int ReadAnyWord(ReadOnlySpan<char> text, int start, Gap gap)
    {
        CharacterClass[] classes = CharacterClasses.Of;
        char[] folded = CharacterClasses.Folded;
        var key = new WordKey();
        int upper = 0, lower = 0, i = start;
        for (; i < text.Length; i++)
        {
            char c = text[i];
            CharacterClass its = classes[c];
            if (its == CharacterClass.Lower)
                lower++;
            else if (its == CharacterClass.Upper)
                upper++;
            else if (its != CharacterClass.Caseless)
            {
                // A hidden character inside a word does not end it, or it would hide the word.
                if (its == CharacterClass.Invisible && i + 1 < text.Length && classes[text[i + 1]] is CharacterClass.Lower or CharacterClass.Upper)
                    continue;
                break;
            }
            if (folded[c] != '\0')
                key.Add(folded[c]);
        }
        AddWord(text[start], start, i, gap, key.Value, upper, lower);
        return i;
    }

    private void AddWord(char first, int start, int end, Gap gap, ulong key, int upper, int lower)
    {
        ref Token token = ref Next(TokenKind.Word, first, start, end, gap);
        token.Hash = key;
        token.Flags = _words.Find(key, out Interest interest);
        bool small = upper == 0, large = lower == 0;
        // A capital may begin a name; "dot" may be that of an address as it is spoken; a word may be introduced as a name by the one before.
        int byForm = ((small & !large ? 0 : 1) * (int)(Interest.Name | Interest.Address)) | ((end - start == 3 & (first | ' ') == 'd' ? 1 : 0) * (int)Interest.Structured);
        int byIntroduction = ((int)interest / (int)Interest.NameIfIntroduced * (int)Interest.Name) & (int)_introduced;
        Note((int)interest | byForm | byIntroduction, gap);
        _introduced = (Interest)((int)interest / (int)Interest.NameLead * (int)Interest.Name);
        token.Shape = ShapeOf(small, large, upper == 1, CharacterClasses.Of[first] == CharacterClass.Upper);
        _lower += small ? 1 : 0;
        _upper += large & upper > 1 ? 1 : 0;
        _capitalised += small | large ? 0 : 1;
    }

    /// <summary>Notes which scanners have to look at a token that was just added. What goes on without a space is worth a look at where it began.</summary>
    private void Note(int interest, Gap gap)
    {
        int token = _count - 1;
        _interests[token] = (byte)interest;
        if (gap != Gap.None)
            return;
        _interests[token - 1] |= (byte)Interest.Structured;
        if (token > 1)
            _interests[token - 2] |= (byte)Interest.Structured;
    }

    private void Grow()
    {
        Array.Resize(ref _tokens, _tokens.Length * 2);
        Array.Resize(ref _interests, _tokens.Length + Vector256<byte>.Count);
    }

    /// <summary>How a word is written, looked up: one in ten has a capital, and nobody can guess which.</summary>
    private static Shape ShapeOf(bool small, bool large, bool one, bool first) => Shapes[((small ? 1 : 0) << 3) + ((large ? 1 : 0) << 2) + ((one ? 1 : 0) << 1) + (first ? 1 : 0)];

    /// <summary>By whether a word has no capital, no small letter, one capital, and a capital first.</summary>
    private static ReadOnlySpan<Shape> Shapes =>
    [
        Shape.Mixed, Shape.Mixed, Shape.Mixed, Shape.Capital,
        Shape.Upper, Shape.Upper, Shape.Initial, Shape.Initial,
        Shape.Lower, Shape.Lower, Shape.Lower, Shape.Lower,
        Shape.Caseless, Shape.Caseless, Shape.Caseless, Shape.Caseless,
    ];

    private int ReadNumber(ReadOnlySpan<char> text, int start, Gap gap)
    {
        CharacterClass[] classes = CharacterClasses.Of;
        ulong value = 0;
        int i = start;
        for (; i < text.Length && classes[text[i]] == CharacterClass.Digit; i++)
        {
            if (i - start < 18)
                value = (value * 10) + (ulong)DigitOf(text[i]);
        }
        Next(TokenKind.Number, text[start], start, i, gap).Hash = i - start > 18 ? ulong.MaxValue : value;
        Note((int)(Interest.Structured | Interest.Address), gap);
        _introduced = Interest.Name;
        return i;
    }

    private int ReadSymbol(ReadOnlySpan<char> text, int start, Gap gap)
    {
        char c = text[start];
        int i = start + 1;
        while (i < text.Length && text[i] == c)
            i++;
        Next(TokenKind.Symbol, c, start, i, gap);
        // Most signs end a sentence or its part: then neither they nor the word before them say anything.
        bool closes = gap != Gap.None || _count < 2 || _tokens[_count - 2] is { Kind: TokenKind.Word, Length: < LongWord };
        Note((int)(c is '[' or '<' or '*' or '-' ? Interest.Structured : Interest.None), closes ? Gap.Space : Gap.None);
        _introduced = Interest.Name;
        _ends = c is '.' or '!' or '?' or '…' or '。' or '！' or '？' or ':' or ';';
        return i;
    }

    private void EndSentence()
    {
        bool tellsNothing = _capitalised == 0 ? _lower > 0 ? _upper == 0 : _upper > 1 : false;
        if (tellsNothing)
        {
            for (int i = _sentence; i < _count; i++)
            {
                _tokens[i].CaseTellsNothing = true;
                _interests[i] |= WithoutCase(_interests[i]);
            }
        }
        _sentence = _count;
        _capitalised = _lower = _upper = 0;
    }

    private static byte WithoutCase(byte interest) =>
        (byte)((interest / (int)Interest.NameWithoutCase * (int)Interest.Name & (int)Interest.Name) | (interest / (int)Interest.AddressWithoutCase * (int)Interest.Address & (int)Interest.Address));

    /// <summary>The value of a decimal digit of any script.</summary>
    public static int DigitOf(char c) => c <= '9' ? c - '0' : (int)char.GetNumericValue(c);
}
