using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Finds the parts of a text that a list field asks for: its actions, questions, people, dates …</summary>
internal static class ListFields
{
    private const int Most = 20;

    /// <summary>The parts, each with what is known of it; null when no rule knows what the list is of.</summary>
    public static List<FillSource>? Parts(FieldShape field, FillSource source)
    {
        ThreadFacts facts = source.Facts;
        IEnumerable<FillSource>? parts = field.Meaning switch
        {
            Meaning.Action or Meaning.Deadline or Meaning.Owner => facts.Actions.Select(a => source.Part(a)),
            Meaning.Decision => facts.Decisions.Select(d => source.Part(d)),
            Meaning.Question or Meaning.Answer => (facts.OpenQuestions.Count > 0 && field.NameWords.Contains("open") ? facts.OpenQuestions : facts.Questions).Select(q => source.Part(q)),
            Meaning.Concern => facts.Concerns.Select(c => source.Part(c)),
            Meaning.Signal => facts.Statements.Where(s => Cues.IsBuyingSignal(s.Text)).Select(s => source.Part(s)),
            Meaning.Factor or Meaning.Reason or Meaning.Score => facts.Statements.Where(s => Cues.IsBuyingSignal(s.Text) || Cues.IsConcern(s.Text)).Select(s => source.Part(s, LeadSignals.Category(s.Text))),
            Meaning.Summary or Meaning.Body => Key(source).Select(s => source.Part(s)),
            Meaning.Quote or Meaning.Mood => source.Mood.Deciding.Count > 0 && field.Meaning == Meaning.Mood
                ? source.Mood.Deciding.Select(d => source.Part(Named(d.Sentence)))
                : Key(source).Select(s => source.Part(s)),
            Meaning.Message => source.Mails.Select((m, i) => source.Part(new Statement(m.Body, m.Author, m.Day, i))),
            Meaning.Person or Meaning.Sender or Meaning.Recipient or Meaning.FirstName => source.PeopleNamed.Select(p => source.Part(Named(p), "person")),
            Meaning.Company => Finders.Companies(source.Text).Select(c => source.Part(Named(c), "company")),
            Meaning.Place or Meaning.Country => Finders.Locations(source.Text).Select(l => source.Part(Named(l), "location")),
            Meaning.Email => Finders.Emails(source.Text).Select(e => source.Part(Named(e), "email")),
            Meaning.Phone => Finders.Phones(source.Text).Select(p => source.Part(Named(p), "phone")),
            Meaning.Url => Finders.Urls(source.Text).Select(u => source.Part(Named(u), "url")),
            Meaning.Date or Meaning.Time => source.DatesNamed.Select(d => source.Part(new Statement(d.Text, "", d.Day, 0, null, d), "date")),
            Meaning.Amount => Finders.Amounts(source.Text).Select(a => source.Part(Named(a.Text), "amount")),
            Meaning.Topic or Meaning.Title or Meaning.Kind => Keywords.Of(source.Text, source.Language, 8).Select(k => source.Part(Named(k), "topic")),
            Meaning.Entity when field.NameWords.Any(w => w.StartsWith("relation", StringComparison.Ordinal) || w.StartsWith("edge", StringComparison.Ordinal) || w.StartsWith("triple", StringComparison.Ordinal)) => [],
            Meaning.Entity => Entities(source),
            _ => null,
        };
        if (source.KeyValues.Find(field.Name) is { Length: > 0 } stated && (parts is null || field.Meaning is Meaning.Topic or Meaning.Signal or Meaning.Title or Meaning.Kind))
            parts = stated.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(s => source.Part(Named(s)));
        return parts?.DistinctBy(p => p.Text.ToLowerInvariant()).Take(Most).ToList();
    }

    private static IEnumerable<Statement> Key(FillSource source)
    {
        int count = Math.Clamp(source.Facts.Statements.Count / 5, 3, 6);
        return ThreadSummary.KeyStatements(source.Facts, source.Language, count);
    }

    private static IEnumerable<FillSource> Entities(FillSource source) =>
        source.PeopleNamed.Select(p => source.Part(Named(p), "person"))
            .Concat(Finders.Companies(source.Text).Select(c => source.Part(Named(c), "organization")))
            .Concat(Finders.Locations(source.Text).Select(l => source.Part(Named(l), "location")))
            .Concat(source.DatesNamed.Select(d => source.Part(new Statement(d.Text, "", d.Day, 0, null, d), "date")))
            .Concat(Finders.Amounts(source.Text).Select(a => source.Part(Named(a.Text), "amount")));

    private static Statement Named(string text) => new(text, "", null, 0);
}
