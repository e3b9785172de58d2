using System.Globalization;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Fills number fields.</summary>
internal static partial class NumberFields
{
    /// <summary>The number, inside the field's limits; null when no rule finds one.</summary>
    public static decimal? Fill(FieldShape field, FillSource source, bool whole)
    {
        decimal? value = Candidate(field, source, whole);
        if (value is not { } number)
            return null;
        if (whole)
            number = Math.Round(number, MidpointRounding.AwayFromZero);
        // A rating is brought into its limits; a figure from the text that does not fit them is not the one that is meant.
        bool rating = field.Meaning is Meaning.Score or Meaning.Confidence or Meaning.Mood or Meaning.Urgency;
        if (field.Number("minimum") is { } least && number < (decimal)least)
            return rating ? (decimal)least : null;
        if (field.Number("maximum") is { } most && number > (decimal)most)
            return rating ? (decimal)most : null;
        return number;
    }

    private static decimal? Candidate(FieldShape field, FillSource source, bool whole)
    {
        if (source.KeyValues.Find(field.Name, $"{field.Parent} {field.Name}") is { } given && FirstNumber(given) is { } stated)
            return stated;
        switch (field.Meaning)
        {
            case Meaning.Score when Quantity(field, source) is null:
                return source.Unit is not null ? Scale(LeadSignalOf(source), field, whole, source.Unit.Text) : Scale((decimal)LeadSignals.Rate(source), field, whole, null);
            case Meaning.Confidence:
                return Scale((decimal)LeadSignals.Confidence(source), field, whole: false, null);
            case Meaning.Mood:
                return field.Number("minimum") is < 0 ? (decimal)(source.Mood.Score * Math.Abs(field.Number("maximum") ?? 1)) : Scale((decimal)(source.Mood.Score + 1) / 2, field, whole, null);
            case Meaning.Urgency:
                return Scale(Cues.IsUrgent(source.Text) ? 0.9m : 0.5m, field, whole, null);
            case Meaning.Amount:
                return LeadSignals.AmountOf(source) is { } amount ? amount.Value : Quantity(field, source);
            case Meaning.Percent:
                return Percent().Match(source.Text) is { Success: true } percent ? Finders.Number(percent.Groups["n"].Value) : null;
            case Meaning.Duration:
                return Duration().Match(source.Text) is { Success: true } duration ? Finders.Number(duration.Groups["n"].Value) : null;
            case Meaning.Count:
                return Quantity(field, source) ?? Counted(field, source);
            case Meaning.Date when field.NameWords.Contains("year"):
                return Year().Match(source.Text) is { Success: true } year ? decimal.Parse(year.Value, CultureInfo.InvariantCulture) : null;
            default:
                return Quantity(field, source) ?? Only(source);
        }
    }

    private static decimal LeadSignalOf(FillSource source) =>
        Cues.IsBuyingSignal(source.Text) ? 0.7m : Cues.IsConcern(source.Text) ? 0.3m : 0.5m;

    /// <summary>Brings 0 to 1 onto the field's own scale; an impact that may be negative shows its direction.</summary>
    private static decimal Scale(decimal share, FieldShape field, bool whole, string? unit)
    {
        double least = field.Number("minimum") ?? field.Number("exclusiveMinimum") ?? 0;
        bool signed = unit is not null && field.NameWords.Contains("impact");
        double most = field.Number("maximum") ?? field.Number("exclusiveMaximum") ?? (field.NameWords.Any(w => w is "probability" or "likelihood" or "confidence" or "weight") && !whole ? 1 : field.NameWords.Contains("rating") ? 5 : whole || field.Meaning == Meaning.Score ? 100 : 1);
        if (signed && least >= 0 && field.Number("minimum") is null)
            return Math.Round((share - 0.5m) * 2 * (decimal)Math.Min(most, 20), whole ? 0 : 2);
        return Math.Round((decimal)least + share * (decimal)(most - least), whole ? 0 : 2);
    }

    /// <summary>"250 seats" for a field <c>seats</c> or <c>number_of_seats</c>.</summary>
    private static decimal? Quantity(FieldShape field, FillSource source)
    {
        foreach (string word in field.NameWords.Where(w => w.Length > 2 && w is not ("number" or "count" or "total" or "num" or "the" or "score" or "rating" or "amount" or "value")))
        {
            string stem = Regex.Escape(Stemmer.Stem(word, source.Language));
            if (Finders.FirstMatch(source.Text, $@"(?<![\w.])(?<n>\d[\d.,]*)\s*(k\s+)?(\w+\s+)?{stem}\w*|\b{stem}\w*\s*(:|=|is|are|of|ist|sind)?\s*(?<n>\d[\d.,]*)") is { } match)
                return Finders.Number(match.Groups["n"].Value);
        }
        if (field.NameWords.Contains("quantity") || field.NameWords.Contains("qty"))
            return Units().Match(source.Text) is { Success: true } units ? Finders.Number(units.Groups["n"].Value) : null;
        return null;
    }

    private static decimal? Counted(FieldShape field, FillSource source)
    {
        foreach (string word in field.NameWords)
        {
            switch (word)
            {
                case "word" or "words":
                    return Words.Count(source.Text);
                case "message" or "messages" or "mail" or "mails" or "email" or "emails" or "turns" when source.Mails.Count > 0:
                    return source.Mails.Count;
                case "question" or "questions":
                    return source.Facts.Questions.Count;
                case "action" or "actions" or "task" or "tasks":
                    return source.Facts.Actions.Count;
                case "decision" or "decisions":
                    return source.Facts.Decisions.Count;
                case "participant" or "participants" or "people" or "persons" or "speaker" or "speakers":
                    return source.PeopleNamed.Count;
                case "sentence" or "sentences":
                    return Sentences.Split(source.Text).Count;
            }
        }
        return null;
    }

    // A text with one single figure leaves no doubt which is meant.
    private static decimal? Only(FillSource source)
    {
        if (source.Text.Length > 2000)
            return null;
        MatchCollection numbers = Figure().Matches(source.Text);
        return numbers.Count == 1 ? Finders.Number(numbers[0].Value) : null;
    }

    private static decimal? FirstNumber(string text)
    {
        if (Finders.Amounts(text) is { Count: > 0 } amounts)
            return amounts[0].Value;
        Match match = Figure().Match(text);
        return match.Success ? Finders.Number(match.Value) : null;
    }

    [GeneratedRegex(@"(?<![\w.,-])-?\d[\d.,]*(?<=\d)(?![\w])")]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?<n>\d{1,3}([.,]\d{1,2})?)\s?(%|percent\b|Prozent\b)", RegexOptions.ExplicitCapture)]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?<n>\d{1,5}([.,]\d{1,2})?)[ -]?(min\b|minutes?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|Minuten\b|Stunden?\b|Tagen?\b|Wochen?\b|Monaten?\b|Jahren?\b|jours?\b|semaines?\b|mois\b|horas?\b|días?\b|semanas?\b|meses\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    [GeneratedRegex(@"(?<n>\d[\d.,]*)\s*(x|units?|pieces?|pcs|items?|Stück|unités?|unidades?|\p{Ll}{3,})\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Units();

    [GeneratedRegex(@"\b(19|20)\d\d\b")]
    private static partial Regex Year();
}
