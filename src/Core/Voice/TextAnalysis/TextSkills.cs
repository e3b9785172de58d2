using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;
using LocalSentiment = Artisan.Core.Gateway.Local.Sentiment;

namespace Artisan.Core.Voice.TextAnalysis;

/// <summary>Summarises conversations by turns of phrase: each statement as it was said.</summary>
public sealed class CallSummarySkill : ILocalSkill
{
    private const int MostOfAKind = 6, LongestLine = 240;

    // Schemas name every field, also those without a value.
    internal static readonly JsonSerializerOptions Whole = new(ArtisanJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <inheritdoc/>
    public string UseCase => UseCases.CallSummary;

    /// <inheritdoc/>
    public string Method => "summary:conversation-facts";

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<TextFacts>(chat) is { Text: not null } facts ? JsonSerializer.Serialize(Summarise(facts), Whole) : null;

    /// <summary>Summarises.</summary>
    public static SummaryAnswer Summarise(TextFacts facts)
    {
        Language language = Languages.Detect(facts.Text);
        List<Mail> mails = TextParts.Of(facts.Text);
        ThreadFacts found = ThreadFacts.Of(mails, language, facts.SpokenOn);
        List<Statement> key = ThreadSummary.KeyStatements(found, language, Math.Clamp(found.Statements.Count / 8, 2, 4));
        string summary = key.Count > 0 ? string.Join(' ', key.Select(s => Line(s.Author.Length == 0 ? s.Text : $"{s.Author}: {s.Text}"))) : Line(facts.Text.Trim());
        return new SummaryAnswer(summary, found.Statements.FirstOrDefault(s => Cues.IsPurpose(s.Text)) is { } purpose ? Line(purpose.Text) : mails.Select(m => m.Subject).FirstOrDefault(s => s is not null),
            [.. mails.Select(m => m.Author).Where(a => a.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(12)],
            [.. found.Decisions.Take(MostOfAKind).Select(s => Line(s.Text))],
            [.. found.Concerns.Take(MostOfAKind).Select(s => Line(s.Author.Length == 0 ? s.Text : $"{s.Author}: {s.Text}"))],
            [.. found.Actions.Take(MostOfAKind).Select(a => new SummaryAnswer.Item(Line(a.Text), string.IsNullOrEmpty(a.Owner) ? null : a.Owner, a.Due?.Text, a.Due?.Day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))],
            [.. found.OpenQuestions.Take(MostOfAKind).Select(s => Line(s.Text))],
            LocalSentiment.Of(facts.Text).Label);
    }

    private static string Line(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= LongestLine)
            return line;
        int space = line.LastIndexOf(' ', LongestLine - 2);
        return line[..(space > LongestLine / 2 ? space : LongestLine - 2)] + " …";
    }
}

/// <summary>Judges sentiment by words with a value, overall and by speaker.</summary>
public sealed class SentimentSkill : ILocalSkill
{
    private const int MostWords = 8, MostQuotes = 3, MostSpeakers = 12, LongestQuote = 200;

    /// <inheritdoc/>
    public string UseCase => UseCases.Sentiment;

    /// <inheritdoc/>
    public string Method => "sentiment:lexicon";

    /// <inheritdoc/>
    public string? Answer(ChatView chat) => PromptFacts.Read<TextFacts>(chat) is { Text: not null } facts ? JsonSerializer.Serialize(Judge(facts), CallSummarySkill.Whole) : null;

    /// <summary>Judges.</summary>
    public static SentimentAnswer Judge(TextFacts facts)
    {
        List<Mail> mails = TextParts.Of(facts.Text);
        // Names and headers of a thread are nobody's mood.
        string said = string.Join("\n\n", mails.Select(m => m.Body));
        Mood overall = LocalSentiment.Of(said);
        SpeakerMoodV1[] speakers = [.. mails.Where(m => m.Author.Length > 0).GroupBy(m => m.Author, StringComparer.OrdinalIgnoreCase).OrderByDescending(g => g.Sum(m => m.Body.Length)).Take(MostSpeakers).Select(g =>
        {
            string own = string.Join("\n\n", g.Select(m => m.Body));
            Mood mood = LocalSentiment.Of(own);
            return new SpeakerMoodV1(g.Key, mood.Label, mood.Score, Words(own));
        })];
        return new SentimentAnswer(new MoodV1(overall.Label, overall.Score, overall.Confidence, Words(said), [.. overall.Deciding.Take(MostQuotes).Select(d => d.Sentence.Length > LongestQuote ? d.Sentence[..(LongestQuote - 1)] + "…" : d.Sentence)]), speakers);
    }

    private static string[] Words(string text) => [.. LocalSentiment.WordsOf(text, MostWords).Select(w => w.Word)];
}

/// <summary>Takes a conversation apart.</summary>
internal static class TextParts
{
    /// <summary>Mails or turns, oldest first; the whole text as one where it is neither.</summary>
    public static List<Mail> Of(string text) =>
        MailThread.Read(text) is { Count: > 0 } mails ? mails : Transcript.Read(text) is { Count: > 0 } turns ? turns : [new Mail("", "", null, null, text)];
}
