using System.Globalization;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Answers;
using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Fills text fields by what their names mean.</summary>
internal static partial class TextFields
{
    /// <summary>The text; null when no rule finds one.</summary>
    public static string? Fill(FieldShape field, FillSource source)
    {
        string? text = Candidate(field, source);
        if (field.Text("pattern") is { } pattern && (text is null || SchemaScalars.Matches(text, pattern) != true))
            text = FindPattern(pattern, source.Text);
        if (text is null)
            return null;
        if (field.MaxLength is { } most && text.Length > most)
            text = Shorten(text, most);
        return text.Length >= field.MinLength ? text : null;
    }

    private static string? Candidate(FieldShape field, FillSource source)
    {
        if (field.Format is { } format && ByFormat(format, field, source) is { } formatted)
            return formatted;
        if (field.Format is "date" or "date-time" or "time" or "email" or "uri" or "uuid" or "ipv4" or "ipv6" or "duration")
            return null;
        if (source.IsCall)
        {
            // An argument is taken over, never composed: no summary of the request becomes a subject line.
            string? stated = source.KeyValues.Find(field.Name);
            return stated ?? (IsTakenOver(field.Meaning) ? ByMeaning(field, source) : null) ?? OfRequest(field, source.Text);
        }
        return OfUnit(field, source) ?? source.KeyValues.Find(field.Name, $"{field.Parent} {field.Name}", field.Description is { Length: < 40 } d ? d : "") ?? ByMeaning(field, source);
    }

    private static bool IsTakenOver(Meaning meaning) => meaning is Meaning.Person or Meaning.FirstName or Meaning.LastName or Meaning.Recipient or Meaning.Company or Meaning.Email
        or Meaning.Phone or Meaning.Url or Meaning.Date or Meaning.Deadline or Meaning.Time or Meaning.Amount or Meaning.Currency or Meaning.Percent or Meaning.Role
        or Meaning.Place or Meaning.Country or Meaning.Language or Meaning.Id;

    /// <summary>For a function's argument: the request's own words where these are wanted, or what it puts in quotes.</summary>
    private static string? OfRequest(FieldShape field, string request)
    {
        string last = field.NameWords.Count > 0 ? field.NameWords[^1] : "";
        if (last == "expression" && Arithmetic.Solve(request) is { } sum)
            return sum.Sum;
        if (Quoted().Match(request) is { Success: true } quoted)
            return quoted.Groups["text"].Value;
        if (last is "title" or "task" or "todo" or "reminder" or "note" && Wish().Match(request) is { Success: true } wish)
            return wish.Groups["text"].Value.Trim();
        return last is "query" or "q" or "search" or "term" or "terms" or "question" or "prompt" or "input" or "keywords"
            ? Courtesy().Replace(request, "").Trim(' ', '.', '!', '\n')
            : null;
    }

    private static string? ByFormat(string format, FieldShape field, FillSource source)
    {
        string? given = source.KeyValues.Find(field.Name);
        switch (format)
        {
            case "email":
                return Finders.Emails(given ?? source.Text).FirstOrDefault();
            case "uri":
                return Finders.Urls(given ?? source.Text).FirstOrDefault(u => u.StartsWith("http", StringComparison.OrdinalIgnoreCase));
            case "date":
                return DayOf(field, source, given) is { } day ? day.Day!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
            case "date-time":
                return DayOf(field, source, given) is { } at ? $"{at.Day!.Value:yyyy-MM-dd}T{at.Time ?? TimeOnly.MinValue:HH:mm:ss}Z" : null;
            case "time":
                return (given is null ? source.DatesNamed : Dates.Find(given)).FirstOrDefault(d => d.Time is not null)?.Time is { } time ? time.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : null;
            default:
                return given;
        }
    }

    private static DateMention? DayOf(FieldShape field, FillSource source, string? given)
    {
        if (given is not null && Dates.Find(given).Find(d => d.Day is not null) is { } named)
            return named;
        if (source.Unit?.Due is { Day: not null } due)
            return due;
        if (field.Meaning == Meaning.Deadline && source.Facts.Actions.FindLast(a => a.Due?.Day is not null) is { } action)
            return action.Due;
        return NamedDays.For(field, source);
    }

    /// <summary>For a part of the text: what is known of the part itself.</summary>
    private static string? OfUnit(FieldShape field, FillSource source)
    {
        if (source.Unit is not { } unit)
            return null;
        return field.Meaning switch
        {
            Meaning.Owner or Meaning.Recipient => string.IsNullOrEmpty(unit.Owner) ? null : unit.Owner,
            Meaning.Sender => string.IsNullOrEmpty(unit.Author) ? null : unit.Author,
            Meaning.Person when !source.IsEntity && unit.Owner is { Length: > 0 } && field.NameWords[^1] != "name" => unit.Owner,
            Meaning.Deadline => unit.Due is not { } due ? null : due.Day is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : due.Text,
            Meaning.Date => unit.Due?.Day is { } dueDay ? dueDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : unit.Day is { } written ? written.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Meaning.Kind when source.UnitKind is not null => source.UnitKind,
            Meaning.Person or Meaning.Title or Meaning.Topic when source.IsEntity => unit.Text,
            Meaning.Title or Meaning.Topic when !source.IsEntity => Keywords.Label(unit.Text, source.Language),
            Meaning.Person when field.NameWords[^1] == "name" => Keywords.Label(unit.Text, source.Language),
            Meaning.Summary or Meaning.Action or Meaning.Decision or Meaning.Question or Meaning.Quote or Meaning.Concern or Meaning.Signal or Meaning.Body or Meaning.Reason or Meaning.Entity or Meaning.Amount or Meaning.Signal => unit.Text,
            _ => null,
        };
    }

