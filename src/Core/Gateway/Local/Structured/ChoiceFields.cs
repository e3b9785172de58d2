using System.Text.Json;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Fills fields with fixed choices: enumerations and yes-or-no.</summary>
internal static class ChoiceFields
{
    private static readonly string[] Undecided = ["other", "unknown", "none", "neutral", "n/a", "na", "unspecified", "undefined", "not_specified", "general", "misc", "normal", "medium", "open", "pending", "unclear", "no_decision"];

    /// <summary>The choice; null when the text points to none.</summary>
    public static JsonElement? Choose(FieldShape field, IReadOnlyList<JsonElement> choices, FillSource source)
    {
        var texts = choices.Where(c => c.ValueKind == JsonValueKind.String).ToList();
        string[] names = [.. texts.Select(c => c.GetString()!)];
        string? wanted = Given(field, names, source) ?? Scaled(field, names, source) ?? Spoken(field, names, source);
        if (wanted is not null)
            return texts.First(c => c.GetString() == wanted);
        if (texts.Count == 0 && choices.Count > 0 && choices[0].ValueKind == JsonValueKind.Number)
            return ChooseNumber(field, choices, source);
        if (choices.Count == 1)
            return choices[0];
        string? open = names.FirstOrDefault(n => Undecided.Contains(n.ToLowerInvariant().Replace(' ', '_')));
        return open is null ? null : texts.First(c => c.GetString() == open);
    }

