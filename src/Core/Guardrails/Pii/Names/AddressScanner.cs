using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Finds street addresses of many countries, from the street to the country, also over several lines, as one piece.</summary>
internal static class AddressScanner
{
    /// <summary>From how many lines on an address that begins a line is taken as a record of fields, each found by itself.</summary>
    private const int LinesOfRecord = 3;

    /// <summary>Goes over a text; what is found is taken, so that street names are not taken for persons afterwards.</summary>
    public static void Find(in Scan scan)
    {
        int lastStart = -1, lastEnd = -1;
        for (int i = scan.Next(0, Interest.Address); i < scan.Count; i = scan.Next(i, Interest.Address))
            i = scan.Tokens[i].Taken | IsPlain(scan.Tokens[i]) || !MayStart(in scan, i) ? i + 1 : At(in scan, i, ref lastStart, ref lastEnd);
    }

    /// <summary>Looks at a token that may begin an address.</summary>
    /// <returns>The token to go on with.</returns>
    private static int At(in Scan scan, int i, ref int lastStart, ref int lastEnd)
    {
        int street = Military(in scan, i, out float score), second = -1;
        if (street == i)
            street = Street(in scan, i, out score, out second);
        return street == i ? i + 1 : Whole(in scan, i, street, second, score, ref lastStart, ref lastEnd);
    }

    /// <summary>The address whose street begins at a token; adds it where it is sure enough.</summary>
    /// <returns>The token to go on with.</returns>
    private static int Whole(in Scan scan, int i, int street, int second, float score, ref int lastStart, ref int lastEnd)
    {
        Span<int> parts = stackalloc int[AddressTail.MostParts * 2];
        bool lineStart = StartsLine(in scan, i, out char marker);
        int whole = AddressTail.End(in scan, street, score >= 0.55f, marker, parts, out int count);
        score += 0.15f * Math.Min(count, 2);
        if (score < 0.5f && (scan.ContextOf(i, i + 1, 10, 0) & WordFlags.ContextAddress) != 0)
            score += 0.25f;
        int start = i, plain = whole;
        whole = Intersection(in scan, whole, ref start, lastStart, lastEnd, ref score);
        if (score < 0.5f)
            return i + 1;
        if (lineStart && start == i && count > 0 && !(i > 0 && scan.IsSymbol(i - 1, ':')) && Lines(in scan, i, whole) >= LinesOfRecord)
            AddRecord(in scan, i, street, second, parts[..(count * 2)], score);
        else if (start == i && whole == plain && IsShort(in scan, i, second, parts, count))
            AddRecord(in scan, i, street, second, parts[..(count * 2)], score);
        else
            scan.Add(PiiType.Location, start, whole, score, validated: score >= 0.8f);
        scan.Take(start, whole);
        (lastStart, lastEnd) = (start, whole);
        return whole;
    }

    /// <summary>No more than a street and its town, or a house and its street, on one line: what reads as two places is two.</summary>
    private static bool IsShort(in Scan scan, int first, int second, ReadOnlySpan<int> parts, int count) =>
        count == 0 ? second > first : count == 1 && scan.IsWord(parts[0]) && !scan.Has(parts[0], WordFlags.Unit) && scan.SameLine(parts[0]) && scan.IsSymbol(parts[0] - 1, ',');

    /// <summary>An address in lines of its own is a form: every field keeps its line.</summary>
    private static void AddRecord(in Scan scan, int first, int street, int second, ReadOnlySpan<int> parts, float score)
    {
        if (second > first)
            scan.Add(PiiType.Location, first, second, score);
        scan.Add(PiiType.Location, second > first ? second : first, street, score);
        for (int i = 0; i < parts.Length; i += 2)
            scan.Add(scan.IsNumber(parts[i]) ? PiiType.ZipCode : PiiType.Location, parts[i], parts[i + 1], score);
    }

