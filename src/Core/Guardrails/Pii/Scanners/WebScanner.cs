using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds e-mail addresses, web addresses and domain names.</summary>
internal static class WebScanner
{
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 253;

    /// <summary>An e-mail address around an <c>@</c>.</summary>
    /// <returns>The first token behind it; <paramref name="at"/> + 1 where there is none.</returns>
    public static int Email(in Scan scan, int at)
    {
        if (scan.Tokens[at].Length != 1 || !scan.Joined(at) || !scan.Joined(at + 1))
            return at + 1;
        int first = at;
        while (first > 0 && scan.Tokens[first].Gap == Gap.None && IsLocal(scan.Tokens[first - 1]) && scan.Tokens[at].Start - scan.Tokens[first - 1].Start <= LongestLocalPart)
            first--;
        while (first < at && scan.Tokens[first].Kind == TokenKind.Symbol && scan.Tokens[first].First != '_')
            first++;
        int end = DomainEnd(in scan, at + 1, out int labels, out bool known);
        if (first == at || labels < 2)
            return at + 1;
        scan.Add(PiiType.EmailAddress, first, end, known ? 1f : 0.8f, validated: true);
        return end;
    }

    /// <summary>An address as it is spoken: <c>yulan at example dot com</c>.</summary>
    public static void SpokenEmail(in Scan scan, int dot)
    {
        int at = dot - 2;
        if (!scan.Is(dot, "dot") || !scan.Has(dot + 1, WordFlags.TopLevelDomain) || at < 1 || !scan.Is(at, "at") || !scan.IsWord(dot - 1) || scan.Tokens[at - 1].Kind == TokenKind.Symbol)
            return;
        int first = at - 1;
        while (first > 0 && at - first < 7 && scan.Tokens[first].Gap <= Gap.Space && (scan.Is(first - 1, "dot") || scan.Is(first - 1, "underscore") || scan.Is(first, "dot") || scan.Is(first, "underscore") || scan.Tokens[first].Gap == Gap.None)
            && scan.Tokens[first - 1].Kind != TokenKind.Symbol)
            first--;
        int end = dot + 2;
        while (scan.Is(end, "dot") && scan.Has(end + 1, WordFlags.TopLevelDomain))
            end += 2;
        scan.Add(PiiType.EmailAddress, first, end, 0.75f);
    }

    /// <summary>A web address whose scheme ends in a colon.</summary>
    /// <returns>The first token behind it; <paramref name="colon"/> + 1 where there is none.</returns>
    public static int Url(in Scan scan, int colon)
    {
        if (!scan.Joined(colon) || !scan.IsWord(colon - 1) || scan.Tokens[colon - 1].Length > 20 || !scan.Joined(colon + 1) || !scan.Tokens[colon + 1].Is('/') || scan.Tokens[colon + 1].Length != 2 || !scan.Joined(colon + 2))
            return colon + 1;
        int start = scan.Tokens[colon - 1].Start;
        // Compound schemes: jdbc:postgresql://
        if (colon >= 3 && scan.Joined(colon - 1) && scan.IsSymbol(colon - 2, ':') && scan.Joined(colon - 2) && scan.IsWord(colon - 3))
            start = scan.Tokens[colon - 3].Start;
        int host = scan.Tokens[colon + 2].Start;
        int end = EndOfAddress(scan.Text, host);
        if (end - host < 2)
            return colon + 1;
        ReadOnlySpan<char> rest = scan.Text[host..end];
        int path = rest.IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> authority = path < 0 ? rest : rest[..path];
        int at = authority.LastIndexOf('@');
        bool credentials = at > 0 && authority[..at].Contains(':');
        scan.AddChars(credentials ? PiiType.UrlWithCredentials : PiiType.Url, start, end, 1, validated: true);
        return TokenAt(in scan, colon + 2, end);
    }

