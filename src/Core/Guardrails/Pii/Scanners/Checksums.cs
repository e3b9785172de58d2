namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Check digits. All take digits or letters without separators.</summary>
internal static class Checksums
{
    private static ReadOnlySpan<byte> VerhoeffProduct =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7, 4, 0, 1, 2, 3, 9, 5, 6, 7, 8,
        5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3, 8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static ReadOnlySpan<byte> VerhoeffPermutation =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 7, 6, 2, 8, 3, 0, 9, 4, 5, 8, 0, 3, 7, 9, 6, 1, 4, 2, 8, 9, 1, 6, 0, 4, 3, 5, 2, 7,
        9, 4, 5, 3, 1, 2, 6, 8, 7, 0, 4, 2, 8, 6, 5, 7, 3, 9, 0, 1, 2, 7, 9, 3, 8, 0, 6, 4, 1, 5, 7, 0, 4, 6, 9, 1, 3, 2, 5, 8,
    ];

    /// <summary>The Luhn check (ISO/IEC 7812-1).</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        bool twice = false;
        for (int i = digits.Length - 1; i >= 0; i--, twice = !twice)
        {
            int digit = digits[i] - '0';
            if (twice && (digit *= 2) > 9)
                digit -= 9;
            sum += digit;
        }
        return digits.Length > 1 && sum % 10 == 0;
    }

    /// <summary>The Verhoeff check.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        int state = 0;
        for (int i = 0; i < digits.Length; i++)
            state = VerhoeffProduct[(state * 10) + VerhoeffPermutation[(i % 8 * 10) + (digits[digits.Length - 1 - i] - '0')]];
        return state == 0;
    }

    /// <summary>ISO/IEC 7064 MOD 11,10.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        int product = 10;
        for (int i = 0; i < digits.Length - 1; i++)
        {
            int sum = ((digits[i] - '0') + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>ISO/IEC 7064 MOD 97-10 over letters and digits, as IBANs use it (the first four characters moved to the end).</summary>
    public static bool Iban(ReadOnlySpan<char> value)
    {
        int rest = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[(i + 4) % value.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + ((c | 0x20) - 'a' + 10)) % 97;
        }
        return rest == 1;
    }

    /// <summary>The sum of the digits, each times its weight.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<sbyte> weights)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>Whether all characters are the same: such numbers stand in examples.</summary>
    public static bool AllSame(ReadOnlySpan<char> digits) => digits.Length > 0 && digits.IndexOfAnyExcept(digits[0]) < 0;

    /// <summary>The number that some digits spell.</summary>
    public static long ValueOf(ReadOnlySpan<char> digits)
    {
        long value = 0;
        foreach (char c in digits)
            value = (value * 10) + (c - '0');
        return value;
    }

    /// <summary>Whether year, month and day of two digits can be a date.</summary>
    public static bool IsDate(ReadOnlySpan<char> month, ReadOnlySpan<char> day) => ValueOf(month) is >= 1 and <= 12 && ValueOf(day) is >= 1 and <= 31;
}