    /// <summary>Whether a block of lines begins here: behind an empty line, or behind the sign of a list.</summary>
    private static bool StartsLine(in Scan scan, int first, out char marker)
    {
        marker = '\0';
        if (scan.Tokens[first].Gap >= Gap.Line)
            return scan.Tokens[first].Gap == Gap.Paragraph || IsBelowName(in scan, first);
        if (scan.Tokens[first - 1].Kind != TokenKind.Symbol || scan.Tokens[first - 1].Gap < Gap.Line)
            return false;
        marker = scan.Tokens[first - 1].First;
        return true;
    }

    /// <summary>Whether the only line above, in this paragraph, begins with a given name or a form of address, as on an envelope.</summary>
    private static bool IsBelowName(in Scan scan, int first)
    {
        int i = first - 1;
        while (i > 0 && first - i < 8 && scan.Tokens[i].Gap < Gap.Line)
            i--;
        return scan.Tokens[i].Gap == Gap.Paragraph && scan.IsWord(i) && scan.Tokens[i].Has(WordFlags.Given | WordFlags.Honorific) && first - i > 1;
    }

    private static int Lines(in Scan scan, int first, int end)
    {
        int lines = 1;
        for (int i = first + 1; i < end; i++)
            lines += scan.Tokens[i].Gap >= Gap.Line ? 1 : 0;
        return lines;
    }

    /// <summary>Two streets: "the corner of Mill Street and Gartenstraße 5", "Hollywood and Vine Street", "Linieweg 5 Mill Street".</summary>
    private static int Intersection(in Scan scan, int end, ref int start, int lastStart, int lastEnd, ref float score)
    {
        int next = scan.Is(end, "and") || scan.Is(end, "und") || scan.Is(end, "y") || scan.Is(end, "et") ? end + 1 : end;
        if (scan.SameLine(next) && scan.SameLine(end) && !scan.Tokens[next].Taken && MayStart(in scan, next) && score >= 0.3f)
        {
            int other = Street(in scan, next, out float its, out _);
            if (other > next && its >= (next > end ? 0.5f : 0.55f) && (next > end || scan.IsNumber(end - 1)))
            {
                Span<int> parts = stackalloc int[AddressTail.MostParts * 2];
                end = AddressTail.End(in scan, other, sure: true, '\0', parts, out _);
                score = Math.Max(score, 0.6f);
            }
        }
        if (start >= 2 && (scan.Is(start - 1, "and") || scan.Is(start - 1, "und")) && score >= 0.5f)
        {
            int first = start - 1;
            while (first > 0 && start - first < 6 && scan.Tokens[first].Gap <= Gap.Space && !scan.Tokens[first - 1].Taken && (scan.IsNumber(first - 1) || (scan.IsWord(first - 1) && (scan.Tokens[first - 1].IsCapitalised || (scan.Tokens[first - 1].CaseTellsNothing && !scan.Has(first - 1, WordFlags.Function)))) || (scan.IsSymbol(first - 1, '.') && scan.Joined(first - 1))))
                first--;
            bool led = first < start - 1 && (scan.Has(first - 1, WordFlags.PlaceLead) || scan.Is(first - 1, "of") || scan.Has(first - 1, WordFlags.ContextAddress) || scan.IsSymbol(first - 1, ':') || scan.Tokens[first].Gap >= Gap.Line);
            if (led && scan.Tokens[first].Gap < Gap.Paragraph | first == 0 | scan.Tokens[first].Gap == Gap.Paragraph)
                start = first;
            else if (lastEnd == start - 1 && lastStart >= 0)
                start = lastStart;
        }
        if (start >= 3 && scan.Is(start - 1, "of") && scan.Is(start - 2, "corner"))
            start -= scan.Is(start - 3, "the") ? 3 : 2;
        return end;
    }

    /// <summary>A symbol, a word in small letters among capitals, or an ordinary one where the case tells nothing: most tokens, and none of them begins an address.</summary>
    public static bool IsPlain(in Token token)
    {
        bool ordinary = (token.Has(WordFlags.Function | WordFlags.CommonWord) & !token.Has(WordFlags.Unit)) | token.Has(WordFlags.PersonVerb);
        bool plain = token.CaseTellsNothing ? ordinary & token.IsWord : token.Shape == Shape.Lower;
        return token.Kind == TokenKind.Symbol | (plain & !token.Has(WordFlags.StreetBefore));
    }

