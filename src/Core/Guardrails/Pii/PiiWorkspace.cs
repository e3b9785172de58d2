using System.Runtime.InteropServices;
using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Names;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii;

/// <summary>The buffers of one thread, and the order in which the scanners go over a piece of text. What is written in one form only is looked for first; names come last, among what is left.</summary>
internal sealed class PiiWorkspace
{
    private const int LeastSecret = Tokenizer.LongWord;

    /// <summary>What the scanners of names and of job titles find.</summary>
    private static readonly PiiType[] s_names = [PiiType.Person, PiiType.Location, PiiType.Organization, PiiType.Nrp, PiiType.Title];

    private readonly Tokenizer _tokenizer = new();
    private readonly List<Candidate> _candidates = new(64);
    private readonly List<Phrase> _phrases = new(64);

    /// <summary>Whether every scanner looks at every token, whatever <see cref="Interest"/> says: it must find the same, which a test holds.</summary>
    public bool LooksAtAll { get; init; }

    /// <summary>Looks at a piece of text.</summary>
    /// <returns>What was found, sorted, without overlaps; good until the next call.</returns>
    public List<Candidate> Find(ReadOnlySpan<char> text, PiiOptions options)
    {
        _candidates.Clear();
        _phrases.Clear();
        var scan = new Scan { Text = text, Tokens = _tokenizer.Read(text), Interests = _tokenizer.Interests, Candidates = _candidates, Phrases = _phrases };
        if (LooksAtAll)
            scan.Interests.Fill(byte.MaxValue);
        PhraseFinder.Find(in scan);
        Structured(in scan);
        // What these find is of their own types only, and nothing that comes before depends on it.
        bool names = options.WantsAny(s_names);
        if (names || options.WantsAny([PiiType.ZipCode]))
            AddressScanner.Find(in scan);
        if (names)
        {
            JobTitles.Find(in scan);
            NameScanner.Find(in scan);
        }
        KeepWanted(options.LeastScores);
        Overlaps.Resolve(_candidates);
        return _candidates;
    }

    private void KeepWanted(ReadOnlySpan<float> leastScores)
    {
        Span<Candidate> all = CollectionsMarshal.AsSpan(_candidates);
        int kept = 0;
        foreach (ref Candidate candidate in all)
        {
            if (candidate.Score >= leastScores[(int)candidate.Type])
                all[kept++] = candidate;
        }
        CollectionsMarshal.SetCount(_candidates, kept);
    }

    private static void Structured(in Scan scan)
    {
        for (int i = scan.Next(0, Interest.Structured); i < scan.Count; i = scan.Next(i, Interest.Structured))
        {
            ref Token token = ref scan.Tokens[i];
            bool goesOn = scan.Joined(i + 1);
            if (IsPlainWord(in scan, i, goesOn) | IsClosingSign(token, goesOn))
            {
                i++;
                continue;
            }
            if (goesOn && token.Kind != TokenKind.Symbol && UuidScanner.At(in scan, i) is int behind && behind > i)
            {
                scan.Take(i, behind);
                i = behind;
                continue;
            }
            i = token.Kind switch
            {
                TokenKind.Word => Word(in scan, i),
                TokenKind.Number => Number(in scan, i),
                _ => Symbol(in scan, i),
            };
        }
    }

    /// <summary>Most words say nothing here, and nothing touches them but a sign with which the sentence or its part ends.</summary>
    private static bool IsPlainWord(in Scan scan, int i, bool goesOn)
    {
        ref Token token = ref scan.Tokens[i];
        bool ends = goesOn & token.Length < LeastSecret && scan.Tokens[i + 1].Kind == TokenKind.Symbol & !scan.Joined(i + 2);
        return token.IsWord & !token.Has(Interests.Telling) & !IsLikeDot(token) & (!goesOn | ends);
    }

    /// <summary>Most signs are commas and full stops with a space behind them: only these four say something then.</summary>
    private static bool IsClosingSign(in Token token, bool goesOn) =>
        token.Kind == TokenKind.Symbol & !goesOn & !(token.First == '[' | token.First == '<' | token.First == '*' | token.First == '-');

