using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>Who has to act, until when, and whether it was done.</summary>
internal static partial class ActionOwner
{
    public static string OfCommitment(string sentence, Mail mail)
    {
        Match named = Named().Match(sentence);
        return named.Success && !StopWords.Of(Language.English).Contains(named.Groups["name"].Value.ToLowerInvariant()) && !Generic().IsMatch(named.Groups["name"].Value)
            ? named.Groups["name"].Value
            : mail.Author;
    }

    public static string OfRequest(string sentence, Mail mail, IReadOnlyList<Mail> mails)
    {
        // "I need the texts from Sara" is Sara's to do.
        if (Wanted().Match(sentence) is { Success: true } wanted)
            return FullName(wanted.Groups["name"].Value, mails);
        Match addressed = Addressed().Match(sentence);
        if (addressed.Success && mails.Any(m => m.Author.StartsWith(addressed.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)))
            return FullName(addressed.Groups["name"].Value, mails);
        if (mail.Addressee.Length > 0)
            return FullName(mail.Addressee, mails);
        string[] others = [.. mails.Select(m => m.Author).Where(a => a.Length > 0 && !a.Equals(mail.Author, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).Take(2)];
        return others.Length == 1 ? others[0] : "";
    }

    /// <summary>The day that a sentence sets; the one after "by", "until" or the like before any other.</summary>
    public static DateMention? DueOf(string sentence, List<DateMention> dates)
    {
        foreach (DateMention date in dates)
        {
            int from = Math.Max(0, date.Start - 22);
            if (Until().IsMatch(sentence[from..date.Start]))
                return date;
        }
        return dates.Count > 0 ? dates[^1] : null;
    }

    public static bool IsDone(string sentence) => Done().IsMatch(sentence);

    /// <summary>Whether a mail begins by simply saying yes or no.</summary>
    public static bool IsPlainReply(string body) => Reply().IsMatch(body);

    private static string FullName(string name, IReadOnlyList<Mail> mails)
    {
        foreach (Mail mail in mails)
        {
            if (mail.Author.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (mail.Author.Length == name.Length || mail.Author[name.Length] == ' '))
                return mail.Author;
            // "Frau Berger" is Karin Berger.
            int space = name.LastIndexOf(' ');
            if (space > 0 && mail.Author.EndsWith(name[space..], StringComparison.OrdinalIgnoreCase))
                return mail.Author;
        }
        return name;
    }

    [GeneratedRegex(@"(^|[,;:.–—-] |\b(and|then|but|so|und|dann|et|y|that|afterwards|while) )@?(?<name>\p{Lu}[\p{L}’'-]+( \p{Lu}[\p{L}’'-]+)?)\s+(will|is going to|shall|to|wird|schickt|sendet|klärt|prüft|erstellt|übernimmt|bereitet|va|enverra|enviará|va a)\s", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(We|I|It|This|That|The|They|You|He|She|There|What|Which|Who|Next|Action|Wir|Ich|Es|Das|Die|Der|Sie|Nous|Je|Il|Elle|Action item|Todo)$")]
    private static partial Regex Generic();

    [GeneratedRegex(@"^@?(?<name>\p{Lu}[\p{L}’'-]+)\s*[,–:-]\s", RegexOptions.ExplicitCapture)]
    private static partial Regex Addressed();

    [GeneratedRegex(@"\b(need|needs|expect|brauche|brauchen|attends|attendons|necesito|necesitamos)\b[^.?!]{2,80}\b(from|von|de) (?<name>\p{Lu}[\p{L}’'-]+( \p{Lu}[\p{L}’'-]+)?)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Wanted();

    [GeneratedRegex(@"\b(by|until|till|before|no later than|latest|due( on)?|on or before|bis( zum| spätestens)?|spätestens|vor|avant( le)?|d['’]ici( le)?|pour le|antes de(l)?|para el|hasta el)(\s+(the|the end of|close of|noon on|this|next|end of))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Until();

    [GeneratedRegex(@"\b(attached( is| are| you)?|I(['’]ve| have) (sent|attached|shared|added|updated|fixed|done|completed|uploaded|forwarded)|(has|have|was|were) (been )?(fixed|solved|resolved|sent|shared|added|updated|fixed|done|completed|uploaded|delivered)|here (is|are) the|please find|is done|just sent|anbei|im Anhang|habe ich .{0,40}(geschickt|gesendet|erledigt)|ist erledigt|ci-joint|en pièce jointe|j['’]ai envoyé|adjunto|adjuntamos|he enviado|ya está)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Done();

    [GeneratedRegex(@"^\W*(yes|no|sure|of course|correct|exactly|agreed|absolutely|that works|works for (me|us)|ja|nein|gern|natürlich|genau|passt|oui|non|bien sûr|exactement|sí|claro|por supuesto|correcto)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Reply();
}
