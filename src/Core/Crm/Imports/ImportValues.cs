using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Crm.Imports;

/// <summary>Reads values as people and programs of several countries write them.</summary>
public static partial class ImportValues
{
    private static readonly string[] Salutations = ["mr", "mrs", "ms", "miss", "mx", "herr", "frau", "monsieur", "madame", "mme", "mlle", "m", "señor", "señora", "sr", "sra", "don", "doña"];
    private static readonly string[] Particles = ["von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "des", "la", "le", "ten", "ter", "zu", "zur", "zum", "vom", "bin", "ibn", "al", "el", "af", "av", "mac", "st", "san"];

    // Beside the stages' own names: what other programs call them, in four languages.
    private static readonly Dictionary<string, LeadStage> Stages = new (LeadStage Stage, string Words)[]
    {
        (LeadStage.New, "open neu offen nouveau nuevo notcontacted"),
        (LeadStage.Contacted, "attempted kontaktiert contacte contactado attemptedtocontact"),
        (LeadStage.Engaged, "working inprogress nurturing inbearbeitung encours encurso"),
        (LeadStage.Qualified, "qualifiziert qualifie calificado cualificado salesqualified salesqualifiedlead"),
        (LeadStage.Proposal, "angebot offer quote opportunity proposition propuesta negotiation"),
        (LeadStage.Won, "customer closedwon converted gewonnen kunde gagne client ganado cliente"),
        (LeadStage.Lost, "closedlost unqualified disqualified verloren perdu perdido"),
    }.SelectMany(s => s.Words.Split(' '), (s, word) => (word, s.Stage)).ToDictionary(s => s.word, s => s.Stage);

    /// <summary>A cell's text; null when it is empty. An apostrophe that an export put before a formula is taken away again.</summary>
    public static string? Cell(string? cell)
    {
        string? text = CrmInput.Clean(cell);
        return text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;
    }

    /// <summary>Splits a whole name: <c>Doe, Jane</c>, <c>Jane van der Berg</c>, <c>Ms Jane Doe</c>.</summary>
    public static (string First, string Last) SplitName(string name)
    {
        string[] halves = name.Split(',', 2, StringSplitOptions.TrimEntries);
        if (halves is [{ Length: > 0 } before, { Length: > 0 } after])
            return (WithoutSalutation(after), before);
        string[] words = WithoutSalutation(name.Trim(',', ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= 1)
            return words.Length == 0 ? ("", name.Trim()) : ("", words[0]);
        int last = words.Length - 1;
        while (last > 1 && Particles.Contains(words[last - 1].ToLowerInvariant()))
            last--;
        return (string.Join(' ', words[..last]), string.Join(' ', words[last..]));
    }

    /// <summary>A stage by its name, or by the words of other programs; null when it is none.</summary>
    public static LeadStage? Stage(string text)
    {
        string key = HeadingWords.Key(text);
        return Stages.TryGetValue(key, out LeadStage stage) ? stage
            : key.Length > 0 && !char.IsDigit(key[0]) && Enum.TryParse(key, ignoreCase: true, out stage) && Enum.IsDefined(stage) ? stage : null;
    }

    /// <summary>A value for one of the tenant's own fields, in the form that these are checked in.</summary>
    /// <param name="type">What values the field holds.</param>
    /// <param name="text">As it stands in the file.</param>
    /// <param name="dayFirst">For 03/04/2026: whether the day stands first; null where the column does not tell.</param>
    public static string Normal(CustomFieldType type, string text, bool? dayFirst) => type switch
    {
        CustomFieldType.Date => Day(text, dayFirst) ?? text,
        CustomFieldType.Number => Number(text),
        CustomFieldType.Boolean => HeadingWords.Key(text) switch
        {
            "ja" or "oui" or "si" or "x" or "wahr" or "vrai" or "verdadero" or "on" or "j" or "o" => "true",
            "nein" or "non" or "falsch" or "faux" or "falso" or "off" => "false",
            _ => text,
        },
        _ => text,
    };

    private static string? Day(string text, bool? dayFirst)
    {
        Match year = YearFirst().Match(text), point = DayPoint().Match(text), slash = Slashes().Match(text);
        (string y, string m, string d) = year.Success ? (year.Groups["y"].Value, year.Groups["m"].Value, year.Groups["d"].Value)
            : point.Success ? (point.Groups["y"].Value, point.Groups["m"].Value, point.Groups["d"].Value)
            : slash.Success && dayFirst is { } first ? (slash.Groups["y"].Value, slash.Groups[first ? "b" : "a"].Value, slash.Groups[first ? "a" : "b"].Value)
            : ("", "", "");
        return y.Length == 4 && DateOnly.TryParseExact($"{y}-{m.PadLeft(2, '0')}-{d.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    // 1.234,5 and 1 234,5 and 1'234.5: the last sign that stands once is the decimal one, unless three digits follow a single comma.
    private static string Number(string text)
    {
        string digits = text.Replace(" ", "").Replace("\u00A0", "").Replace("\u202F", "").Replace("'", "").TrimEnd('%', '€', '$');
        int comma = digits.LastIndexOf(','), point = digits.LastIndexOf('.');
        if (comma < 0)
            return digits.Count(c => c == '.') > 1 ? digits.Replace(".", "") : digits;
        if (point > comma || (point < 0 && (digits.Count(c => c == ',') > 1 || digits.Length - comma == 4)))
            return digits.Replace(",", "");
        return digits.Replace(".", "").Replace(',', '.');
    }

    private static string WithoutSalutation(string name)
    {
        int space = name.IndexOf(' ');
        return space > 0 && Salutations.Contains(name[..space].TrimEnd('.').ToLowerInvariant()) ? name[(space + 1)..].TrimStart() : name;
    }

    [GeneratedRegex(@"^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})([ T].*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<d>\d{1,2})\.\s?(?<m>\d{1,2})\.\s?(?<y>\d{4})([ T].*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex DayPoint();

    [GeneratedRegex(@"^(?<a>\d{1,2})[-/](?<b>\d{1,2})[-/](?<y>\d{4})([ T].*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Slashes();
}