    private static int Word(in Scan scan, int i)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.Taken)
            return i + 1;
        if (token.Has(Interests.Telling))
        {
            if (token.Has(WordFlags.Month) && DateScanner.Month(in scan, i) is int date && date > i)
            {
                scan.Take(i, date);
                return date;
            }
            if (token.Has(WordFlags.Weekday))
                DateScanner.Weekday(in scan, i);
            if (token.Has(WordFlags.ContextSecret))
                SecretScanner.Introduced(in scan, i);
        }
        if (IsLikeDot(token))
            WebScanner.SpokenEmail(in scan, i);
        if (!scan.Joined(i + 1))
            return i + 1;
        return Run(in scan, i);
    }

    /// <summary>Whether a word may be the "dot" of an address as it is spoken.</summary>
    private static bool IsLikeDot(in Token token) => token.Length == 3 & (token.First | ' ') == 'd';

    private static int Number(in Scan scan, int i)
    {
        if (scan.Tokens[i].Taken)
            return i + 1;
        int end = NetworkScanner.Ip4(in scan, i);
        if (end == i)
            end = DateScanner.Number(in scan, i);
        if (end > i)
        {
            scan.Take(i, end);
            return end;
        }
        DateScanner.Age(in scan, i);
        NumberScanner.At(in scan, i);
        return Run(in scan, i);
    }

    /// <summary>What begins with letters or digits and goes on without a space.</summary>
    private static int Run(in Scan scan, int i)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.Gap == Gap.None && i > 0 && scan.Tokens[i - 1].Kind != TokenKind.Symbol)
            return i + 1;
        int end = scan.EndOfAlphanumeric(i);
        int length = scan.Tokens[end - 1].End - token.Start;
        bool mixed = end > i + 1;
        if (token.IsWord && mixed && IbanScanner.At(in scan, i))
            return i + 1;
        if (token.Gap != Gap.None || scan.Tokens[i - 1].First is '"' or '\'' or '=' or ':' or '(' or '[' or '{' or '<' or '>' or ',' or '`' or '/')
        {
            if ((length >= LeastSecret || scan.Joined(end)) && SecretScanner.Prefixed(in scan, i))
                return i + 1;
        }
        if (length is >= 26 and <= 90 && mixed)
            CryptoScanner.At(in scan, i, end);
        if (mixed || token.IsNumber)
        {
            DocumentScanner.At(in scan, i, end);
            if (mixed)
                NationalIds.Mixed(in scan, i, Hyphenated(in scan, i, end));
        }
        return i + 1;
    }

    /// <summary>"010190-123A", "12345678-Z": a hyphen inside.</summary>
    private static int Hyphenated(in Scan scan, int first, int end)
    {
        int whole = end;
        for (int parts = 0; parts < 4 && scan.Joined(whole) && scan.Tokens[whole] is { Kind: TokenKind.Symbol, Length: 1 } && scan.Tokens[whole].First is '-' or '+' && scan.Joined(whole + 1) && scan.Tokens[whole + 1].Kind != TokenKind.Symbol; parts++)
            whole = scan.EndOfAlphanumeric(whole + 1);
        return whole;
    }

    private static int Symbol(in Scan scan, int i)
    {
        ref Token token = ref scan.Tokens[i];
        int end = i + 1;
        switch (token.First)
        {
            case '@':
                end = WebScanner.Email(in scan, i);
                break;
            case ':':
                end = WebScanner.Url(in scan, i);
                if (end == i + 1 && scan.Joined(i + 1))
                    end = NetworkScanner.Colons(in scan, i);
                break;
            case '-' when token.Length == 5:
                end = SecretScanner.Pem(in scan, i);
                break;
            case '-' when token.Length == 1 && i > 0 && scan.Joined(i) && scan.Joined(i + 1):
                if (scan.Tokens[i - 1].Length <= 2 && scan.Tokens[i + 1].Length <= 2)
                    end = NetworkScanner.Colons(in scan, i);
                break;
            case '.' when token.Length == 1 && scan.Joined(i) && scan.Joined(i + 1) && scan.Tokens[i - 1].Kind != TokenKind.Symbol && scan.Tokens[i + 1].Kind != TokenKind.Symbol:
                end = WebScanner.Domain(in scan, i);
                break;
            case '[' or '<':
                end = Placeholder(in scan, i);
                break;
            case '*' when token.Length >= PiiMask.LeastStars:
                Masked(in scan, i);
                break;
        }
        return Math.Max(end, i + 1);
    }

    /// <summary>What an operator has written is no text any more: it is neither found nor does it say anything of its neighbours.</summary>
    private static int Placeholder(in Scan scan, int open)
    {
        int start = scan.Tokens[open].End - 1, length = Placeholders.LengthAt(scan.Text, start);
        int i = open;
        while (i < scan.Count && length > 0 && scan.Tokens[i].Start < start + length)
            Close(in scan, i++);
        return i;
    }

    private static void Masked(in Scan scan, int stars)
    {
        Close(in scan, stars);
        if (scan.Joined(stars) && scan.Tokens[stars - 1].Length == 1)
            Close(in scan, stars - 1);
        int i = stars + 1;
        for (int rest = PiiMask.KeptDigits; scan.Joined(i) && scan.Tokens[i].Kind != TokenKind.Symbol && scan.Tokens[i].Length <= rest; i++)
        {
            rest -= scan.Tokens[i].Length;
            Close(in scan, i);
        }
    }

    private static void Close(in Scan scan, int token)
    {
        scan.Tokens[token].Taken = true;
        scan.Tokens[token].Flags = WordFlags.Function;
    }
}
