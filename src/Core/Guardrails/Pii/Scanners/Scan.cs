using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>A finding that may still lose against another at the same place.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The first character behind it.</param>
/// <param name="Score">How sure, 0 to 1.</param>
/// <param name="Validated">Whether a checksum or an unmistakable form vouches for it.</param>
internal readonly record struct Candidate(PiiType Type, int Start, int End, float Score, bool Validated);

/// <summary>A phrase of the lexicons.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">The first token behind it.</param>
/// <param name="Flags">What it is.</param>
internal readonly record struct Phrase(int First, int End, WordFlags Flags);

/// <summary>What the scanners share while they go over one piece of text.</summary>
internal readonly ref struct Scan
{
    /// <summary>How many tokens before a number a word may stand that tells what the number is.</summary>
    public const int ContextBefore = 9;
    /// <summary>How many tokens behind it.</summary>
    public const int ContextAfter = 4;

    public const WordFlags NumberContexts = WordFlags.ContextPhone | WordFlags.ContextCard | WordFlags.ContextSsn | WordFlags.ContextPassport | WordFlags.ContextLicence | WordFlags.ContextNationalId
        | WordFlags.ContextTax | WordFlags.ContextHealth | WordFlags.ContextPostcode | WordFlags.ContextSecret | WordFlags.ContextIban | WordFlags.ContextCrypto | WordFlags.ContextOther | WordFlags.ContextIp;

    /// <summary>The piece of text.</summary>
    public ReadOnlySpan<char> Text { get; init; }
    /// <summary>Its tokens.</summary>
    public Span<Token> Tokens { get; init; }
    /// <summary>Which scanners have to look at each token, and a mark behind the last for all of them.</summary>
    public Span<byte> Interests { get; init; }
    /// <summary>What was found so far.</summary>
    public List<Candidate> Candidates { get; init; }
    /// <summary>The phrases that the lexicons know, by their first token.</summary>
    public List<Phrase> Phrases { get; init; }

    public int Count => Tokens.Length;

    /// <summary>The first token from a place on that a scanner has to look at; <see cref="Count"/> where there is none.</summary>
    public int Next(int from, Interest interest)
    {
        if (from >= Count)
            return Count;
        Vector256<byte> wanted = Vector256.Create((byte)interest);
        for (; ; from += Vector256<byte>.Count)
        {
            uint marked = ~Vector256.Equals(Vector256.Create<byte>(Interests[from..]) & wanted, Vector256<byte>.Zero).ExtractMostSignificantBits();
            if (marked != 0)
                return from + BitOperations.TrailingZeroCount(marked);
        }
    }

    /// <summary>Notes that a scanner has to look at a token after all.</summary>
    public void Mark(int token, Interest interest) => Interests[token] |= (byte)interest;

    /// <summary>The characters of a token.</summary>
    public ReadOnlySpan<char> TextOf(int token) => Text.Slice(Tokens[token].Start, Tokens[token].Length);

    /// <summary>The characters of several tokens and what stands between them.</summary>
    public ReadOnlySpan<char> TextOf(int first, int end) => Text[Tokens[first].Start..Tokens[end - 1].End];

    /// <summary>Whether the token exists and follows its neighbour without a space.</summary>
    public bool Joined(int token) => token > 0 && token < Tokens.Length && Tokens[token].Gap == Gap.None;

    /// <summary>Whether the token exists and stands in the same line as its neighbour before.</summary>
    public bool SameLine(int token) => token > 0 && token < Tokens.Length && Tokens[token].Gap <= Gap.Space;

    /// <summary>Whether the token exists and is that symbol, once.</summary>
    public bool IsSymbol(int token, char symbol) => (uint)token < (uint)Tokens.Length && Tokens[token].Is(symbol) && Tokens[token].Length == 1;

    public bool IsWord(int token) => (uint)token < (uint)Tokens.Length && Tokens[token].IsWord;

    public bool IsNumber(int token) => (uint)token < (uint)Tokens.Length && Tokens[token].IsNumber;

    public bool Has(int token, WordFlags flags) => (uint)token < (uint)Tokens.Length && Tokens[token].Has(flags);

    /// <summary>Whether the token exists and is that word, in whatever case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(int token, ReadOnlySpan<char> word) =>
        (uint)token < (uint)Tokens.Length && Tokens[token].Length == word.Length && MayBegin(Tokens[token].First, word[0]) && IsSame(token, word);

    /// <summary>Whether a word of this first letter can be one of that: letters that differ in more than their case settle most questions.</summary>
    private static bool MayBegin(char first, char expected) => ((first ^ expected) & ~0x20) == 0 || first > '\x7f';

    private bool IsSame(int token, ReadOnlySpan<char> word) => Tokens[token].IsWord && TextOf(token).Equals(word, StringComparison.OrdinalIgnoreCase);

    public void Add(PiiType type, int firstToken, int endToken, float score, bool validated = false) =>
        AddChars(type, Tokens[firstToken].Start, Tokens[endToken - 1].End, score, validated);

    public void AddChars(PiiType type, int start, int end, float score, bool validated = false)
    {
        if (end > start)
            Candidates.Add(new Candidate(type, start, end, Math.Clamp(score, 0, 1), validated));
    }

    /// <summary>Marks tokens as part of something found.</summary>
    public void Take(int first, int end)
    {
        for (int i = first; i < end; i++)
            Tokens[i].Taken = true;
    }

    /// <summary>All context words near some tokens, whole words only.</summary>
    public WordFlags ContextOf(int first, int end, int before = ContextBefore, int after = ContextAfter)
    {
        WordFlags found = WordFlags.None;
        for (int i = first - 1; i >= 0 && i >= first - before && Tokens[i + 1].Gap != Gap.Paragraph; i--)
            found |= Tokens[i].Flags;
        for (int i = end; i < Tokens.Length && i < end + after && Tokens[i].Gap < Gap.Line; i++)
            found |= Tokens[i].Flags;
        return found & WordFlags.AnyContext;
    }

    /// <summary>What the nearest word before says of a number.</summary>
    public WordFlags NearestContext(int first, WordFlags kinds = NumberContexts, int before = ContextBefore)
    {
        for (int i = first - 1; i >= 0 && i >= first - before && Tokens[i + 1].Gap != Gap.Paragraph; i--)
        {
            if ((Tokens[i].Flags & kinds) != 0)
                return Tokens[i].Flags & kinds;
        }
        return WordFlags.None;
    }

    /// <summary>The end of a run of tokens without spaces.</summary>
    public int EndOfRun(int first)
    {
        int end = first + 1;
        while (end < Tokens.Length && Tokens[end].Gap == Gap.None)
            end++;
        return end;
    }

    /// <summary>The end of letters and digits that follow one another without anything between.</summary>
    public int EndOfAlphanumeric(int first)
    {
        int end = first + 1;
        while (end < Tokens.Length && Tokens[end].Gap == Gap.None && Tokens[end].Kind != TokenKind.Symbol)
            end++;
        return end;
    }

    /// <summary>Whether nothing alphanumeric touches the token from the left.</summary>
    public bool StartsFresh(int first) => first == 0 || Tokens[first].Gap != Gap.None || Tokens[first - 1].Kind == TokenKind.Symbol;

    /// <summary>Whether nothing alphanumeric touches from the right.</summary>
    public bool EndsFresh(int end) => end >= Tokens.Length || Tokens[end].Gap != Gap.None || Tokens[end].Kind == TokenKind.Symbol;
}