    /// <summary>A domain name without a scheme, with or without a path.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="dot">The first full stop between two words that touch it.</param>
    /// <returns>The first token behind what was looked at.</returns>
    public static int Domain(in Scan scan, int dot)
    {
        int first = dot;
        while (first > 0 && scan.Tokens[first].Gap == Gap.None && IsLabel(scan.Tokens[first - 1]) && dot - first < 20)
            first--;
        while (first < dot && scan.Tokens[first].Kind == TokenKind.Symbol)
            first++;
        int end = DomainEnd(in scan, first, out int labels, out bool known);
        if (first == dot || labels < 2 || !known || end <= dot + 1)
            return Math.Max(dot + 1, end);
        if ((first > 0 && scan.Joined(first) && scan.Tokens[first - 1].First is '@' or '/' or '\\' or '_' or '$') || scan.IsSymbol(end, '@') || scan.IsSymbol(end, '(') || (scan.IsSymbol(end, '_') && scan.Joined(end)))
            return end;
        ReadOnlySpan<char> last = scan.TextOf(end - 1);
        bool www = scan.TextOf(first).Equals("www", StringComparison.OrdinalIgnoreCase);
        bool path = scan.IsSymbol(end, '/') && scan.Joined(end);
        if (!www && !IsWrittenLikeDomain(in scan, first, end))
            return end;
        float score = www ? 0.95f : last.Length > 2 ? last.Equals("name", StringComparison.OrdinalIgnoreCase) || scan.Has(end - 1, WordFlags.CommonWord) ? 0.45f : 0.85f : IsAlsoAnEnding(last) ? 0.4f : 0.65f;
        if (labels > 2 && !IsAlsoAnEnding(last))
            score += 0.15f;
        int stop = scan.Tokens[end - 1].End;
        if (path)
        {
            score += 0.2f;
            stop = EndOfAddress(scan.Text, stop);
        }
        scan.AddChars(path ? PiiType.Url : PiiType.DomainName, scan.Tokens[first].Start, stop, score, validated: www || path);
        return path ? TokenAt(in scan, end, stop) : end;
    }

    /// <summary>Two sentences without a space between them, <c>done.It</c>, are no domain.</summary>
    private static bool IsWrittenLikeDomain(in Scan scan, int first, int end)
    {
        Shape last = scan.Tokens[end - 1].Shape;
        if (last == Shape.Lower)
            return scan.Tokens[end - 1].Length > 1 && (scan.Tokens[first].Length > 1 || end - first > 3);
        return last == Shape.Upper && scan.Tokens[first].Shape == Shape.Upper && scan.TextOf(end - 1).Equals("COM", StringComparison.Ordinal);
    }

    private static bool IsAlsoAnEnding(ReadOnlySpan<char> ending) =>
        ending is "py" or "rs" or "sh" or "pl" or "md" or "ps" or "cc" or "so" or "to" or "in" or "is" or "it" or "at" or "my" or "no" or "be" or "am" or "as" or "do" or "by" or "id" or "me" or "mo" or "ms" or "ml" or "tf" or "vi" or "la" or "st" or "us" or "zip" or "mov";

    /// <summary>Reads labels and full stops.</summary>
    private static int DomainEnd(in Scan scan, int first, out int labels, out bool known)
    {
        labels = 0;
        known = false;
        int end = first, i = first;
        int limit = scan.Tokens[first].Start + LongestDomain;
        while (i < scan.Count && scan.Tokens[i].Start < limit)
        {
            int label = i;
            while (i < scan.Count && (i == first || scan.Tokens[i].Gap == Gap.None) && (scan.Tokens[i].Kind != TokenKind.Symbol || (i > label && scan.Tokens[i].First is '-' or '_')))
                i++;
            while (i > label && scan.Tokens[i - 1].Kind == TokenKind.Symbol)
                i--;
            if (i == label)
                break;
            bool word = i == label + 1 && scan.IsWord(label) && scan.Tokens[label].Length > 1;
            if (labels == 0 || word || (scan.IsSymbol(i, '.') && scan.Joined(i) && scan.Joined(i + 1)) || i > label + 1 || scan.IsWord(label))
            {
                labels++;
                end = i;
                known = word && scan.Tokens[label].Has(WordFlags.TopLevelDomain);
            }
            if (!(scan.IsSymbol(i, '.') && scan.Joined(i) && scan.Joined(i + 1)))
                break;
            i++;
        }
        if (labels > 0 && !scan.IsWord(end - 1))
            labels = 0;
        return end;
    }

    /// <summary>Where an address ends: at a space or quote, without the punctuation of the sentence around it.</summary>
    private static int EndOfAddress(ReadOnlySpan<char> text, int start)
    {
        int end = start, open = 0;
        for (; end < text.Length; end++)
        {
            char c = text[end];
            if (CharacterClasses.Of[c] is CharacterClass.Space or CharacterClass.LineBreak || c is '"' or '<' or '>' or '`' or '|' or '“' or '”' or '«' or '»' or '…')
                break;
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open < 0)
                break;
        }
        while (end > start && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or ']' or '}' or '*' or '_')
            end--;
        return end;
    }

    private static int TokenAt(in Scan scan, int from, int position)
    {
        while (from < scan.Count && scan.Tokens[from].Start < position)
            from++;
        return from;
    }

    private static bool IsLocal(in Token token) => token.Kind != TokenKind.Symbol || (token.Length == 1 && token.First is '.' or '_' or '%' or '+' or '-' or '\'' or '&' or '=');

    private static bool IsLabel(in Token token) => token.Kind != TokenKind.Symbol || (token.First == '-' && token.Length <= 2);
}