    private static bool MayStart(in Scan scan, int i)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.IsNumber)
            return token.Length <= 5 && scan.StartsFresh(i) && !(i > 0 && scan.Joined(i) && scan.Tokens[i - 1].First is '.' or ',' or '$' or '€' or '£' or '-' or ':' or '/' or '*' or '@' or '+');
        if (IsPlain(token) || (i > 0 && scan.Joined(i) && scan.Tokens[i - 1].First is '.' or '@' or '/' or '_' or '\''))
            return false;
        if (token.Has(WordFlags.StreetBefore))
            return true;
        if (token.CaseTellsNothing)
            return true;
        return token.IsCapitalised && !(token.Has(WordFlags.Function) && token.StartsSentence && token.Length > 1);
    }

    /// <summary>Post boxes and military mail: "P.O. Box 12", "PSC 9236, Box 1684", "Unit 5599 Box 3418", "USNV Heilmann" before FPO.</summary>
    private static int Military(in Scan scan, int first, out float score)
    {
        score = 0;
        int i = first;
        if (!scan.IsWord(i) || scan.Tokens[i].First is not ('P' or 'p' or 'A' or 'a' or 'U' or 'u' or 'C' or 'c'))
            return first;
        if (scan.Is(i, "P") && scan.Is(i + 2, "O") && scan.IsSymbol(i + 1, '.'))
            i += scan.IsSymbol(i + 3, '.') ? 4 : 3;
        else if (scan.Is(i, "PO") || scan.Is(i, "Postfach") || scan.Is(i, "Postbus") || scan.Is(i, "Postboks") || scan.Is(i, "Apartado"))
            i++;
        else if ((scan.Is(i, "PSC") || scan.Is(i, "Unit") || scan.Is(i, "CMR")) && scan.IsNumber(i + 1) && (scan.Is(i + 2, "Box") || (scan.IsSymbol(i + 2, ',') && scan.Is(i + 3, "Box"))))
        {
            i += scan.Is(i + 2, "Box") ? 3 : 4;
            score = 0.8f;
            return scan.IsNumber(i) ? i + 1 : first;
        }
        else if ((scan.Is(i, "USNS") || scan.Is(i, "USS") || scan.Is(i, "USNV") || scan.Is(i, "USCGC")) && scan.IsWord(i + 1) && (scan.Is(i + 2, "FPO") || scan.Is(i + 2, "APO") || scan.Is(i + 2, "DPO")))
        {
            score = 0.8f;
            return i + 2;
        }
        else
            return first;
        if (scan.Is(i, "box"))
            i++;
        if (!scan.IsNumber(i) || scan.Tokens[i].Gap > Gap.Space)
            return first;
        score = 0.75f;
        return i + 1;
    }

    /// <summary>The street with its numbers.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="first">Its first token.</param>
    /// <param name="score">How sure.</param>
    /// <param name="second">Where two numbers stand, the first token behind the first of them; else -1.</param>
    /// <returns>The first token behind it, <paramref name="first"/> where none begins here.</returns>
    private static int Street(in Scan scan, int first, out float score, out int second)
    {
        score = 0;
        second = -1;
        int i = first, leading = 0;
        while (leading < 2 && scan.IsNumber(i) && scan.Tokens[i].Length <= 5 && (leading == 0 || scan.Tokens[i].Gap == Gap.Space) && !(leading == 1 && IsOrdinal(in scan, i)))
        {
            if (leading == 0 && IsOrdinal(in scan, i))
                break;
            i = HouseNumberEnd(in scan, i);
            leading++;
            if (scan.IsSymbol(i, ',') && scan.SameLine(i + 1) && scan.IsWord(i + 1) && (StreetWords.IsBefore(in scan, i + 1) || scan.Has(i + 1, WordFlags.StreetAfter)))
                i++;
            if (i >= scan.Count || scan.Tokens[i].Gap > Gap.Space)
                return first;
        }
        if (leading > 0 && Military(in scan, i, out score) is int box && box > i)
        {
            second = i;
            return box;
        }
        int end = StreetWords.End(in scan, i, leading > 0, out StreetForm form);
        if (end == i)
            return first;
        int after = end;
        int trailing = 0, name = leading > 0 ? i : -1;
        {
            int number = scan.IsSymbol(end, ',') && form == StreetForm.Before ? end + 1 : end;
            if (form == StreetForm.Compound && scan.IsSymbol(number, '.') && scan.Joined(number))
                number++;
            if (scan.Is(number, "no") || scan.Is(number, "nr") || scan.Is(number, "n") || scan.Is(number, "nº"))
                number += scan.IsSymbol(number + 1, '.') || scan.IsSymbol(number + 1, 'º') || scan.IsSymbol(number + 1, '°') ? 2 : 1;
            if (scan.IsNumber(number) && scan.Tokens[number].Length <= 5 && scan.Tokens[number].Gap <= Gap.Space && IsHouseNumber(in scan, number) && (form != StreetForm.After || leading == 0 || ClosesBehind(in scan, number + 1)))
            {
                after = HouseNumberEnd(in scan, number);
                trailing = 1;
                if (scan.IsSymbol(after, '.') && scan.Joined(after) && form is StreetForm.Compound or StreetForm.After && !EndsSentence(in scan, after))
                    after++;
            }
        }
        if (leading == 2)
            second = HouseNumberEnd(in scan, first);
        else if (leading == 1 && trailing > 0)
            second = name;
        score = form switch
        {
            StreetForm.After => leading > 0 || trailing > 0 ? 0.8f : 0.55f,
            StreetForm.Before => leading + trailing > 0 ? 0.75f : 0.4f,
            StreetForm.Compound => leading + trailing > 0 ? 0.8f : 0.5f,
            _ => leading > 0 && trailing > 0 ? 0.6f : trailing > 0 ? 0.3f : leading == 2 ? 0.3f : 0.1f,
        };
        if (form is StreetForm.None && trailing == 0 && leading == 0)
            return first;
        return after;
    }

    /// <summary>Whether a number after "Main Street" belongs to it: nothing counted by it follows.</summary>
    private static bool ClosesBehind(in Scan scan, int next) => next >= scan.Count || scan.Tokens[next].Kind == TokenKind.Symbol || scan.Tokens[next].Gap >= Gap.Line || scan.Tokens[next].IsCapitalised || scan.Has(next, WordFlags.Unit);

    private static bool EndsSentence(in Scan scan, int stop) => stop + 1 >= scan.Count || (scan.Tokens[stop + 1].Gap <= Gap.Space && scan.Tokens[stop + 1].IsCapitalised);

    private static bool IsOrdinal(in Scan scan, int number) => scan.Joined(number + 1) && (scan.Is(number + 1, "st") || scan.Is(number + 1, "nd") || scan.Is(number + 1, "rd") || scan.Is(number + 1, "th"));

    /// <summary>A number that nothing continues: no time, no price, no percentage, no quantity.</summary>
    private static bool IsHouseNumber(in Scan scan, int number)
    {
        int next = number + 1;
        if (!scan.Joined(next))
            return true;
        return scan.Tokens[next].Kind != TokenKind.Symbol ? scan.Tokens[next].Length == 1 : !(scan.Tokens[next].First is '%' or ':' or '@' or '$' or '€' || (scan.Tokens[next].First is '.' or ',' or '-' && scan.Joined(next + 1) && scan.IsNumber(next + 1) && scan.Tokens[next + 1].Length > 3));
    }

    /// <summary>"12", "12a", "12-14", "12/3", "12 B" is left to the tail.</summary>
    private static int HouseNumberEnd(in Scan scan, int number)
    {
        int end = number + 1;
        if (scan.Joined(end) && scan.IsWord(end) && scan.Tokens[end].Length == 1)
            end++;
        if (scan.Joined(end) && scan.Tokens[end].First is '-' or '/' or '–' && scan.Joined(end + 1) && ((scan.IsNumber(end + 1) && scan.Tokens[end + 1].Length <= 4) || (scan.IsWord(end + 1) && scan.Tokens[end + 1].Length == 1)))
        {
            end += 2;
            if (scan.Joined(end) && scan.IsWord(end) && scan.Tokens[end].Length == 1)
                end++;
        }
        return end;
    }
}
