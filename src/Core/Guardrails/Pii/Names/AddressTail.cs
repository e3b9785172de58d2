using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Reads what follows a street: flat, town, region, postcode, country, in any order, with commas or line breaks between.</summary>
internal static class AddressTail
{
    /// <summary>The most parts that are read.</summary>
    public const int MostParts = 8;

    private const int MostPlaceWords = 5;

    /// <summary>The end of the whole address.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="street">The first token behind the street.</param>
    /// <param name="sure">Whether the street is one beyond doubt; then unknown capitals behind a comma are a town.</param>
    /// <param name="marker">What stands before each line, as in a list; '\0' where nothing does.</param>
    /// <param name="found">Gets first and end token of every part.</param>
    /// <param name="parts">How many parts were found.</param>
    public static int End(in Scan scan, int street, bool sure, char marker, Span<int> found, out int parts)
    {
        int end = street;
        parts = 0;
        while (parts < MostParts)
        {
            int i = end;
            bool stopped = scan.IsSymbol(i, '.') && scan.Joined(i) && scan.SameLine(i + 1) && i > 0 && ((scan.Tokens[i - 1].Length <= 4 && scan.IsWord(i - 1)) || (scan.Has(i + 1, WordFlags.Unit) && scan.IsNumber(i - 1)));
            if (stopped)
                i++;
            bool separated = false;
            for (int commas = 0; commas < 2 && i < scan.Count && scan.Tokens[i].Gap <= Gap.Line && (scan.IsSymbol(i, ',') || (scan.IsSymbol(i, '-') && scan.Tokens[i].Gap == Gap.Space) || scan.IsSymbol(i, ';') || scan.IsSymbol(i, '(')); commas++)
            {
                separated = true;
                i++;
            }
            if (i >= scan.Count || (scan.Tokens[i].Gap > Gap.Line && !(parts > 0 && IsCountry(in scan, i))))
                break;
            if (marker != '\0' && scan.Tokens[i].Gap == Gap.Line && scan.Tokens[i].Is(marker) && i + 1 < scan.Count)
            {
                separated = true;
                i++;
            }
            separated |= scan.Tokens[i].Gap >= Gap.Line;
            int part = Part(in scan, i, separated, sure || parts > 0, end > street || parts > 0);
            if (part == i)
                break;
            (found[parts * 2], found[(parts * 2) + 1]) = (i, part);
            parts++;
            end = part;
        }
        return end;
    }

    /// <summary>A country that opens a line, behind an empty line too.</summary>
    private static bool IsCountry(in Scan scan, int i)
    {
        if (scan.Has(i, WordFlags.Country) && IsWritten(scan.Tokens[i]) && !scan.Has(i, WordFlags.CommonWord))
            return true;
        int phrase = FirstPhrase(scan.Phrases, i);
        return phrase < scan.Phrases.Count && scan.Phrases[phrase].First == i && (scan.Phrases[phrase].Flags & WordFlags.Country) != 0 && IsWritten(scan.Tokens[i]);
    }