    private static string? Given(FieldShape field, string[] names, FillSource source)
    {
        if (source.UnitKind is { } kind && Array.Find(names, n => Alike(n, kind)) is { } own)
            return own;
        string? stated = source.KeyValues.Find(field.Name, $"{field.Parent} {field.Name}");
        return stated is null ? null : Array.Find(names, n => Alike(n, stated)) ?? Array.Find(names, n => stated.Contains(n, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Choices that form a scale: moods, urgency, grades, yes and no.</summary>
    private static string? Scaled(FieldShape field, string[] names, FillSource source)
    {
        string[] lower = [.. names.Select(n => n.ToLowerInvariant())];
        string? Pick(params string[] wanted) => wanted.Select(w => Array.FindIndex(lower, l => l.Contains(w, StringComparison.Ordinal))).Where(i => i >= 0).Select(i => names[i]).FirstOrDefault();
        if (lower.Any(l => l.Contains("positiv", StringComparison.Ordinal)) && lower.Any(l => l.Contains("negativ", StringComparison.Ordinal)))
        {
            Mood mood = source.Mood;
            return mood.Label switch
            {
                "positive" => mood.Score > 0.6 ? Pick("very_positive", "very positive", "positiv") : Array.Find(names, n => n.Equals("positive", StringComparison.OrdinalIgnoreCase)) ?? Pick("positiv"),
                "negative" => mood.Score < -0.6 ? Pick("very_negative", "very negative", "negativ") : Array.Find(names, n => n.Equals("negative", StringComparison.OrdinalIgnoreCase)) ?? Pick("negativ"),
                "mixed" => Pick("mixed", "gemischt", "neutral"),
                _ => Pick("neutral", "mixed"),
            };
        }
        if (lower.Contains("high") && lower.Contains("low"))
        {
            double rate = field.Meaning is Meaning.Urgency or Meaning.Action or Meaning.Kind
                ? Cues.IsUrgent(source.Text) ? 0.9 : source.Unit?.Due is not null || source.DatesNamed.Count > 0 ? 0.55 : 0.4
                : field.NameWords.Any(w => w is "risk" or "churn") ? 1 - LeadSignals.Rate(source) : LeadSignals.Rate(source);
            return rate >= 0.85 ? Pick("critical", "urgent", "high") : rate >= 0.65 ? Pick("high") : rate >= 0.38 ? Pick("medium", "normal", "high") : Pick("low");
        }
        if (lower.Contains("hot") && lower.Contains("cold"))
            return LeadSignals.Rate(source) is var heat && heat >= 0.7 ? Pick("hot") : heat >= 0.45 ? Pick("warm", "hot") : Pick("cold");
        if (names.Length is >= 3 and <= 6 && names.All(n => n.Length <= 2 && n[0] is >= 'A' and <= 'F'))
            return Array.Find(names, n => n == LeadSignals.Grade(source)) ?? names[^1];
        if (lower.Contains("yes") && lower.Contains("no"))
            return IsSaid(field, source) ? Pick("yes") : Pick("no");
        return null;
    }

    /// <summary>The choice whose words the text uses most.</summary>
    private static string? Spoken(FieldShape field, string[] names, FillSource source)
    {
        if (names.Length == 0)
            return null;
        var stems = new Dictionary<string, int>();
        foreach (string stem in Words.Stems(source.Text.Length > 200_000 ? source.Text[..200_000] : source.Text, source.Language))
            stems[stem] = stems.GetValueOrDefault(stem) + 1;
        string? best = null;
        double highest = 0;
        foreach (string name in names)
        {
            List<string> words = [.. Words.OfIdentifier(name).Where(w => Words.IsContent(w, source.Language)).Select(w => Stemmer.Stem(w, source.Language))];
            if (words.Count == 0 || Undecided.Contains(name.ToLowerInvariant()))
                continue;
            double score = words.Sum(w => Math.Min(3, stems.GetValueOrDefault(w) + (w.Length > 4 ? 0.8 * stems.Where(s => s.Key != w && s.Key.StartsWith(w[..Math.Min(5, w.Length)], StringComparison.Ordinal)).Sum(s => s.Value) : 0))) / words.Count;
            if (score > highest)
                (best, highest) = (name, score);
        }
        return highest >= 0.5 ? best : null;
    }

    private static JsonElement? ChooseNumber(FieldShape field, IReadOnlyList<JsonElement> choices, FillSource source)
    {
        decimal? value = NumberFields.Fill(field with { }, source, whole: true);
        foreach (JsonElement choice in choices)
        {
            if (value is not null && choice.TryGetDecimal(out decimal one) && one == value)
                return choice;
        }
        return null;
    }

    /// <summary>Whether the text says what the field asks; what it does not speak of is not so.</summary>
    public static bool IsSaid(FieldShape field, FillSource source)
    {
        if (source.KeyValues.Find(field.Name) is { } stated)
            return stated.Trim().ToLowerInvariant() is "true" or "yes" or "y" or "1" or "ja" or "oui" or "sí" or "si";
        IReadOnlyList<string> words = field.NameWords;
        if (words.Contains("urgent"))
            return Cues.IsUrgent(source.Text);
        if (words.Contains("positive"))
            return source.Mood.Label == "positive";
        if (words.Contains("negative"))
            return source.Mood.Label == "negative";
        if (words.Contains("up") && words.Contains("follow") || words.Contains("followup") || words.Contains("response") || words.Contains("reply"))
            return source.Facts.OpenQuestions.Count + source.Facts.Actions.Count > 0;
        if (words.Contains("question") || words.Contains("questions"))
            return source.Facts.Questions.Count > 0;
        if (words.Contains("action") || words.Contains("actions"))
            return source.Facts.Actions.Count > 0;
        if (words.Contains("qualified") || words.Contains("interested"))
            return LeadSignals.Rate(source) >= 0.55;
        HashSet<string> wanted = [.. words.Where(w => w is not ("is" or "has" or "have" or "needs" or "wants" or "can" or "should" or "was" or "did" or "does" or "contains" or "includes" or "mentions" or "mentioned" or "required" or "needed" or "requires" or "flag"))
            .Where(w => Words.IsContent(w, source.Language)).Select(w => Stemmer.Stem(w, source.Language))];
        if (wanted.Count == 0)
            return false;
        foreach (Summaries.Statement statement in source.Facts.Statements)
        {
            HashSet<string> said = [.. Words.Stems(statement.Text, source.Language)];
            if (wanted.All(said.Contains) && !IsDenied(statement.Text))
                return true;
        }
        return false;
    }

    private static bool IsDenied(string sentence) => Words.Of(sentence).Any(w => w.Lower is "not" or "no" or "never" or "without" or "kein" or "keine" or "keinen" or "nicht" or "ohne" or "pas" or "aucun" or "sans" or "sin" or "nunca")
        || sentence.Contains("n't", StringComparison.Ordinal) || sentence.Contains("n’t", StringComparison.Ordinal);

    private static bool Alike(string a, string b) => string.Join(' ', Words.OfIdentifier(a)) == string.Join(' ', Words.OfIdentifier(b));
}
