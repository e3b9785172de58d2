using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>An amount of money that a text names.</summary>
internal readonly record struct Amount(decimal Value, string Currency, string Text);

/// <summary>Finds contacts, amounts, organisations and places by their form.</summary>
internal static partial class Finders
{
    private static readonly FrozenDictionary<string, string> Currencies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["$"] = "USD",
        ["US$"] = "USD",
        ["dollar"] = "USD",
        ["dollars"] = "USD",
        ["€"] = "EUR",
        ["euro"] = "EUR",
        ["euros"] = "EUR",
        ["£"] = "GBP",
        ["pounds"] = "GBP",
        ["¥"] = "JPY",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static List<string> Emails(string text) => Distinct(EmailPattern().Matches(text).Select(m => m.Value.TrimEnd('.')));

    public static List<string> Urls(string text) => Distinct(UrlPattern().Matches(text).Select(m => m.Value.TrimEnd('.', ',', ')', ';')));

    public static List<string> Phones(string text) => Distinct(PhonePattern().Matches(text).Select(m => m.Value.Trim()).Where(p => p.Count(char.IsAsciiDigit) is >= 7 and <= 15 && !DateLike().IsMatch(p)));

    public static List<Amount> Amounts(string text)
    {
        var amounts = new List<Amount>();
        foreach (Match match in AmountPattern().Matches(text))
        {
            string currency = match.Groups["before"].Success ? match.Groups["before"].Value : match.Groups["after"].Value;
            if (Number(match.Groups["n"].Value) is { } value)
                amounts.Add(new Amount(value * Scale(match.Groups["scale"].Value), Currencies.GetValueOrDefault(currency, currency.ToUpperInvariant()), match.Value.Trim()));
        }
        return amounts;
    }

