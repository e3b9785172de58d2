using Artisan.Core.Guardrails.Pii.Lexicons;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds identity, tax and insurance numbers of many countries by length, check digits and the words around. A number whose form could be anything needs a word that says what it is.</summary>
internal static class NationalIds
{
    private const WordFlags Said = WordFlags.ContextNationalId | WordFlags.ContextTax | WordFlags.ContextHealth | WordFlags.ContextSsn;

    private delegate bool Check(ReadOnlySpan<char> digits);

    /// <param name="Length">The number of digits.</param>
    /// <param name="Valid">The check digits.</param>
    /// <param name="Groups">The lengths of the groups as it is usually written, for instance <c>3-3-4</c>.</param>
    /// <param name="GroupedScore">The score in that form, without a word that says what it is.</param>
    private sealed record Kind(int Length, Check Valid, string Groups, float GroupedScore);

    private static readonly Kind[] s_kinds =
    [
        new(10, NationalIdChecks.UkNhs, "3 3 4", 0.45f),
        new(11, NationalIdChecks.GermanTaxId, "2 3 3 3", 0.6f),
        new(15, NationalIdChecks.FrenchNir, "1 2 2 2 3 3 2", 0.9f),
        new(9, NationalIdChecks.DutchBsn, "-", 0),
        new(11, NationalIdChecks.PolishPesel, "-", 0.2f),
        new(10, NationalIdChecks.PolishNip, "3-3-2-2", 0.6f),
        new(10, NationalIdChecks.SwedishPersonal, "6-4", 0.75f),
        new(12, NationalIdChecks.SwedishPersonal, "8-4", 0.85f),
        new(11, NationalIdChecks.NorwegianPersonal, "6 5", 0.6f),
        new(10, NationalIdChecks.DanishPersonal, "6-4", 0.55f),
        new(10, NationalIdChecks.CzechBirth, "6/4", 0.75f),
        new(11, NationalIdChecks.BrazilianCpf, "3.3.3-2", 0.95f),
        new(14, NationalIdChecks.BrazilianCnpj, "2.3.3/4-2", 0.95f),
        new(12, NationalIdChecks.IndianAadhaar, "4 4 4", 0.6f),
        new(9, NationalIdChecks.AustralianTfn, "3 3 3", 0.3f),
        new(10, NationalIdChecks.AustralianMedicare, "4 5 1", 0.7f),
        new(11, NationalIdChecks.AustralianBusiness, "2 3 3 3", 0.55f),
        new(9, NationalIdChecks.CanadianSin, "3 3 3", 0.4f),
        new(9, NationalIdChecks.CanadianSin, "3-3-3", 0.6f),
        new(13, NationalIdChecks.SouthAfricanId, "6 4 2 1", 0.7f),
        new(13, NationalIdChecks.SwissAhv, "3.4.4.2", 0.95f),
        new(11, NationalIdChecks.BelgianNational, "2.2.2-3.2", 0.95f),
        new(11, NationalIdChecks.TurkishKimlik, "-", 0.2f),
        new(11, NationalIdChecks.CroatianOib, "-", 0.1f),
        new(13, NationalIdChecks.Jmbg, "-", 0.3f),
        new(11, NationalIdChecks.EstonianPersonal, "-", 0.2f),
        new(10, NationalIdChecks.BulgarianEgn, "-", 0.1f),
        new(13, NationalIdChecks.RomanianCnp, "-", 0.3f),
        new(12, NationalIdChecks.JapaneseMyNumber, "4 4 4", 0.3f),
        new(13, NationalIdChecks.KoreanResident, "6-7", 0.85f),
        new(9, NationalIdChecks.IsraeliId, "-", 0),
        new(18, NationalIdChecks.ChineseResident, "-", 0.9f),
        new(9, NationalIdChecks.PortugueseNif, "3 3 3", 0.3f),
        new(11, NationalIdChecks.ItalianVat, "-", 0),
        new(10, NationalIdChecks.UsNpi, "-", 0),
        new(8, NationalIdChecks.ArgentineDni, "2.3.3", 0.3f),
    ];

    /// <summary>Numbers of digits alone.</summary>
    public static void Digits(in Scan scan, ref DigitGroups groups)
    {
        WordFlags nearest = WordFlags.None, around = WordFlags.None;
        bool looked = false;
        for (int count = 1; count <= groups.Count && groups.Totals[count - 1] <= 18; count++)
        {
            int length = groups.Totals[count - 1];
            if (length < 8 || !scan.EndsFresh(groups.Tokens[count - 1] + 1))
                continue;
            ReadOnlySpan<char> digits = groups.Upto(count);
            int first = groups.Tokens[0], end = groups.Tokens[count - 1] + 1;
            float best = 0;
            foreach (Kind kind in s_kinds)
            {
                if (kind.Length != length || (count > 1 && !IsGrouped(ref groups, count, kind.Groups) && !groups.SeparatedBy(' ', count) && !groups.SeparatedBy('-', count)))
                    continue;
                if (!kind.Valid(digits) || Checksums.AllSame(digits))
                    continue;
                if (length == 9 && (scan.NearestContext(first) & WordFlags.ContextSsn) != 0)
                    continue;
                if (!looked)
                {
                    looked = true;
                    nearest = scan.NearestContext(first);
                    around = scan.ContextOf(first, end);
                }
                float score = kind.GroupedScore > 0 && (kind.Groups == "-" ? count == 1 : IsGrouped(ref groups, count, kind.Groups)) ? kind.GroupedScore : 0.05f;
                if ((nearest & Said) != 0)
                    score = Math.Max(score + 0.3f, 0.85f);
                else if ((around & Said) != 0)
                    score = Math.Max(score + 0.2f, 0.7f);
                best = Math.Max(best, score);
            }
            if (best >= 0.3f)
                scan.Add(PiiType.NationalId, first, end, best, validated: best >= 0.85f);
        }
    }

    private static bool IsGrouped(ref DigitGroups groups, int count, string form)
    {
        if (form.Length != (count * 2) - 1)
            return form == "-" && count == 1;
        for (int i = 0; i < count; i++)
        {
            if (form[i * 2] - '0' != groups.LengthOf(i) || (i > 0 && form[(i * 2) - 1] != groups.Separators[i]))
                return false;
        }
        return true;
    }

    /// <summary>Numbers of letters and digits, without separators or with the usual ones.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="first">The first token of a run of letters and digits.</param>
    /// <param name="end">The first token behind the run.</param>
    public static void Mixed(in Scan scan, int first, int end)
    {
        int length = scan.Tokens[end - 1].End - scan.Tokens[first].Start;
        if (length is < 8 or > 22)
            return;
        Span<char> value = stackalloc char[22];
        int count = 0;
        foreach (char c in scan.TextOf(first, end))
        {
            if (char.IsAsciiLetterOrDigit(c))
                value[count++] = char.ToUpperInvariant(c);
            else if (c is not ('-' or ' ' or '.' or '+'))
                return;
        }
        float score = NationalIdChecks.Mixed(value[..count], scan.TextOf(first, end));
        if (score <= 0)
            return;
        WordFlags nearest = scan.NearestContext(first);
        if ((nearest & Said) != 0)
            score = Math.Max(0.9f, score + 0.3f);
        scan.Add(PiiType.NationalId, first, end, score, validated: score >= 0.85f);
    }
}