    private static string? ByMeaning(FieldShape field, FillSource source) => field.Meaning switch
    {
        Meaning.Summary => Summary(source, 2),
        Meaning.Reason => Reason(source),
        Meaning.Body => EmailDraft.IsWanted(source.Instruction) ? EmailDraft.Body(source) : Summary(source, 4),
        Meaning.Greeting => EmailDraft.Greeting(source),
        Meaning.Title => source.Mails.FirstOrDefault(m => m.Subject is not null)?.Subject ?? (EmailDraft.IsWanted(source.Instruction) ? EmailDraft.Subject(source) : Keywords.Label(source.Text, source.Language, Words.Count(source.Text) < 30 ? 1 : 2)),
        Meaning.Person => PersonFor(field, source),
        Meaning.FirstName => source.PeopleNamed.Count > 0 ? source.PeopleNamed[0].Split(' ')[0] : null,
        Meaning.LastName => source.PeopleNamed.FirstOrDefault(p => p.Contains(' ')) is { } full ? full[(full.LastIndexOf(' ') + 1)..] : null,
        Meaning.Sender => source.Mails.Count > 0 ? Filled(source.Mails[0].Author) : source.KeyValues.Find("from", "sender", "von") ?? source.PeopleNamed.LastOrDefault(),
        Meaning.Recipient => source.Mails.Count > 0 ? Filled(source.Mails[0].Addressee) : source.KeyValues.Find("to", "recipient", "an") ?? source.PeopleNamed.FirstOrDefault(),
        Meaning.Owner => source.Facts.Actions.Find(a => !string.IsNullOrEmpty(a.Owner))?.Owner,
        Meaning.Company => source.KeyValues.Find("company", "account", "organization", "firma") ?? Finders.Companies(source.Text).FirstOrDefault(),
        Meaning.Email => Finders.Emails(source.Text).FirstOrDefault(),
        Meaning.Phone => Finders.Phones(source.Text).FirstOrDefault(),
        Meaning.Url => Finders.Urls(source.Text).FirstOrDefault(),
        Meaning.Date => NamedDays.For(field, source) is { } date ? Spelled(date) : null,
        Meaning.Deadline => (source.Facts.Actions.FindLast(a => a.Due is not null)?.Due ?? source.DatesNamed.FirstOrDefault()) is { } due ? Spelled(due) : null,
        Meaning.Time => source.DatesNamed.FirstOrDefault(d => d.Time is not null)?.Time is { } time ? time.ToString("HH:mm", CultureInfo.InvariantCulture) : null,
        Meaning.Amount => LeadSignals.AmountOf(source)?.Text,
        Meaning.Currency => LeadSignals.AmountOf(source)?.Currency,
        Meaning.Percent => Percent().Match(source.Text) is { Success: true } percent ? percent.Value : null,
        Meaning.Role => Role().Match(source.Text) is { Success: true } role ? role.Value : null,
        Meaning.Place => Finders.Locations(source.Text).FirstOrDefault(),
        Meaning.Country => Finders.Locations(source.Text).Find(Finders.IsCountry),
        Meaning.Language => source.Language.ToString(),
        Meaning.Mood => source.Mood.Label,
        Meaning.Urgency => Cues.IsUrgent(source.Text) ? "high" : "medium",
        Meaning.Question => source.Facts.OpenQuestions.Concat(source.Facts.Questions).FirstOrDefault()?.Text,
        Meaning.Answer => source.Instruction.EndsWith('?') ? QuestionAnswer.Find(source.Instruction, source.Text, source.Language) : Summary(source, 2),
        Meaning.Action => source.Facts.Actions.FirstOrDefault()?.Text ?? NextStep(source) ?? LeadSignals.Recommendation(source),
        Meaning.Decision => source.Facts.Decisions.FirstOrDefault()?.Text,
        Meaning.Quote => ThreadSummary.KeyStatements(source.Facts, source.Language, 1).FirstOrDefault()?.Text,
        Meaning.Concern => source.Facts.Concerns.FirstOrDefault()?.Text,
        Meaning.Signal => source.Facts.Statements.Find(s => Cues.IsBuyingSignal(s.Text))?.Text,
        Meaning.Topic => Keywords.Of(source.Text, source.Language, 1).FirstOrDefault(),
        Meaning.Score => LeadSignals.Grade(source),
        Meaning.Id => Reference(field, source),
        _ => null,
    };

