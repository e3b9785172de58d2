using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Finds street addresses of many countries, from the street to the country, also over several lines, as one piece.</summary>
internal static class AddressScanner
{
    /// <summary>Goes over a text; what is found is taken, so that street names are not taken for persons afterwards.</summary>
    public static void Find(in Scan scan)
    {
        for (int i = 0; i < scan.Count;)
        {
            ref Token token = ref scan.Tokens[i];
            if (token.Taken || !MayStart(in scan, i))
            {
                i++;
                continue;
            }
            int end = Military(in scan, i, out float score);
            if (end == i)
                end = Street(in scan, i, out score);
            if (end == i)
            {
                i++;
                continue;
            }
            int whole = AddressTail.End(in scan, end, score >= 0.55f, out int parts);
            score += 0.15f * Math.Min(parts, 2);
            if (score < 0.5f && (scan.ContextOf(i, i + 1, 10, 0) & WordFlags.ContextAddress) != 0)
                score += 0.25f;
            if (score < 0.5f)
            {
                i++;
                continue;
            }
            scan.Add(PiiType.Location, i, whole, score, validated: score >= 0.8f);
            scan.Take(i, whole);
            i = whole;
        }
    }

    private static bool MayStart(in Scan scan, int i)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.IsNumber)
            return token.Length <= 5 && scan.StartsFresh(i) && !(i > 0 && scan.Joined(i) && scan.Tokens[i - 1].First is '.' or ',' or '$' or '€' or '£' or '-' or ':' or '/' or '*' or '@' or '+');
        if (!token.IsWord || (i > 0 && scan.Joined(i) && scan.Tokens[i - 1].First is '.' or '@' or '/' or '_' or '\''))
            return false;
        if (token.Has(WordFlags.StreetBefore))
            return true;
        if (token.CaseTellsNothing)
            return (!token.Has(WordFlags.Function | WordFlags.CommonWord) || token.Has(WordFlags.Unit)) && !token.Has(WordFlags.PersonVerb);
        return token.IsCapitalised && !(token.Has(WordFlags.Function) && token.StartsSentence && token.Length > 1);
    }

    /// <summary>Post boxes and military mail: "P.O. Box 12", "PSC 9236, Box 1684", "Unit 5599 Box 3418", "USNV Heilmann" before FPO.</summary>
    private static int Military(in Scan scan, int first, out float score)
    {
        score = 0;
        int i = first;
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
    /// <returns>The first token behind it, <paramref name="first"/> where none begins here.</returns>
    private static int Street(in Scan scan, int first, out float score)
    {
        score = 0;
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
            return box;
        int end = StreetWords.End(in scan, i, leading > 0, out StreetForm form);
        if (end == i)
            return first;
        int after = end;
        int trailing = 0;
        if (form != StreetForm.After || leading == 0)
        {
            int number = scan.IsSymbol(end, ',') && form == StreetForm.Before ? end + 1 : end;
            if (scan.Is(number, "no") || scan.Is(number, "nr") || scan.Is(number, "n") || scan.Is(number, "nº"))
                number += scan.IsSymbol(number + 1, '.') || scan.IsSymbol(number + 1, 'º') || scan.IsSymbol(number + 1, '°') ? 2 : 1;
            if (scan.IsNumber(number) && scan.Tokens[number].Length <= 5 && scan.Tokens[number].Gap <= Gap.Space && IsHouseNumber(in scan, number))
            {
                after = HouseNumberEnd(in scan, number);
                trailing = 1;
                if (scan.IsSymbol(after, '.') && scan.Joined(after) && form == StreetForm.Compound && !EndsSentence(in scan, after))
                    after++;
            }
        }
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

    private static bool EndsSentence(in Scan scan, int stop) => stop + 1 >= scan.Count || scan.Tokens[stop + 1].IsCapitalised;

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
