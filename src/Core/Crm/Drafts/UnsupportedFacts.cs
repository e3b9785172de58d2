using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Crm.Drafts;

/// <summary>
/// Finds what a draft says and its facts do not hold: numbers and prices, days, names, and claims about a product. It compares words, not meaning: it finds what was
/// invented by letter, and a fact told wrongly with right words passes.
/// </summary>
public static partial class UnsupportedFacts
{
    private const int Most = 20;

    /// <summary>All texts and numbers of a JSON value, without its property names: what a draft may draw on.</summary>
    public static string TextOf<T>(T facts)
    {
        var text = new StringBuilder();
        Collect(JsonSerializer.SerializeToElement(facts, Kernel.ArtisanJson.Options), text);
        return text.ToString();
    }

    /// <summary>Finds the words of a draft that its facts do not hold.</summary>
    /// <param name="draft">Subject and body.</param>
    /// <param name="facts">The facts as text (<see cref="TextOf"/>).</param>
    /// <param name="german">Whether ordinary nouns are written with capitals, so that capitals tell no names.</param>
    public static IReadOnlyList<string> Find(string draft, string facts, bool german)
    {
        var found = new List<string>();
        HashSet<string> numbers = [.. Number().Matches(facts).Select(m => Plain(m.Value))];
        var covered = new List<(int Start, int End)>();
        foreach (DateMention day in Dates.Find(draft))
        {
            // "Does Tuesday suit you?" proposes; "since Tuesday" claims.
            bool counted = Yesterday().IsMatch(day.Text) && numbers.Contains("1"); // the facts say it as one day ago
            if (!counted && !Contains(facts, day.Text) && !IsAsked(draft, day.Start) && !Loose().IsMatch(day.Text))
                Add(day.Text);
            covered.Add((day.Start, day.Start + day.Text.Length));
        }
        foreach (Match match in Number().Matches(draft))
        {
            if (covered.Exists(c => match.Index < c.End && match.Index + match.Length > c.Start) || numbers.Contains(Plain(match.Value)))
                continue;
            // The length of a call that is proposed is no fact.
            if (Minutes().IsMatch(draft[(match.Index + match.Length)..Math.Min(draft.Length, match.Index + match.Length + 12)]))
                continue;
            Add(Amount().Match(draft, Math.Max(0, match.Index - 4)) is { Success: true } amount && amount.Index <= match.Index && amount.Index + amount.Length >= match.Index + match.Length ? amount.Value.Trim() : match.Value);
        }
        foreach (Match claim in Claim().Matches(draft))
        {
            if (!Contains(facts, claim.Value) && !Contains(facts, Stem(claim.Value)))
                Add(claim.Value);
        }
        HashSet<string> known = [.. Word().Matches(facts).Select(m => m.Value.ToLowerInvariant())];
        foreach (Match name in Name().Matches(draft))
        {
            if (IsName(draft, name, german) && !known.Contains(name.Value.ToLowerInvariant()) && !known.Contains(Singular(name.Value)))
                Add(name.Value);
        }
        return found;

        void Add(string words)
        {
            if (found.Count < Most && !found.Contains(words, StringComparer.OrdinalIgnoreCase))
                found.Add(words);
        }
    }

    private static void Collect(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                    Collect(property.Value, text);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                    Collect(item, text);
                break;
            // Digits of an id are no number that a draft may name.
            case JsonValueKind.String when !value.TryGetGuid(out _):
                text.Append(value.GetString()).Append('\n');
                break;
            case JsonValueKind.Number:
                text.Append(value.GetRawText()).Append('\n');
                break;
        }
    }

    private static bool Contains(string facts, string words) => facts.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static bool IsAsked(string draft, int at)
    {
        int end = draft.AsSpan(at).IndexOfAny('?', '\n');
        if (end < 0 || draft[at + end] != '?')
            return false;
        return !draft.AsSpan(at, end).ContainsAny('.', '!');
    }

    // In the middle of a sentence a capital means a name. Words inside a name in two parts count each.
    private static bool IsName(string draft, Match word, bool german)
    {
        if (word.Length < 2 || Ordinary().IsMatch(word.Value) || StopWords.Of(Language.English).Contains(word.Value.ToLowerInvariant()))
            return false;
        int before = word.Index - 1;
        while (before >= 0 && draft[before] is ' ' or '"' or '“' or '”' or '„' or '(' or '*')
            before--;
        bool begins = before < 0 || draft[before] is '.' or '!' or '?' or ':' or '\n' or '\r' or '-' or '–' or '•' or '…';
        bool inner = word.Value.Skip(1).Any(char.IsUpper);
        return german ? inner && !begins : !begins || inner;
    }

    private static string Singular(string word) => Possessive().Replace(word, "").ToLowerInvariant();

    private static string Stem(string claim) => claim.Length > 6 ? claim[..^2] : claim;

    private static string Plain(string number)
    {
        string digits = number.Trim('.', ',', ' ', '\u00a0', '\u202f', '\'');
        // 1,200 and 1.200 and 1 200 are one number; 1.5 and 1,5 too.
        Match thousands = Thousands().Match(digits);
        if (thousands.Success)
            return new string([.. digits.Where(char.IsDigit)]).TrimStart('0');
        digits = digits.Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value) ? (value / 1.000000000000m).ToString("0.############", CultureInfo.InvariantCulture) : digits;
    }

    [GeneratedRegex(@"\d+(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{1,3}([.,'\u00a0\u202f ]\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"[$€£]\s?\d[\d.,' ]*\d?|\d[\d.,]*\s?(%|percent|Prozent|[$€£]|USD|EUR|k\b|million|Mio)", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^[\s-]*(minutes?|mins?\b|Minuten?)", RegexOptions.IgnoreCase)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"^(today|tomorrow|this week|next week|heute|morgen|diese Woche|nächste Woche)$", RegexOptions.IgnoreCase)]
    private static partial Regex Loose();

    [GeneratedRegex("^(yesterday|gestern)$", RegexOptions.IgnoreCase)]
    private static partial Regex Yesterday();

    [GeneratedRegex(@"\b(guarantee[ds]?|proven|award[- ]winning|certified|certification|compliant|money[- ]back|discounts?|free trial|free of charge|market[- ]lead(er|ing)|number one|best[- ]in[- ]class|world[- ]class|case study|industry[- ]leading|trusted by|our customers|double[ds]?|triples?|halves|half the (time|cost)|return on investment|integrates? with|encrypted|unlimited|garantiert|zertifiziert|marktführer\w*|rabatt|kostenlos\w*|ausgezeichnet\w*|nachweislich)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Claim();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}’'&.-]*[\p{L}\p{N}]|[\p{L}\p{N}]")]
    private static partial Regex Word();

    [GeneratedRegex(@"\p{Lu}[\p{L}\p{N}’'&-]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"['’]s?$")]
    private static partial Regex Possessive();

    [GeneratedRegex(@"^(I|I['’]\w+|Hi|Hello|Hey|Dear|Best|Kind|Regards|Thanks|Thank|Many|All|Sincerely|Yours|Cheers|Warm|Mr|Mrs|Ms|Dr|P\.?S|Re|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|English|German|French|Spanish|AI|CRM|IT|API|ROI|KPI|OK|Ok|PDF)$")]
    private static partial Regex Ordinary();
}