    private static string? PersonFor(FieldShape field, FillSource source)
    {
        if (field.NameWords[0] is "company" or "account" or "organization")
            return Finders.Companies(source.Text).FirstOrDefault();
        // The outside party of a thread is the one whose address is given first, as for the field "email".
        if (field.NameWords[0] is "contact" or "customer" or "client" or "lead" or "prospect" or "buyer" && Finders.Emails(source.Text).FirstOrDefault() is { } address
            && source.PeopleNamed.FirstOrDefault(p => p.Split(' ').Any(part => part.Length > 2 && address.Split('@')[0].Contains(part, StringComparison.OrdinalIgnoreCase))) is { } party)
            return party;
        return source.PeopleNamed.Count > 0 ? source.PeopleNamed[0] : null;
    }

    private static string Spelled(DateMention date) => date.Day is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : date.Text;

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private static string? Summary(FillSource source, int sentences)
    {
        if (source.Mails.Count > 0)
        {
            List<Statement> key = ThreadSummary.KeyStatements(source.Facts, source.Language, sentences);
            return key.Count == 0 ? null : string.Join(' ', key.Select(s => s.Author.Length > 0 ? $"{s.Author}: {s.Text}" : s.Text));
        }
        return Filled(string.Join(' ', TextSummary.KeySentences(source.Text, source.Language, new SummaryWish(sentences, null, false))));
    }

    private static string? Reason(FillSource source)
    {
        var deciding = source.Facts.Statements.Where(s => Cues.IsBuyingSignal(s.Text) || Cues.IsConcern(s.Text)).Take(3).Select(s => s.Text).ToList();
        return deciding.Count > 0 ? string.Join(' ', deciding) : source.Mood.Deciding.Count > 0 ? source.Mood.Deciding[0].Sentence : Summary(source, 2);
    }

    private static string? NextStep(FillSource source) =>
        source.Facts.OpenQuestions.FirstOrDefault() is { } question ? $"Answer: {question.Text}" : null;

    private static string? Reference(FieldShape field, FillSource source)
    {
        Match match = Code().Match(source.Text);
        if (match.Success)
            return match.Value;
        // "order 4711" for order_id.
        foreach (string word in field.NameWords.Where(w => w is not ("id" or "number" or "no" or "ref" or "reference" or "identifier" or "code")))
        {
            if (Finders.FirstMatch(source.Text, $@"\b{Regex.Escape(word)}\s*(id|number|no\.?|nr\.?|#)?\s*[:#]?\s*(?<id>[A-Za-z]{{0,20}}-?\d[\w-]{{0,40}})") is { } near)
                return near.Groups["id"].Value;
        }
        return null;
    }

    private static string? FindPattern(string pattern, string text)
    {
        string bare = pattern.StartsWith('^') ? pattern[1..] : pattern;
        bare = bare.EndsWith('$') && !bare.EndsWith("\\$", StringComparison.Ordinal) ? bare[..^1] : bare;
        try
        {
            Match match = Regex.Match(text, $@"(?<!\w)(?:{bare})(?!\w)", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
            return match.Success && match.Length > 0 && SchemaScalars.Matches(match.Value, pattern) == true ? match.Value : null;
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string Shorten(string text, int most)
    {
        if (most <= 1)
            return text[..Math.Min(most, text.Length)];
        int cut = text.LastIndexOf(' ', most - 1);
        return (cut > most / 2 ? text[..cut] : text[..(most - 1)]).TrimEnd(',', ';', ' ') + "…";
    }

    [GeneratedRegex(@"\b\d{1,3}([.,]\d{1,2})?\s?(%|percent\b|Prozent\b)")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\b((Chief|Senior|Head of|VP( of)?|Vice President( of)?|Director( of)?|Regional|Sales|Marketing|Account|Project|Product|IT|Key Account) ?)+(Officer|Manager|Director|Executive|Lead|Engineer|Sales|Marketing|Operations|Finance|Procurement|IT|Engineering|Product)?\b|\b(CEO|CTO|CFO|COO|CMO|CIO|CISO|CRO|Geschäftsführer(in)?|Vertriebsleiter(in)?|Einkaufsleiter(in)?)\b")]
    private static partial Regex Role();

    [GeneratedRegex("[\"“„«'‘](?<text>[^\"”“»'’\\n]{1,200})[\"”“»'’]", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\W*(please\s+)?((can|could|would) you\s+)?(please\s+)?(search( for| the (web|knowledge base|documents|internet) for)?|look up|find( out)?|google|check|suche( nach)?|cherche[rz]?|busca)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Courtesy();

    // "Create a task to call Laura, due Friday": what stands between "to" and the day.
    [GeneratedRegex(@"\b(to|that|saying|called|titled|named)\s+(?<text>\S.{2,200}?)(,?\s+(due|by|before|until|on|at|for)\s+(\d|(the\s+)?\d|next|tomorrow|today|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*)?[.!?]*\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Wish();

    [GeneratedRegex(@"\b[A-Z]{2,8}-\d{2,12}\b|#\d{2,12}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Code();
}
