using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds telephone numbers: international, national, local, with extensions. No plan of numbers is consulted: the form and the words around decide.</summary>
internal static class PhoneScanner
{
    private const int MostDigits = 15;

    public static void At(in Scan scan, ref DigitGroups groups, int first)
    {
        int start = first;
        bool bracket = false, plus = false;
        if (scan.IsSymbol(start - 1, '(') && scan.Joined(start))
        {
            start--;
            bracket = true;
        }
        if (start > 0 && scan.IsSymbol(start - 1, '+') && scan.SameLine(start) && scan.Tokens[start].Start - scan.Tokens[start - 1].End <= 1)
        {
            start--;
            plus = true;
            if (scan.IsSymbol(start - 1, '(') && scan.Joined(start))
            {
                start--;
                bracket = true;
            }
        }
        if (start < first && !scan.StartsFresh(start))
            return;
        int count = groups.Count;
        while (count > 0 && groups.Totals[count - 1] > MostDigits)
            count--;
        if (count == 0 || (bracket && count == 1 && !plus))
            return;
        int end = groups.Tokens[count - 1] + 1;
        if (!scan.EndsFresh(end) && !IsExtension(in scan, end))
            return;
        int digits = groups.Totals[count - 1];
        WordFlags nearest = scan.NearestContext(first);
        bool said = (nearest & WordFlags.ContextPhone) != 0 || (scan.ContextOf(start, end, 12, 6) & WordFlags.ContextPhone) != 0;
        float score = ScoreOf(in scan, ref groups, count, digits, bracket, plus, said);
        if (score <= 0)
            return;
        if (said)
            score += 0.35f;
        else if ((nearest & ~WordFlags.ContextPhone) != 0)
            score -= (nearest & WordFlags.ContextOther) != 0 ? 0.45f : 0.2f;
        int extended = ExtensionEnd(in scan, end);
        if (extended > end)
            score += 0.2f;
        scan.Add(PiiType.PhoneNumber, start, extended, score, validated: plus && digits >= 9);
    }

    private static float ScoreOf(in Scan scan, ref DigitGroups groups, int count, int digits, bool bracket, bool plus, bool said)
    {
        if (digits < 6 || (digits == 6 && !said && !bracket && groups.Digits[0] != '0'))
            return 0;
        if (plus)
            return digits >= 8 ? 0.8f : 0.4f;
        if (IsDateOrMoney(in scan, ref groups, count, said))
            return said ? 0.1f : 0;
        if (bracket)
            return 0.65f;
        char lead = groups.Digits[0];
        if (count == 1)
            return digits is < 7 or > 14 ? 0 : digits is 10 or 11 or 12 && (lead == '0' || (groups.Digits[0] == '1' && digits == 11)) ? 0.35f : digits >= 8 || said ? 0.25f : 0;
        bool even = groups.SeparatedBy(groups.Separators[1], count);
        bool american = digits == 10 && count == 3 && groups.LengthOf(0) == 3 && groups.LengthOf(1) == 3 && lead >= '2';
        bool americanWithOne = digits == 11 && count == 4 && groups.LengthOf(0) == 1 && lead == '1' && groups.LengthOf(1) == 3 && groups.LengthOf(2) == 3;
        if (american || americanWithOne || (groups.LengthOf(0) is 3 && groups.Upto(1) is "001" or "011" && digits >= 11))
            return 0.75f;
        for (int i = 0; i < count; i++)
        {
            if (groups.LengthOf(i) == 1 && i > 0)
                return said ? 0.2f : 0;
        }
        if (!even && count > 3 && !said)
            return 0.3f;
        if (lead == '0' && digits is >= 8 and <= 12)
            return 0.65f;
        return digits switch
        {
            7 when groups.LengthOf(0) == 3 && count == 2 => groups.Separators[1] is '-' or ' ' ? 0.5f : 0.3f,
            8 when count is 2 or 3 or 4 => 0.5f,
            9 or 10 or 11 when count is >= 2 and <= 5 => 0.5f,
            7 => 0.4f,
            _ => 0.3f,
        };
    }

    /// <summary>Years from to, dates, thousands, versions.</summary>
    private static bool IsDateOrMoney(in Scan scan, ref DigitGroups groups, int count, bool said)
    {
        if (count == 1)
            return false;
        int first = groups.Tokens[0];
        char before = first > 0 && scan.Tokens[first].Gap <= Gap.Space ? scan.Tokens[first - 1].First : '\0';
        if (before is '$' or '€' or '£' or '¥' or '#' or '%')
            return before != '#';
        if (count == 2 && IsYear(in scan, first) && IsYear(in scan, groups.Tokens[1]))
            return true;
        if (count == 3 && groups.Separators[1] == groups.Separators[2] && groups.Separators[1] is '-' or '/' or '.')
        {
            ulong a = scan.Tokens[first].Hash, b = scan.Tokens[groups.Tokens[1]].Hash, c = scan.Tokens[groups.Tokens[2]].Hash;
            if (groups.LengthOf(0) == 4 && a is >= 1000 and <= 2999 && b is >= 1 and <= 12 && c is >= 1 and <= 31)
                return true;
            if (groups.LengthOf(2) is 4 && c is >= 1000 and <= 2999 && ((a is >= 1 and <= 31 && b is >= 1 and <= 12) || (a is >= 1 and <= 12 && b is >= 1 and <= 31)))
                return true;
        }
        bool thousands = !(said && groups.Separators[1] == ' ' && groups.Totals[count - 1] >= 7) && groups.LengthOf(0) <= 3 && (groups.SeparatedBy(' ', count) || groups.SeparatedBy('.', count)) && groups.Digits[0] != '0' && count > 1;
        for (int i = 1; thousands && i < count; i++)
            thousands = groups.LengthOf(i) == 3;
        return thousands && (groups.Totals[count - 1] < 9 || groups.Separators[1] == '.') && groups.LengthOf(0) < 3;
    }

    private static bool IsYear(in Scan scan, int token) => scan.Tokens[token].Length == 4 && scan.Tokens[token].Hash is >= 1500 and <= 2199;

    private static bool IsExtension(in Scan scan, int token) => ExtensionEnd(in scan, token) > token;

    /// <summary>"x123", "ext. 123", "extension 123", "#123", "Durchwahl 12".</summary>
    private static int ExtensionEnd(in Scan scan, int end)
    {
        int i = end;
        if (scan.IsSymbol(i, ',') && scan.SameLine(i))
            i++;
        if (!scan.SameLine(i))
            return end;
        bool letter = scan.Is(i, "x");
        if (!letter && !scan.Is(i, "ext") && !scan.Is(i, "extn") && !scan.Is(i, "extension") && !scan.Is(i, "durchwahl") && !(scan.IsSymbol(i, '#') && scan.Tokens[i].Gap <= Gap.Space))
            return end;
        i++;
        if (scan.IsSymbol(i, '.') || scan.IsSymbol(i, ':'))
            i++;
        return scan.SameLine(i) && scan.IsNumber(i) && scan.Tokens[i].Length <= 6 && (!letter || scan.Tokens[i].Start - scan.Tokens[i - 1].End <= 1) && scan.EndsFresh(i + 1) ? i + 1 : end;
    }
}
