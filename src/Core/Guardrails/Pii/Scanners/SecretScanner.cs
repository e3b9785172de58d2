using System.Buffers;
using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds keys, tokens, passwords and private keys: by the prefixes that vendors give them, by form (JSON web tokens, PEM blocks), and by the word before them.</summary>
internal static class SecretScanner
{
    private const int LongestSecret = 4096;
    private const int LongestPem = 16_384;

    private static readonly SearchValues<char> s_secretLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~");

    private static readonly SearchValues<char> s_hidden = SearchValues.Create("*•xX.");

    private static readonly SearchValues<char> s_marks = SearchValues.Create("!@#$%^&*_+-=~?/|");

    /// <summary>What a value without quotation marks may end with. Looked for many characters at a time: many values in a row would be read again and again.</summary>
    private static readonly SearchValues<char> s_ends = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => CharacterClasses.Of[c] is CharacterClass.Space or CharacterClass.LineBreak || c is ';' or '"' or '<' or ',' or '}' or '&')]);

    /// <summary>A prefix and the least number of characters behind it.</summary>
    private static readonly (string Prefix, int Least)[] s_prefixes =
    [
        ("sk-ant-", 20), ("sk-proj-", 20), ("sk-or-", 20), ("sk-", 20), ("sk_live_", 10), ("sk_test_", 10), ("pk_live_", 10), ("pk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("whsec_", 16), ("AKIA", 16), ("ASIA", 16), ("AIza", 35), ("ya29.", 20),
        ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 30), ("glpat-", 20), ("gldt-", 20), ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("xoxr-", 10), ("xoxs-", 10), ("xapp-", 10), ("SG.", 40), ("key-", 32),
        ("npm_", 30), ("pypi-", 40), ("dop_v1_", 40), ("shpat_", 30), ("shpss_", 30), ("shpca_", 30), ("sq0atp-", 20), ("sq0csp-", 20), ("EAAC", 40), ("hf_", 30), ("r8_", 30), ("gsk_", 30), ("xai-", 40), ("tvly-", 20), ("pplx-", 30), ("nvapi-", 40), ("AGE-SECRET-KEY-", 30),
        ("lin_api_", 30), ("sntrys_", 30), ("glsa_", 30), ("glc_", 30), ("dckr_pat_", 20), ("NRAK-", 20), ("CFPAT-", 30), ("figd_", 30), ("ATATT3", 30), ("secret_", 30), ("hvs.", 20), ("hvb.", 20), ("tfp_", 30), ("PMAK-", 30), ("rubygems_", 30), ("doo_v1_", 40), ("artisan_", 24),
    ];

    /// <summary>The prefixes by their first letter, so that most words are compared with none.</summary>
    private static readonly (string Prefix, int Least)[][] s_prefixesByFirst = [.. Enumerable.Range(0, 128).Select(first => s_prefixes.Where(p => p.Prefix[0] == first).ToArray())];

    /// <summary>Looks at the beginning of a run without spaces.</summary>
    public static bool Prefixed(in Scan scan, int first)
    {
        int start = scan.Tokens[first].Start;
        ReadOnlySpan<char> text = scan.Text[start..Math.Min(scan.Text.Length, start + LongestSecret)];
        if (text[0] >= s_prefixesByFirst.Length || (s_prefixesByFirst[text[0]].Length == 0 && text[0] != 'e'))
            return false;
        int length = text.IndexOfAnyExcept(s_secretLetters);
        text = length < 0 ? text : text[..length];
        text = text.TrimEnd("-_.=+/~");
        if (text.Length < 16)
            return false;
        if (text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') is 2 or 4 && text.Length > 30)
        {
            scan.AddChars(PiiType.Secret, start, start + text.Length, 1, validated: true);
            return true;
        }
        foreach ((string prefix, int rest) in s_prefixesByFirst[text[0]])
        {
            if (!text.StartsWith(prefix, StringComparison.Ordinal) || text.Length - prefix.Length < rest || !text.ContainsAnyInRange('0', '9'))
                continue;
            scan.AddChars(PiiType.Secret, start, start + text.Length, 0.95f, validated: true);
            return true;
        }
        return false;
    }

    /// <summary>A private key in PEM form, from its first to its last line.</summary>
    /// <returns>The first token behind it.</returns>
    public static int Pem(in Scan scan, int dashes)
    {
        if (scan.Tokens[dashes].Length != 5 || !scan.Is(dashes + 1, "BEGIN"))
            return dashes + 1;
        int start = scan.Tokens[dashes].Start;
        ReadOnlySpan<char> text = scan.Text[start..Math.Min(scan.Text.Length, start + LongestPem)];
        int line = text.IndexOfAny('\n', '\r');
        ReadOnlySpan<char> head = line < 0 ? text[..Math.Min(text.Length, 64)] : text[..line];
        if (head.IndexOf("PRIVATE KEY", StringComparison.Ordinal) < 0)
            return dashes + 1;
        int end = text.IndexOf("-----END", StringComparison.Ordinal);
        // Cut off before its end it is secret all the same.
        int close = end < 0 ? -1 : text[(end + 8)..].IndexOf("-----", StringComparison.Ordinal);
        int length = close < 0 ? text.Length : end + 8 + close + 5;
        scan.AddChars(PiiType.Secret, start, start + length, 1, validated: true);
        int next = dashes + 1;
        while (next < scan.Count && scan.Tokens[next].Start < start + length)
            next++;
        return next;
    }

    /// <summary>A word such as <c>password</c> and what it introduces: <c>password: x</c>, <c>Pwd=x;</c>, <c>"api_key": "x"</c>, <c>my pin is 1234</c>.</summary>
    public static void Introduced(in Scan scan, int word)
    {
        int i = word + 1;
        while (i < scan.Count && i < word + 4 && scan.Tokens[i].Gap <= Gap.Space && ((scan.Joined(i) && scan.Tokens[i].First is '_' or '-' && scan.Tokens[i].Length == 1) || (scan.IsWord(i) && scan.IsSymbol(i - 1, '_')) || scan.Is(i, "key") || scan.Is(i, "code") || scan.Is(i, "id")))
            i++;
        if (scan.IsSymbol(i, '"') || scan.IsSymbol(i, '\''))
            i++;
        bool bearer = scan.Is(word, "bearer");
        bool sign = i < scan.Count && scan.Tokens[i].Gap <= Gap.Space && scan.Tokens[i].Kind == TokenKind.Symbol && scan.Tokens[i].First is ':' or '=';
        bool verb = scan.Is(i, "is") || scan.Is(i, "ist") || scan.Is(i, "lautet") || scan.Is(i, "est") || scan.Is(i, "es") || scan.Is(i, "was") || scan.Is(i, "è") || scan.Is(i, "é");
        if (!sign && !verb && !bearer)
            return;
        i += bearer && !sign ? 0 : 1;
        if (sign && scan.IsSymbol(i, '>'))
            i++;
        if (scan.Is(i, "bearer") || scan.Is(i, "basic"))
            i++;
        if (i >= scan.Count || scan.Tokens[i].Gap > Gap.Space)
            return;
        char quote = scan.Tokens[i].First is '"' or '\'' or '`' && scan.Tokens[i].Length == 1 ? scan.Tokens[i].First : '\0';
        int start = quote == '\0' ? scan.Tokens[i].Start : scan.Tokens[i].End;
        int end = EndOfValue(scan.Text, start, quote, sign);
        ReadOnlySpan<char> value = scan.Text[start..end];
        float score = ScoreOf(in scan, word, value, sign, quote != '\0');
        if (score > 0)
            scan.AddChars(PiiType.Secret, start, end, score, validated: score >= 0.8f);
    }

    private static int EndOfValue(ReadOnlySpan<char> text, int start, char quote, bool sign)
    {
        int end = start, limit = Math.Min(text.Length, start + LongestSecret);
        for (; end < limit; end++)
        {
            ReadOnlySpan<char> rest = text[end..limit];
            int found = quote == '\0' ? rest.IndexOfAny(s_ends) : rest.IndexOfAny(quote, '\n');
            end = found < 0 ? limit : end + found;
            if (end == limit || quote != '\0' || !(text[end] == '}' && !sign || text[end] == '&' && !(sign && IsNextParameter(text[(end + 1)..]))))
                break;
        }
        if (quote == '\0')
        {
            while (end > start && text[end - 1] is '.' or ')' or '?' or ':' or '\'')
                end--;
        }
        return end;
    }

    /// <summary>Whether "name=" follows, as in the query of an address.</summary>
    private static bool IsNextParameter(ReadOnlySpan<char> rest)
    {
        int name = 0;
        while (name < rest.Length && name < 32 && (char.IsAsciiLetterOrDigit(rest[name]) || rest[name] is '_' or '-' or '.'))
            name++;
        return name > 0 && name < rest.Length && rest[name] == '=';
    }

    private static float ScoreOf(in Scan scan, int word, ReadOnlySpan<char> value, bool sign, bool quoted)
    {
        if (value.Length < 3 || Operators.Placeholders.IsPlaceholder(value) || value is "null" or "none" or "true" or "false" or "undefined" or "string" or "required" or "None" or "***" or "****" || value[0] is '<' or '{' or '[' || value.StartsWith("${", StringComparison.Ordinal) || value.IndexOfAnyExcept(s_hidden) < 0)
            return 0;
        bool digit = value.ContainsAnyInRange('0', '9');
        bool symbol = value.ContainsAny(s_marks);
        bool letters = value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z');
        bool pin = scan.Is(word, "pin") || scan.Is(word, "passcode");
        if (pin)
            return value.Length is >= 4 and <= 12 && value.IndexOfAnyExceptInRange('0', '9') < 0 ? 0.8f : 0;
        bool password = scan.TextOf(word) is { Length: > 2 } name && (name.StartsWith("pass", StringComparison.OrdinalIgnoreCase) || name.StartsWith("pw", StringComparison.OrdinalIgnoreCase) || !scan.Has(word, WordFlags.CommonWord));
        if (!letters && !password)
            return value.Length >= 16 && digit ? 0.6f : 0;
        bool strong = digit && letters && value.Length >= 8;
        if (sign)
            return password ? value.Length >= 4 || digit ? 0.85f : 0.5f : strong ? 0.8f : quoted && value.Length >= 12 ? 0.55f : 0;
        return strong || (password && value.Length >= 5 && ((digit && letters) || (symbol && letters))) ? 0.7f : password && value.Length >= 4 && digit ? 0.6f : 0;
    }
}
