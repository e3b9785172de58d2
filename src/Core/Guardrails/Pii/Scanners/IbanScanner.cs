using System.Collections.Frozen;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds international bank account numbers: country, length, mod 97, in one piece or in groups, in any case.</summary>
internal static class IbanScanner
{
    private const int Longest = 34;

    /// <summary>Lengths by country, from the SWIFT registry of IBAN formats.</summary>
    private static readonly FrozenDictionary<string, int> s_lengths = ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        + "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(e => e[..2], e => int.Parse(e[2..], System.Globalization.CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Looks at a word of two letters that a number follows.</summary>
    public static bool At(in Scan scan, int first)
    {
        if (scan.Tokens[first].Length != 2 || !scan.IsNumber(first + 1) || scan.Tokens[first + 1].Gap != Gap.None || scan.Tokens[first + 1].Length < 2 || !scan.StartsFresh(first) || !s_lookup.TryGetValue(scan.TextOf(first), out int length))
            return false;
        Span<char> value = stackalloc char[Longest];
        int count = 0, i = first;
        for (; i < scan.Count && count < length; i++)
        {
            ref Token token = ref scan.Tokens[i];
            if (i > first && token.Gap > Gap.Space)
                return false;
            if (token.Kind == TokenKind.Symbol)
            {
                if (token.First is not ('-' or '.') || token.Length > 1)
                    return false;
                continue;
            }
            if (count + token.Length > length)
                return false;
            foreach (char c in scan.TextOf(i))
            {
                if (!char.IsAsciiLetterOrDigit(c))
                    return false;
                value[count++] = c;
            }
        }
        if (count != length || !scan.EndsFresh(i) || !Checksums.Iban(value[..count]))
            return false;
        scan.Add(PiiType.IbanCode, first, i, 1, validated: true);
        return true;
    }
}
