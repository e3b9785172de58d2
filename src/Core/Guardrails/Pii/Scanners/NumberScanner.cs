using Artisan.Core.Guardrails.Pii.Lexicons;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds numbers that are made of digits alone: cards, social security numbers, national identity numbers, telephone numbers.</summary>
internal static class NumberScanner
{
    /// <summary>Looks at the digits that begin with a token.</summary>
    public static void At(in Scan scan, int first)
    {
        if (!scan.StartsFresh(first))
            return;
        var groups = new DigitGroups
        {
            Digits = stackalloc char[DigitGroups.MostDigits],
            Tokens = stackalloc int[DigitGroups.MostGroups],
            Totals = stackalloc int[DigitGroups.MostGroups],
            Separators = stackalloc char[DigitGroups.MostGroups],
        };
        groups.Read(in scan, first);
        if (groups.Count == 0)
            return;
        bool continues = first > 0 && scan.Joined(first) && scan.Tokens[first - 1].First is '-' or '.' && scan.IsNumber(first - 2) && scan.Joined(first - 1);
        if (groups.Totals[groups.Count - 1] >= 8 && !continues)
        {
            Card(in scan, ref groups);
            SocialSecurity(in scan, ref groups);
            NationalIds.Digits(in scan, ref groups);
        }
        if (!continues)
            PhoneScanner.At(in scan, ref groups, first);
    }

    private static void Card(in Scan scan, ref DigitGroups groups)
    {
        for (int count = 1; count <= groups.Count && groups.Totals[count - 1] <= 19; count++)
        {
            int length = groups.Totals[count - 1];
            if (length < 12 || !IsCardGrouping(ref groups, count) || !scan.EndsFresh(groups.Tokens[count - 1] + 1))
                continue;
            ReadOnlySpan<char> digits = groups.Upto(count);
            if (!Checksums.Luhn(digits) || Checksums.AllSame(digits))
                continue;
            int first = groups.Tokens[0], end = groups.Tokens[count - 1] + 1;
            bool network = IsCardNetwork(digits);
            bool context = (scan.ContextOf(first, end) & WordFlags.ContextCard) != 0;
            if (length == 12 ? network && context : network || context)
                scan.Add(PiiType.CreditCard, first, end, network ? context ? 1f : 0.9f : 0.6f, validated: network);
        }
    }

    /// <summary>4-4-4-4, 4-6-5, 4-6-4 or no groups at all.</summary>
    private static bool IsCardGrouping(ref DigitGroups groups, int count)
    {
        if (count == 1)
            return true;
        if (groups.LengthOf(0) != 4 || (!groups.SeparatedBy(' ', count) && !groups.SeparatedBy('-', count) && !groups.SeparatedBy('.', count)))
            return false;
        if (count == 3)
            return groups.LengthOf(1) == 6 && groups.LengthOf(2) is 4 or 5;
        for (int i = 1; i < count - 1; i++)
        {
            if (groups.LengthOf(i) != 4)
                return false;
        }
        return groups.LengthOf(count - 1) <= 4;
    }

    /// <summary>Prefixes and lengths of the card networks (ISO/IEC 7812 issuer ranges as the networks publish them).</summary>
    private static bool IsCardNetwork(ReadOnlySpan<char> digits)
    {
        int length = digits.Length;
        int two = (int)Checksums.ValueOf(digits[..2]), three = (int)Checksums.ValueOf(digits[..3]), four = (int)Checksums.ValueOf(digits[..4]);
        return digits[0] switch
        {
            '4' => length is 13 or 16 or 19,
            '5' => (two is >= 51 and <= 55 && length == 16) || (two is 50 or >= 56 and <= 58 && length is >= 12 and <= 19),
            '2' => four is >= 2221 and <= 2720 && length == 16 || (four is >= 2200 and <= 2204 && length >= 16),
            '3' => (two is 34 or 37 && length == 15) || ((three is >= 300 and <= 305 || two is 36 or 38 or 39) && length is >= 14 and <= 19) || (four is >= 3528 and <= 3589 && length >= 16) || (four is 3088 or 3096 or 3112 or 3158 or 3337 && length == 16),
            '6' => (four == 6011 || two is 65 || three is >= 644 and <= 649 || two is 62 or 60 or 81 or 63 or 67 or 68 or 69 or 61) && length is >= 12 and <= 19,
            '8' => two == 81 && length >= 16,
            '1' => four == 1800 && length == 15,
            _ => false,
        };
    }

    private static void SocialSecurity(in Scan scan, ref DigitGroups groups)
    {
        bool grouped = groups.Count >= 3 && groups.LengthOf(0) == 3 && groups.LengthOf(1) == 2 && groups.LengthOf(2) == 4 && groups.Separators[1] == groups.Separators[2] && groups.Separators[1] is '-' or ' ' or '.';
        int count = grouped ? 3 : 1;
        if ((!grouped && groups.Totals[0] != 9) || (groups.Count > count && groups.Separators[count] is '-' or '.') || !scan.EndsFresh(groups.Tokens[count - 1] + 1))
            return;
        ReadOnlySpan<char> digits = groups.Upto(count);
        int area = (int)Checksums.ValueOf(digits[..3]);
        if (area is 0 or 666 or >= 900 || digits[3..5] is "00" || digits[5..9] is "0000" || digits is "123456789" or "078051120" or "219099999" || Checksums.AllSame(digits))
            return;
        int first = groups.Tokens[0], end = groups.Tokens[count - 1] + 1;
        WordFlags nearest = scan.NearestContext(first);
        bool said = (nearest & WordFlags.ContextSsn) != 0 || (scan.ContextOf(first, end) & WordFlags.ContextSsn) != 0;
        float score = grouped ? groups.Separators[1] == '-' ? 0.85f : 0.4f : 0.1f;
        if (said)
            score += grouped ? 0.4f : 0.75f;
        else if ((nearest & WordFlags.ContextPhone) != 0)
            score -= 0.3f;
        if (score >= 0.3f)
            scan.Add(PiiType.UsSsn, first, end, score, validated: grouped && said);
    }
}
