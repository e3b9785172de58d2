using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Finds the day that a field means: of "decision_date" the one whose sentence speaks of a decision.</summary>
internal static class NamedDays
{
    // Words of a name that say only that it is a day.
    private static readonly HashSet<string> Plain = ["date", "day", "datetime", "timestamp", "time", "at", "on", "of", "the", "when"];

    /// <summary>The mention; null when several days are named and none fits, since any of them would be a guess.</summary>
    public static DateMention? For(FieldShape field, FillSource source)
    {
        string[] wanted = [.. field.NameWords.Where(w => !Plain.Contains(w) && w.Length > 1)];
        bool isThread = source.Mails.Any(m => m.Day is not null);
        if (wanted.Length == 0 || wanted.Any(w => w is "sent" or "written" or "received" or "email" or "mail" or "message"))
            return source.DatesNamed.FirstOrDefault(d => d.Day is not null) ?? source.DatesNamed.FirstOrDefault();
        // In a thread the day of a header is when a mail was written, and nothing else.
        List<(DateMention Mention, string Sentence)> named = isThread
            ? [.. source.Mails.SelectMany(m => Dates.Find(m.Body, m.Day, source.Language == Language.English).Select(d => (d, SentenceAt(m.Body, d.Start))))]
            : [.. source.DatesNamed.Select(d => (d, SentenceAt(source.Text, d.Start)))];
        foreach ((DateMention mention, string sentence) in named)
        {
            if (mention.Day is not null && Speaks(sentence, wanted, source.Language))
                return mention;
        }
        if (!isThread)
            return named.Select(n => n.Mention).FirstOrDefault(d => d.Day is not null) ?? named.Select(n => n.Mention).FirstOrDefault();
        return named.Where(n => n.Mention.Day is not null).DistinctBy(n => n.Mention.Day).ToArray() is [var only] ? only.Mention : null;
    }

    private static bool Speaks(string sentence, string[] wanted, Language language)
    {
        HashSet<string> said = [.. Words.Of(sentence).Select(w => w.Lower)];
        HashSet<string> stems = [.. said.Select(w => Stemmer.Stem(w, language))];
        return wanted.Any(w => stems.Contains(Stemmer.Stem(w, language)) || Synonyms.Of(w).Any(said.Contains));
    }

    private static string SentenceAt(string text, int at)
    {
        int start = at == 0 ? 0 : text.LastIndexOfAny(['.', '!', '?', '\n'], at - 1) + 1;
        int end = text.IndexOfAny(['.', '!', '?', '\n'], at);
        return text[start..(end < 0 ? text.Length : end)];
    }
}
