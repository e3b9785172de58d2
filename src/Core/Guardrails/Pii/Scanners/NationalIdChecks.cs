using static Artisan.Core.Guardrails.Pii.Scanners.Checksums;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>The check digits of identity numbers, each as its issuer publishes them. All take ASCII digits (or capitals) without separators and of the right length.</summary>
internal static class NationalIdChecks
{
    public static bool UkNhs(ReadOnlySpan<char> d)
    {
        int check = 11 - (Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return (check == 11 ? 0 : check) == d[9] - '0';
    }

    /// <summary>One digit of the first ten stands twice or three times, the others once at most.</summary>
    public static bool GermanTaxId(ReadOnlySpan<char> d)
    {
        if (d[0] == '0' || !Mod11And10(d))
            return false;
        Span<int> times = stackalloc int[10];
        times.Clear();
        foreach (char c in d[..10])
            times[c - '0']++;
        int repeated = 0;
        foreach (int t in times)
            repeated += t > 1 ? 1 : 0;
        return repeated == 1 && !times.ContainsAnyExceptInRange(0, 3);
    }

    public static bool FrenchNir(ReadOnlySpan<char> d) => d[0] is '1' or '2' or '3' or '4' or '7' or '8' && ValueOf(d[3..5]) is (>= 1 and <= 12) or (>= 20 and <= 42) or >= 50 && 97 - (ValueOf(d[..13]) % 97) == ValueOf(d[13..]);

    public static bool DutchBsn(ReadOnlySpan<char> d) => Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0;

    public static bool PolishPesel(ReadOnlySpan<char> d) => ValueOf(d[2..4]) % 20 is >= 1 and <= 12 && ValueOf(d[4..6]) is >= 1 and <= 31 && Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0;

    public static bool PolishNip(ReadOnlySpan<char> d) => d[0] != '0' && Weighted(d, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9] - '0';

    public static bool SwedishPersonal(ReadOnlySpan<char> d)
    {
        ReadOnlySpan<char> ten = d.Length == 12 ? d[2..] : d;
        long day = ValueOf(ten[4..6]);
        return (d.Length == 10 || d[..2] is "19" or "20") && ValueOf(ten[2..4]) is >= 1 and <= 12 && (day is >= 1 and <= 31 || day is >= 61 and <= 91) && Luhn(ten);
    }

    public static bool NorwegianPersonal(ReadOnlySpan<char> d)
    {
        long day = ValueOf(d[..2]);
        if ((day is < 1 or > 31 && day is < 41 or > 71) || ValueOf(d[2..4]) is < 1 or > 12)
            return false;
        return Weighted(d, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0 && Weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;
    }

    /// <summary>Since 2007 the check digit is no longer always right; the date is asked, and modulus 11 where it was issued before.</summary>
    public static bool DanishPersonal(ReadOnlySpan<char> d) => IsDate(d[2..4], d[..2]) && (Weighted(d, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0 || ValueOf(d[4..6]) is >= 7 and <= 36);

    public static bool CzechBirth(ReadOnlySpan<char> d)
    {
        long month = ValueOf(d[2..4]) % 50;
        return (month is >= 1 and <= 12 || month is >= 21 and <= 32) && ValueOf(d[4..6]) is >= 1 and <= 31 && (ValueOf(d) % 11 == 0 || (ValueOf(d[..9]) % 11 == 10 && d[9] == '0'));
    }

    public static bool BrazilianCpf(ReadOnlySpan<char> d) => Brazilian(Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2])) == d[9] - '0' && Brazilian(Weighted(d, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) == d[10] - '0';

    public static bool BrazilianCnpj(ReadOnlySpan<char> d) => Brazilian(Weighted(d, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == d[12] - '0' && Brazilian(Weighted(d, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == d[13] - '0';

    public static bool IndianAadhaar(ReadOnlySpan<char> d) => d[0] >= '2' && Verhoeff(d);

    public static bool AustralianTfn(ReadOnlySpan<char> d) => Weighted(d, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0;

    public static bool AustralianMedicare(ReadOnlySpan<char> d) => d[0] is >= '2' and <= '6' && Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == d[8] - '0';

    public static bool AustralianBusiness(ReadOnlySpan<char> d) => d[0] != '0' && (Weighted(d, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0;

    public static bool CanadianSin(ReadOnlySpan<char> d) => d[0] is not ('0' or '8') && Luhn(d);

    public static bool SouthAfricanId(ReadOnlySpan<char> d) => IsDate(d[2..4], d[4..6]) && d[10] is '0' or '1' && Luhn(d);

    public static bool SwissAhv(ReadOnlySpan<char> d) => d[..3] is "756" && Weighted(d, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0;

    public static bool BelgianNational(ReadOnlySpan<char> d)
    {
        long number = ValueOf(d[..9]), check = ValueOf(d[9..]);
        return ValueOf(d[2..4]) % 20 is <= 12 && (97 - (number % 97) == check || 97 - ((number + 2_000_000_000) % 97) == check);
    }

    public static bool TurkishKimlik(ReadOnlySpan<char> d)
    {
        int odd = Weighted(d, [1, 0, 1, 0, 1, 0, 1, 0, 1]), even = Weighted(d, [0, 1, 0, 1, 0, 1, 0, 1]);
        return d[0] != '0' && ((odd * 7) - even + 100) % 10 == d[9] - '0' && (odd + even + (d[9] - '0')) % 10 == d[10] - '0';
    }

    public static bool CroatianOib(ReadOnlySpan<char> d) => Mod11And10(d);

    public static bool Jmbg(ReadOnlySpan<char> d)
    {
        int check = 11 - (Weighted(d, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
        return IsDate(d[2..4], d[..2]) && (check > 9 ? 0 : check) == d[12] - '0';
    }

    public static bool EstonianPersonal(ReadOnlySpan<char> d)
    {
        if (d[0] is < '1' or > '8' || !IsDate(d[3..5], d[5..7]))
            return false;
        int check = Weighted(d, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
        if (check == 10)
            check = Weighted(d, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
        return check == d[10] - '0';
    }

    public static bool BulgarianEgn(ReadOnlySpan<char> d) => ValueOf(d[2..4]) % 20 is >= 1 and <= 12 && ValueOf(d[4..6]) is >= 1 and <= 31 && Weighted(d, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == d[9] - '0';

    public static bool RomanianCnp(ReadOnlySpan<char> d)
    {
        int check = Weighted(d, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
        return d[0] != '0' && IsDate(d[3..5], d[5..7]) && (check == 10 ? 1 : check) == d[12] - '0';
    }

    public static bool JapaneseMyNumber(ReadOnlySpan<char> d)
    {
        int rest = Weighted(d, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        return (rest <= 1 ? 0 : 11 - rest) == d[11] - '0';
    }

    public static bool KoreanResident(ReadOnlySpan<char> d) => IsDate(d[2..4], d[4..6]) && d[6] is >= '1' and <= '8' && (11 - (Weighted(d, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 == d[12] - '0';

    public static bool IsraeliId(ReadOnlySpan<char> d) => Luhn(d);

    public static bool ChineseResident(ReadOnlySpan<char> d) => d[6..8] is "19" or "20" && IsDate(d[10..12], d[12..14]) && (12 - (Weighted(d, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11)) % 11 == d[17] - '0';

    public static bool PortugueseNif(ReadOnlySpan<char> d)
    {
        int check = 11 - (Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return d[0] != '0' && (check > 9 ? 0 : check) == d[8] - '0';
    }

    public static bool ItalianVat(ReadOnlySpan<char> d) => Luhn(d);

    public static bool UsNpi(ReadOnlySpan<char> d)
    {
        Span<char> all = stackalloc char[15];
        "80840".CopyTo(all);
        d.CopyTo(all[5..]);
        return d[0] is '1' or '2' && Luhn(all);
    }

    /// <summary>It has no check digit; its usual form and a word before it decide.</summary>
    public static bool ArgentineDni(ReadOnlySpan<char> d) => d[0] is >= '1' and <= '9';

    private static int Brazilian(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);

    /// <summary>The score of a number with letters, 0 where it is none.</summary>
    /// <param name="v">Capitals and digits.</param>
    /// <param name="written">As it stands in the text.</param>
    public static float Mixed(ReadOnlySpan<char> v, ReadOnlySpan<char> written) => v.Length switch
    {
        9 when Is(v, "AA999999A") => UkNino(v),
        9 when Is(v, "99999999A") => SpanishDni(v) ? 0.9f : 0,
        9 when Is(v, "A9999999A") => SpanishNie(v) ? 0.9f : SingaporeNric(v) ? 0.9f : 0,
        10 when Is(v, "AAAAA9999A") => v[3] is 'P' or 'C' or 'H' or 'F' or 'A' or 'T' or 'B' or 'L' or 'J' or 'G' ? 0.75f : 0,
        10 when Is(v, "999999999A") || Is(v, "999999A999") => FinnishHetu(v, written) ? 0.85f : 0,
        11 when Is(v, "999999A999A") => FinnishHetu(v, written) ? 0.9f : 0,
        12 when Is(v, "A99999999999") => GermanHealth(v) ? 0.3f : 0,
        10 when Is(v, "A999999999") => GermanHealth(v) ? 0.7f : 0,
        16 => ItalianFiscal(v) ? 0.95f : 0,
        18 when Is(v, "AAAA999999AAAAAAX9") => MexicanCurp(v) ? 0.9f : 0,
        18 when Is(v, "99999999999999999A") => v[17] == 'X' && v[6..8] is "19" or "20" && IsDate(v[10..12], v[12..14]) && Weighted(v, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11 == 2 ? 0.95f : 0,
        13 when Is(v, "AAAA999999XXX") => IsDate(v[6..8], v[8..10]) ? 0.6f : 0,
        _ => 0,
    };

    private static bool Is(ReadOnlySpan<char> value, string form)
    {
        if (value.Length != form.Length)
            return false;
        for (int i = 0; i < form.Length; i++)
        {
            bool fits = form[i] switch { 'A' => char.IsAsciiLetterUpper(value[i]), '9' => char.IsAsciiDigit(value[i]), _ => char.IsAsciiLetterOrDigit(value[i]) };
            if (!fits)
                return false;
        }
        return true;
    }

    private static float UkNino(ReadOnlySpan<char> v)
    {
        bool prefix = !"DFIQUV".Contains(v[0]) && !"DFIOQUV".Contains(v[1]) && v[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
        return prefix && v[8] is >= 'A' and <= 'D' ? 0.8f : 0;
    }

    private static bool SpanishDni(ReadOnlySpan<char> v) => "TRWAGMYFPDXBNJZSQVHLCKE"[(int)(ValueOf(v[..8]) % 23)] == v[8];

    private static bool SpanishNie(ReadOnlySpan<char> v) => v[0] is 'X' or 'Y' or 'Z' && "TRWAGMYFPDXBNJZSQVHLCKE"[(int)((((v[0] - 'X') * 10_000_000) + ValueOf(v[1..8])) % 23)] == v[8];

    private static bool SingaporeNric(ReadOnlySpan<char> v)
    {
        int sum = Weighted(v[1..8], [2, 7, 6, 5, 4, 3, 2]);
        return v[0] switch
        {
            'S' => "JZIHGFEDCBA"[sum % 11] == v[8],
            'T' => "JZIHGFEDCBA"[(sum + 4) % 11] == v[8],
            'F' => "XWUTRQPNMLK"[sum % 11] == v[8],
            'G' => "XWUTRQPNMLK"[(sum + 4) % 11] == v[8],
            'M' => "XWUTRQPNJLK"[10 - ((sum + 3) % 11)] == v[8],
            _ => false,
        };
    }

    private static bool FinnishHetu(ReadOnlySpan<char> v, ReadOnlySpan<char> written)
    {
        if (v.Length == 10 && (written.Length != 11 || written[6] is not ('-' or '+')))
            return false;
        ReadOnlySpan<char> individual = v.Length == 11 ? v[7..10] : v[6..9];
        return v.Length == 10 || v[6] is (>= 'A' and <= 'F') or (>= 'U' and <= 'Y') ? IsDate(v[2..4], v[..2]) && char.IsAsciiDigit(individual[0]) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[(int)(((ValueOf(v[..6]) * 1000) + ValueOf(individual)) % 31)] == v[^1] : false;
    }

    private static bool GermanHealth(ReadOnlySpan<char> v)
    {
        int letter = v[0] - 'A' + 1, sum = 0;
        Span<int> digits = [letter / 10, letter % 10, v[1] - '0', v[2] - '0', v[3] - '0', v[4] - '0', v[5] - '0', v[6] - '0', v[7] - '0', v[8] - '0'];
        for (int i = 0; i < digits.Length; i++)
        {
            int product = digits[i] * (i % 2 == 0 ? 1 : 2);
            sum += product > 9 ? product - 9 : product;
        }
        return sum % 10 == v[9] - '0';
    }

    private static bool ItalianFiscal(ReadOnlySpan<char> v)
    {
        if (!Is(v, "AAAAAAXXAXXAXXXA") || !"ABCDEHLMPRST".Contains(v[8]))
            return false;
        ReadOnlySpan<byte> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        int sum = 0;
        for (int i = 0; i < 15; i++)
        {
            int place = char.IsAsciiDigit(v[i]) ? v[i] - '0' : v[i] - 'A';
            sum += i % 2 == 0 ? odd[place] : place;
        }
        return sum % 26 == v[15] - 'A';
    }

    private static bool MexicanCurp(ReadOnlySpan<char> v)
    {
        if (v[10] is not ('H' or 'M' or 'X') || !IsDate(v[6..8], v[8..10]))
            return false;
        const string Places = "0123456789ABCDEFGHIJKLMN*OPQRSTUVWXYZ";
        int sum = 0;
        for (int i = 0; i < 17; i++)
            sum += Places.IndexOf(v[i], StringComparison.Ordinal) * (18 - i);
        return (10 - (sum % 10)) % 10 == v[17] - '0';
    }
}
