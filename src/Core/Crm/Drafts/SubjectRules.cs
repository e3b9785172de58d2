using System.Text.RegularExpressions;

namespace Artisan.Core.Crm.Drafts;

/// <summary>
/// What a subject must keep to: 1 to 100 characters, at most one exclamation mark, no words in capitals but acronyms, no faked reply or forward, no words that
/// spam filters look for. What can be repaired without changing the meaning is repaired; the rest becomes a warning.
/// </summary>
public static partial class SubjectRules
{
    /// <summary>Longest subject, in UTF-16 units.</summary>
    public const int Longest = 100;

    private static readonly HashSet<string> Acronyms = [.. """
        AI API ARR B2B B2C BI CAD CEO CFO CIO CMO COO CRM CSV CTO CV DACH DIN DSGVO EMEA ERP EU FAQ FMCG GDPR GMBH HR IBM ID IOT ISO IT ITIL KI KPI KPIS KVP LMS MES ML MRR MVP NDA NGO NHS OEM OKR
        PDF PLC PM POC PR QA QR RFI RFP ROI RPA SAAS SAP SDK SEO SLA SME SMS SQL SSO TV UAE UI UK URL US USA UX VAT VIP VP VPN WMS XML Q1 Q2 Q3 Q4 H1 H2
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Applies the rules.</summary>
    /// <param name="subject">As a model wrote it.</param>
    /// <param name="facts">The facts; words that stand in capitals there may stay so.</param>
    /// <param name="fallback">What to take when nothing is left.</param>
    /// <param name="warnings">Gets what was repaired or must be looked at.</param>
    public static string Apply(string? subject, string facts, string fallback, ICollection<DraftWarningV1> warnings)
    {
        string text = Spaces().Replace(subject ?? "", " ").Trim().Trim('"', '“', '”').Trim();
        var repaired = new List<string>();
        while (Prefix().Match(text) is { Success: true } prefix)
        {
            string mark = prefix.Value.Trim();
            if (!mark.StartsWith("Sub", StringComparison.OrdinalIgnoreCase) && !mark.StartsWith("Betr", StringComparison.OrdinalIgnoreCase))
                repaired.Add(mark);
            text = text[prefix.Length..].Trim();
        }
        text = Capitals().Replace(text, word =>
        {
            if (Acronyms.Contains(word.Value) || facts.Contains(word.Value, StringComparison.Ordinal))
                return word.Value;
            repaired.Add(word.Value);
            return word.Index == 0 ? word.Value[0] + word.Value[1..].ToLowerInvariant() : word.Value.ToLowerInvariant();
        });
        if (text.Count(c => c == '!') > 1)
        {
            int first = text.IndexOf('!');
            text = text[..(first + 1)] + text[(first + 1)..].Replace("!", "");
            repaired.Add("!!");
        }
        if (text.Length == 0)
        {
            text = Spaces().Replace(fallback, " ").Trim();
            repaired.Add("(empty)");
        }
        if (text.Length > Longest)
        {
            repaired.Add(text[(Cut(text).Length)..].Trim());
            text = Cut(text);
        }
        if (repaired.Count > 0)
            warnings.Add(new DraftWarningV1("subject_repaired", "The subject broke the rules for subjects and was repaired.", repaired));
        string[] spam = [.. Spam().Matches(text).Select(m => m.Value.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (spam.Length > 0)
            warnings.Add(new DraftWarningV1("subject_spam_words", "The subject holds words that spam filters look for.", spam));
        return text;
    }

    /// <summary>What is wrong with a subject; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(string subject)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(subject))
            faults.Add("A subject is needed.");
        if (subject.Length > Longest)
            faults.Add($"At most {Longest} characters; this has {subject.Length}.");
        if (subject.AsSpan().ContainsAny('\n', '\r'))
            faults.Add("A subject is one line.");
        return faults;
    }

    private static string Cut(string text)
    {
        int space = text.LastIndexOf(' ', Longest, Longest / 2);
        int end = space > 0 ? space : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return text[..end].TrimEnd(' ', ',', ';', ':', '-', '–', '—');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(re|fwd?|aw|wg|tr|rv|subject|betreff)\s*(\[\d+\])?\s*:\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}]*\p{Lu}[\p{Lu}\p{N}]*(?![\p{L}\p{N}])")]
    private static partial Regex Capitals();

    [GeneratedRegex(@"\b(act now|buy now|order now|click here|limited time|last chance|once in a lifetime|100 ?% free|for free|free (gift|money|trial)|risk[- ]free|no obligation|money[- ]back|guaranteed?|winner|you won|cash|cheap|earn money|double your|make money|lowest price|special promotion|don['’]t miss|urgent|congratulations|jetzt (kaufen|zugreifen|bestellen)|gratis|kostenlos|garantiert|gewonnen|letzte chance|nur heute|risikofrei|billig)\b|\$\$+|€€+|100 ?%", RegexOptions.IgnoreCase)]
    private static partial Regex Spam();
}