    private static int Part(in Scan scan, int i, bool separated, bool sure, bool afterPart)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.IsNumber)
            return Postcode(in scan, i, separated || afterPart || sure);
        if (!token.IsWord || token.Taken)
            return i;
        int unit = Unit(in scan, i);
        if (unit > i)
            return unit;
        // GB and CA postcodes, "D-12345".
        if (token.Length <= 2 && scan.EndOfAlphanumeric(i) is var alphanumeric && alphanumeric > i + 1)
        {
            int inward = alphanumeric;
            if (scan.SameLine(inward) && scan.IsNumber(inward) && scan.Tokens[inward].Length <= 1 && scan.EndOfAlphanumeric(inward) > inward + 1)
                return scan.EndOfAlphanumeric(inward);
        }
        if (token.Length <= 2 && scan.IsSymbol(i + 1, '-') && scan.Joined(i + 1) && scan.Joined(i + 2) && scan.IsNumber(i + 2) && scan.Tokens[i + 2].Length is 4 or 5)
            return i + 3;
        // A spreadsheet writes "nan" or "null" where a field is empty.
        if ((separated || afterPart) && (scan.Is(i, "nan") || scan.Is(i, "null")) && Closes(in scan, i + 1))
            return i + 1;
        if (separated && sure && (token.Shape == Shape.Upper || token.CaseTellsNothing) && token.Length is 2 or 3 && Closes(in scan, i + 1) && (!token.CaseTellsNothing || !token.Has(WordFlags.CommonWord)))
            return i + 1;
        if ((token.Shape == Shape.Upper || token.CaseTellsNothing) && token.Length is 2 or 3 && (token.Has(WordFlags.RegionCode) || scan.IsNumber(i + 1)) && (separated || scan.IsNumber(i + 1) || afterPart) && !token.Has(WordFlags.CommonWord))
            return i + 1;
        return Place(in scan, i, separated, sure, afterPart);
    }

    private static int Unit(in Scan scan, int i)
    {
        if (scan.Is(i, "P") && scan.IsSymbol(i + 1, '.') && scan.Is(i + 2, "O"))
            return i;
        if (!scan.Has(i, WordFlags.Unit))
        {
            // "2nd floor"
            return i;
        }
        int next = i + 1;
        if (scan.IsSymbol(next, '.') && scan.Joined(next))
            next++;
        if (scan.IsSymbol(next, '#'))
            next++;
        if (next >= scan.Count || scan.Tokens[next].Gap > Gap.Space)
            return i;
        bool number = scan.IsNumber(next) && scan.Tokens[next].Length <= 5;
        bool letter = scan.IsWord(next) && scan.Tokens[next].Length == 1;
        if (!number && !letter)
            return i;
        int end = scan.EndOfAlphanumeric(next);
        return end - next <= 2 ? end : i;
    }

    private static int Postcode(in Scan scan, int i, bool expected)
    {
        ref Token token = ref scan.Tokens[i];
        if (!expected || !scan.EndsFresh(i + 1) && !(scan.Joined(i + 1) && scan.IsWord(i + 1) && scan.Tokens[i + 1].Length == 2))
            return i;
        bool continues = scan.Joined(i + 1) && scan.Tokens[i + 1].First is '-' or '.' or '/' or ':' && scan.Joined(i + 2) && scan.IsNumber(i + 2);
        if (token.Length == 5 && continues && scan.Tokens[i + 1].Is('-') && scan.Tokens[i + 2].Length is 3 or 4)
            return i + 3;
        if (token.Length is 2 or 4 && continues && scan.Tokens[i + 1].Is('-') && scan.Tokens[i + 2].Length == 3)
            return i + 3;
        if (continues)
            return i;
        // "123 45" in Sweden, Czechia, Greece; "1234 AB" in the Netherlands.
        if (token.Length == 3 && scan.IsNumber(i + 1) && scan.Tokens[i + 1].Gap == Gap.Space && scan.Tokens[i + 1].Length == 2)
            return i + 2;
        if (token.Length == 4 && scan.IsWord(i + 1) && scan.Tokens[i + 1] is { Length: 2, Shape: Shape.Upper } && scan.SameLine(i + 1))
            return i + 2;
        // More digits behind it make it the beginning of a telephone number on the next line.
        if (scan.SameLine(i + 1) && (scan.IsNumber(i + 1) || (scan.Tokens[i + 1].First is '-' or '(' or '.' && scan.IsNumber(i + 2) && scan.SameLine(i + 2))))
            return i;
        return token.Length is >= 4 and <= 6 ? i + 1 : token.Length is 2 or 3 && scan.Tokens[i].Gap == Gap.Line && scan.StartsFresh(i) && (i + 1 >= scan.Count || scan.Tokens[i + 1].Gap >= Gap.Line) ? i + 1 : i;
    }

    private static int Place(in Scan scan, int i, bool separated, bool sure, bool afterPart)
    {
        foreach (Phrase phrase in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scan.Phrases)[FirstPhrase(scan.Phrases, i)..])
        {
            if (phrase.First != i)
                break;
            if ((phrase.Flags & WordFlags.AnyPlace) != 0)
                return WithDistrict(in scan, phrase.End);
        }
        ref Token token = ref scan.Tokens[i];
        bool known = token.Has(WordFlags.AnyPlace);
        if (token.Has(WordFlags.Country) && (separated || sure))
            return i + 1;
        if (!separated && !afterPart)
            return known && sure && IsWritten(token) && !token.Has(WordFlags.CommonWord | WordFlags.Function) ? Words(in scan, i) : i;
        if (sure && token.Gap >= Gap.Line | (i > 0 && scan.Tokens[i - 1].Gap >= Gap.Line && scan.Tokens[i - 1].Kind == TokenKind.Symbol) && LineBeforeAddress(in scan, i) is var line && line > i)
            return line;
        if (!IsWritten(token) || (token.Has(WordFlags.Function) && token.Has(WordFlags.CommonWord) && !token.Has(WordFlags.Particle) && token.Length > 1))
            return i;
        if (known && !token.Has(WordFlags.CommonWord))
            return Words(in scan, i);
        // An unknown word in capitals behind a comma or on a line of its own is a town, unless it reads like the next sentence.
        if (!sure || token.Has(WordFlags.Month | WordFlags.Weekday) || (token.Has(WordFlags.CommonWord) && scan.SameLine(i + 1) && scan.IsWord(i + 1) && scan.Tokens[i + 1].Shape == Shape.Lower && !token.CaseTellsNothing))
            return i;
        if (token.CaseTellsNothing && NameRun.IsOrdinary(token))
            return i;
        int end = Words(in scan, i);
        bool closes = end >= scan.Count || scan.Tokens[end].Kind == TokenKind.Symbol || scan.Tokens[end].Gap >= Gap.Line || scan.IsNumber(end) || IsCountry(in scan, end) || scan.Tokens[end].Has(WordFlags.AnyPlace | WordFlags.RegionCode | WordFlags.Function | WordFlags.PlaceLead);
        return separated && closes || !NameRun.IsOrdinary(token) && closes ? end : i;
    }

    /// <summary>A line of a few words whose next line is a country or a postcode is a town, whatever its words.</summary>
    private static int LineBeforeAddress(in Scan scan, int first)
    {
        int end = first;
        while (end < scan.Count && end - first < MostPlaceWords + 2 && (end == first || scan.Tokens[end].Gap <= Gap.Space))
        {
            if (scan.Tokens[end].Kind == TokenKind.Symbol ? !(scan.Tokens[end].First is '-' or '\'' or '’' or '/' or '.' or '∆') : scan.IsNumber(end) && end == first)
                return first;
            if (scan.IsWord(end) && !IsWritten(scan.Tokens[end]) && !scan.Has(end, WordFlags.Particle | WordFlags.Function))
                return first;
            end++;
        }
        if (end >= scan.Count || scan.Tokens[end].Gap < Gap.Line)
            return first;
        int next = end;
        while (next < end + 2 && next < scan.Count && scan.Tokens[next].Kind == TokenKind.Symbol)
            next++;
        bool postcode = scan.IsNumber(next) && scan.Tokens[next].Length is 4 or 5 or 6 && Closes(in scan, next + 1);
        return postcode || IsCountry(in scan, next) ? end : first;
    }

    /// <summary>All words of a town: "Mansilla de la Sierra", "BAR-LE-DUC".</summary>
    private static int Words(in Scan scan, int first)
    {
        int end = first + 1, i = end;
        for (int words = 1; words < MostPlaceWords; words++)
        {
            i = end;
            if (scan.Joined(i) && scan.Tokens[i].Kind == TokenKind.Symbol && scan.Tokens[i].Length == 1 && scan.Tokens[i].First is '-' or '\'' or '’' or '/' && scan.Joined(i + 1))
                i++;
            int particle = i;
            while (particle < i + 3 && scan.SameLine(particle) && scan.Has(particle, WordFlags.Particle | WordFlags.PlaceLead | WordFlags.Function) && scan.Tokens[particle].Shape == Shape.Lower && scan.Tokens[particle].Length <= 4)
                particle++;
            if (!scan.SameLine(particle) || !scan.IsWord(particle) || scan.Tokens[particle].Taken || !IsWritten(scan.Tokens[particle]) || scan.Tokens[particle].Has(WordFlags.Unit))
                break;
            ref Token next = ref scan.Tokens[particle];
            // The first letters of a postcode: "London NW1 6XE".
            if (next.Length <= 2 && scan.Joined(particle + 1) && scan.IsNumber(particle + 1))
                break;
            if (next.CaseTellsNothing && (next.Has(WordFlags.Function | WordFlags.CommonWord | WordFlags.PersonVerb) || particle > i && !next.Has(WordFlags.AnyPlace)))
                break;
            if (next.Has(WordFlags.Country) && i == end)
                break;
            end = particle + 1;
        }
        return WithDistrict(in scan, end);
    }

    /// <summary>The number of a district: "Ceské Budejovice 6".</summary>
    private static int WithDistrict(in Scan scan, int end) => scan.SameLine(end) && scan.IsNumber(end) && scan.Tokens[end].Length <= 2 && Closes(in scan, end + 1) ? end + 1 : end;

    private static bool Closes(in Scan scan, int next) => next >= scan.Count || scan.Tokens[next].Kind != TokenKind.Word || scan.Tokens[next].Gap >= Gap.Line;

    private static bool IsWritten(in Token token) => token.IsCapitalised || token.CaseTellsNothing;

    private static int FirstPhrase(List<Phrase> phrases, int token)
    {
        int low = 0, high = phrases.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (phrases[middle].First < token)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
