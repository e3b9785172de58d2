using Artisan.Core.Guardrails.Pii.Lexicons;

namespace Artisan.Core.Guardrails.Pii.Text;

/// <summary>Cuts a text into words, numbers and symbols in one pass, and looks each word up as it goes. A buffer that is used again and again; not thread-safe.</summary>
internal sealed class Tokenizer
{
    /// <summary>A sentence without a full stop is taken as several of this many tokens, so that what is decided of one place never depends on text far away.</summary>
    private const int LongestSentence = 48;

    private readonly WordTable _words = Lexicon.Table;
    private Token[] _tokens = new Token[1024];
    private int _count;
    private int _sentence;
    private int _capitalised;
    private int _lower;
    private int _upper;

    /// <summary>Reads a text.</summary>
    public Span<Token> Read(ReadOnlySpan<char> text)
    {
        _count = _sentence = _capitalised = _lower = _upper = 0;
        CharacterClass[] classes = CharacterClasses.Of;
        Gap gap = Gap.Paragraph;
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
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
                    gap = Gap.None;
                    break;
                default:
                    i = ReadWord(text, i, gap);
                    gap = Gap.None;
                    break;
            }
        }
        EndSentence();
        return _tokens.AsSpan(0, _count);
    }

    private ref Token Next(int start, int end, Gap gap)
    {
        bool first = gap >= Gap.Line || _sentence == _count;
        if (_sentence != _count && (gap >= Gap.Line || _count - _sentence >= LongestSentence || (gap == Gap.Space && EndsSentence(_tokens[_count - 1]))))
        {
            first |= _count - _sentence < LongestSentence || EndsSentence(_tokens[_count - 1]);
            EndSentence();
        }
        if (_count == _tokens.Length)
            Array.Resize(ref _tokens, _tokens.Length * 2);
        ref Token token = ref _tokens[_count++];
        token = default;
        token.Start = start;
        token.Length = end - start;
        token.Gap = gap;
        token.StartsSentence = first;
        return ref token;
    }

    private int ReadWord(ReadOnlySpan<char> text, int start, Gap gap)
    {
        CharacterClass[] classes = CharacterClasses.Of;
        char[] folded = CharacterClasses.Folded;
        ulong hash = WordTable.Seed;
        int upper = 0, lower = 0, i = start;
        for (; i < text.Length; i++)
        {
            char c = text[i];
            // Most text is plain letters, which need no table.
            if (char.IsAsciiLetter(c))
            {
                char small = (char)(c | 0x20);
                hash = WordTable.Step(hash, small);
                lower += c == small ? 1 : 0;
                upper += c == small ? 0 : 1;
                continue;
            }
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
                hash = WordTable.Step(hash, folded[c]);
        }
        hash = WordTable.Finish(hash);
        ref Token token = ref Next(start, i, gap);
        token.Kind = TokenKind.Word;
        token.First = text[start];
        token.Hash = hash;
        token.Flags = _words.Find(hash);
        if (upper == 0)
        {
            token.Shape = lower == 0 ? Shape.Caseless : Shape.Lower;
            _lower++;
        }
        else if (lower == 0)
        {
            token.Shape = upper == 1 ? Shape.Initial : Shape.Upper;
            if (upper > 1)
                _upper++;
        }
        else
        {
            token.Shape = upper == 1 && classes[text[start]] == CharacterClass.Upper ? Shape.Capital : Shape.Mixed;
            _capitalised++;
        }
        return i;
    }

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
        ref Token token = ref Next(start, i, gap);
        token.Kind = TokenKind.Number;
        token.First = text[start];
        token.Hash = i - start > 18 ? ulong.MaxValue : value;
        return i;
    }

    private int ReadSymbol(ReadOnlySpan<char> text, int start, Gap gap)
    {
        char c = text[start];
        int i = start + 1;
        while (i < text.Length && text[i] == c)
            i++;
        ref Token token = ref Next(start, i, gap);
        token.Kind = TokenKind.Symbol;
        token.First = c;
        return i;
    }

    private static bool EndsSentence(in Token token) => token.Kind == TokenKind.Symbol && token.First is '.' or '!' or '?' or '…' or '。' or '！' or '？' or ':' or ';';

    private void EndSentence()
    {
        bool tellsNothing = _capitalised == 0 ? _lower > 0 ? _upper == 0 : _upper > 1 : false;
        if (tellsNothing)
        {
            for (int i = _sentence; i < _count; i++)
                _tokens[i].CaseTellsNothing = true;
        }
        _sentence = _count;
        _capitalised = _lower = _upper = 0;
    }

    /// <summary>The value of a decimal digit of any script.</summary>
    public static int DigitOf(char c) => c <= '9' ? c - '0' : (int)char.GetNumericValue(c);
}
