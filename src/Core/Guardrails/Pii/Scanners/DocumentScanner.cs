using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds numbers whose form says little and which a word before them names: passports, driver's licences, other identity numbers, and postcodes.</summary>
internal static class DocumentScanner
{
    /// <summary>Looks at a run of letters and digits that holds a digit.</summary>
    public static void At(in Scan scan, int first, int end)
    {
        if (!scan.StartsFresh(first) || (first > 0 && scan.Joined(first) && scan.Tokens[first - 1].First is '.' or '@' or '/'))
            return;
        // Groups with single hyphens or spaces belong together: D123-4567-8901, X 1234567.
        int whole = end;
        while (whole + 1 < scan.Count && scan.IsSymbol(whole, '-') && scan.Joined(whole) && scan.Joined(whole + 1) && scan.Tokens[whole + 1].Kind != TokenKind.Symbol && whole - first < 10)
            whole = scan.EndOfAlphanumeric(whole + 1);
        int digits = 0, letters = 0, length = scan.Tokens[whole - 1].End - scan.Tokens[first].Start;
        if (length > 24)
            return;
        foreach (char c in scan.TextOf(first, whole))
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }
        if (digits >= 3 && digits + letters >= 4)
            Named(in scan, first, whole, digits, letters);
        Postcode(in scan, first, whole, digits, letters, length);
    }

    private static void Named(in Scan scan, int first, int end, int digits, int letters)
    {
        const WordFlags Kinds = WordFlags.ContextLicence | WordFlags.ContextPassport | WordFlags.ContextNationalId | WordFlags.ContextTax | WordFlags.ContextHealth | WordFlags.ContextPhone | WordFlags.ContextCard | WordFlags.ContextOther | WordFlags.ContextIban;
        WordFlags nearest = scan.NearestContext(first, Kinds);
        if (nearest == WordFlags.None)
            return;
        int length = digits + letters;
        if ((nearest & WordFlags.ContextLicence) != 0 && length is >= 5 and <= 20 && digits >= 4)
            scan.Add(PiiType.UsDriverLicense, first, end, 0.75f);
        else if ((nearest & WordFlags.ContextPassport) != 0 && length is >= 6 and <= 12 && digits >= 4)
            scan.Add(PiiType.Passport, first, end, 0.75f);
        else if ((nearest & WordFlags.ContextIban) != 0 && letters == 0 && length is >= 6 and <= 17)
            scan.Add(PiiType.NationalId, first, end, 0.45f);
        else if ((nearest & (WordFlags.ContextTax | WordFlags.ContextHealth)) != 0 && length is >= 6 and <= 18 && digits >= 5)
            scan.Add(PiiType.NationalId, first, end, 0.55f);
        else if ((nearest & WordFlags.ContextNationalId) != 0 && length is >= 6 and <= 18 && digits >= 5)
            scan.Add(PiiType.NationalId, first, end, (nearest & WordFlags.ContextOther) == 0 ? 0.5f : 0.3f);
    }

    private static void Postcode(in Scan scan, int first, int end, int digits, int letters, int length)
    {
        bool said = (scan.ContextOf(first, end, 5, 2) & WordFlags.ContextPostcode) != 0;
        if (letters == 0)
        {
            bool plain = end == first + 1 && digits is >= 4 and <= 7;
            bool zipPlus4 = end == first + 3 && scan.Tokens[first].Length == 5 && scan.Tokens[first + 2].Length == 4;
            if (!plain && !zipPlus4)
                return;
            float score = said ? 0.8f : zipPlus4 ? 0.55f : digits == 5 ? 0.3f : 0;
            if (!said && digits == 5 && scan.Has(first - 1, WordFlags.RegionCode) && scan.Tokens[first - 1].Shape == Shape.Upper)
                score = 0.6f;
            if (!said && digits == 5 && first > 0 && scan.SameLine(first) && scan.Has(first - 1, WordFlags.Country))
                score = 0.6f;
            if (score > 0)
                scan.Add(PiiType.ZipCode, first, end, score);
            return;
        }
        // GB "SW1A 1AA", CA "K1A 0B6": the outward and the inward part.
        if (length is < 2 or > 4 || scan.Tokens[end - 1].End - scan.Tokens[first].Start != length || !scan.SameLine(end) || !scan.IsNumber(end))
            return;
        int inward = scan.EndOfAlphanumeric(end);
        ReadOnlySpan<char> left = scan.TextOf(first, end), right = scan.TextOf(end, inward);
        bool british = right.Length == 3 && char.IsAsciiDigit(right[0]) && char.IsAsciiLetter(right[1]) && char.IsAsciiLetter(right[2]) && char.IsAsciiLetter(left[0]) && left.ContainsAnyInRange('0', '9');
        bool canadian = right.Length == 3 && char.IsAsciiDigit(right[0]) && char.IsAsciiLetter(right[1]) && char.IsAsciiDigit(right[2]) && left.Length == 3 && char.IsAsciiLetter(left[0]) && char.IsAsciiDigit(left[1]) && char.IsAsciiLetter(left[2]);
        if ((british || canadian) && scan.EndsFresh(inward))
            scan.Add(PiiType.ZipCode, first, inward, said ? 0.95f : scan.Tokens[first].Shape is Shape.Upper or Shape.Initial ? 0.7f : 0.5f);
    }
}