    /// <summary>A number in figures, with thousands and decimals in English or continental style.</summary>
    public static decimal? Number(string text)
    {
        string digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Trim('.', ',');
        int dot = digits.LastIndexOf('.'), comma = digits.LastIndexOf(',');
        if (dot >= 0 && comma >= 0)
            digits = dot > comma ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else if (comma >= 0)
            digits = IsThousands(digits, ',') ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.');
        else if (dot >= 0 && IsThousands(digits, '.') && (digits.Count(c => c == '.') > 1 || digits.Length - dot == 4 && digits[0] != '0'))
            digits = digits.Replace(".", "", StringComparison.Ordinal);
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal value) ? value : null;
    }

    private static bool IsThousands(string digits, char mark)
    {
        string[] parts = digits.Split(mark);
        return parts.Length > 1 && parts[0].Length is > 0 and <= 3 && parts.Skip(1).All(p => p.Length == 3);
    }

    private static decimal Scale(string word) => word.ToLowerInvariant() switch
    {
        "k" or "thousand" or "tsd" or "mil" or "tausend" => 1_000m,
        "m" or "mn" or "mio" or "million" or "millions" or "millionen" or "millones" => 1_000_000m,
        "bn" or "b" or "billion" or "mrd" or "milliarden" => 1_000_000_000m,
        _ => 1m,
    };

    public static List<string> Companies(string text)
    {
        IEnumerable<string> found = CompanyPattern().Matches(text).Select(m => m.Value.EndsWith(".A.", StringComparison.Ordinal) || m.Value.EndsWith(".V.", StringComparison.Ordinal) || m.Value.EndsWith(".L.", StringComparison.Ordinal) ? m.Value : m.Value.TrimEnd('.'))
            .Concat(AtCompany().Matches(text).Select(m => m.Groups["name"].Value).Where(n => !NotCompany(n)));
        return Distinct(found.Concat(Emails(text).Select(CompanyOfEmail).OfType<string>()));
    }

    private static bool NotCompany(string name) => Months.Of(name) > 0 || Months.Weekday(name) > 0 || Places.Contains(name) || StopWords.Of(Language.English).Contains(name.ToLowerInvariant());

    private static string? CompanyOfEmail(string email)
    {
        string domain = email[(email.IndexOf('@') + 1)..];
        string name = domain.Split('.')[0];
        return FreeMail().IsMatch(name) || name.Length < 2 ? null : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.Replace('-', ' '));
    }

    /// <summary>Places named after a preposition or known by name.</summary>
    public static List<string> Locations(string text)
    {
        var found = new List<string>();
        foreach (Match match in PlacePattern().Matches(text))
        {
            string name = match.Groups["name"].Value.Trim();
            if (Months.Of(name.Split(' ')[0]) == 0 && Months.Weekday(name) == 0)
                found.Add(name);
        }
        foreach (Match match in Capitalised().Matches(text))
        {
            if (Places.Contains(match.Value))
                found.Add(match.Value);
        }
        return Distinct(found);
    }

    public static bool IsCountry(string name) => Countries.Contains(name);

    public static readonly FrozenSet<string> Countries = "Germany Deutschland Austria Österreich Switzerland Schweiz France Spain España Italy Italia Portugal Netherlands Belgium Luxembourg Denmark Sweden Norway Finland Poland Czechia Hungary Ireland UK England Scotland USA US Canada Mexico Brazil Argentina Chile Colombia Japan China India Australia Singapore Israel Turkey Greece Frankreich Spanien Italien Allemagne Espagne Alemania Francia"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Places = ("Berlin|Munich|München|Hamburg|Frankfurt|Cologne|Köln|Stuttgart|Vienna|Wien|Zurich|Zürich|Geneva|Paris|Lyon|Marseille|London|Manchester|Dublin|Edinburgh|Madrid|Barcelona|Valencia|Sevilla|Lisbon|Porto|Rome|Milan|Amsterdam|Rotterdam|Brussels|Copenhagen|Stockholm|Oslo|Helsinki|Warsaw|Prague|Budapest|Athens|Istanbul|New York|San Francisco|Los Angeles|Chicago|Boston|Seattle|Austin|Denver|Toronto|Vancouver|Montreal|Mexico City|São Paulo|Buenos Aires|Bogotá|Tokyo|Osaka|Seoul|Beijing|Shanghai|Hong Kong|Singapore|Sydney|Melbourne|Mumbai|Bangalore|Delhi|Dubai|Tel Aviv|Cairo|Nairobi|Lagos|Cape Town|" + string.Join('|', Countries))
        .Split('|').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first match of a pattern that a field's name made; none where looking would take too long.</summary>
    public static Match? FirstMatch(string text, string pattern)
    {
        const int enough = 200_000;
        try
        {
            Match match = Regex.Match(text.Length > enough ? text[..enough] : text, pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
            return match.Success ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    public static List<string> Distinct(IEnumerable<string> values) => [.. values.Where(v => v.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    [GeneratedRegex(@"(?<![\w.+-])[\w+-]+(\.[\w+-]+){0,8}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+){1,6}", RegexOptions.ExplicitCapture)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"\b(https?://|www\.)[^\s<>""'\])]{3,300}", RegexOptions.IgnoreCase)]
    private static partial Regex UrlPattern();

    [GeneratedRegex(@"(?<![\w.])(\+\d{1,3}[ \-./]?)?(\(\d{1,5}\)[ \-./]?)?\d{2,5}([ \-./]?\d{2,5}){1,5}(?![\w])", RegexOptions.ExplicitCapture)]
    private static partial Regex PhonePattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$|^\d{1,3}([.,]\d{3})+$")]
    private static partial Regex DateLike();

    [GeneratedRegex(@"(?<before>US\$|[$€£¥]|\b(USD|EUR|GBP|CHF|JPY))\s?(?<n>\d[\d.,' ]{0,18}\d|\d)\s?(?<scale>k|thousand|mn?|mio|million|bn|billion|mrd)?\b|\b(?<n>\d[\d.,' ]{0,18}\d|\d)\s?(?<scale>k|thousand|mn?|mio\.?|million(en)?|bn|billion|mrd\.?|tausend)?\s?(?<after>[$€£¥]|USD\b|EUR\b|GBP\b|CHF\b|dollars?\b|euros?\b|pounds\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AmountPattern();

    [GeneratedRegex(@"\b\p{Lu}[\p{L}\d&’'-]{1,30}( (&|and|und|\p{Lu}[\p{L}\d&’'-]{0,30})){0,3} (Inc|Corp|Corporation|Ltd|LLC|LLP|PLC|GmbH|AG|SE|KG|SA|SAS|SARL|S\.A\.|SL|S\.L\.|BV|B\.V\.|NV|AB|Oy|ApS|Group|Holdings|Technologies|Systems|Solutions|Industries|Labs|Logistics|Software|Manufacturing|Partners|Bank)\b\.?")]
    private static partial Regex CompanyPattern();

    [GeneratedRegex(@"\b(at|from|with|for|of|bei|von|chez|de|en) (?<name>\p{Lu}[\p{L}\d&-]{2,30}( (Corp|Inc|Group|\p{Lu}[\p{L}\d&-]{2,30}))?)(?= (is|are|has|have|was|will|wants|needs|team|asked|said|ist|hat|est|a)\b|[,.;:!?)\n]|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex AtCompany();

    [GeneratedRegex(@"^(gmail|googlemail|outlook|hotmail|yahoo|icloud|gmx|web|aol|proton|protonmail|live|msn|mail|example)$", RegexOptions.IgnoreCase)]
    private static partial Regex FreeMail();

    [GeneratedRegex(@"\b(in|near|to|from|based in|for|at|nach|aus|bei|à|en|dans) (?<name>\p{Lu}[\p{L}’'-]{2,}( \p{Lu}[\p{L}’'-]{2,}){0,2})(?=[\s,.;:!?)]|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"\p{Lu}[\p{L}]+( \p{Lu}[\p{L}]+)?")]
    private static partial Regex Capitalised();
}
