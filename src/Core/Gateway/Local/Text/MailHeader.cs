using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>What the head of a mail says.</summary>
internal sealed partial record MailHeader(string From, string To, DateTime? Written, string? Subject, bool IsReal = true, bool IsIntroduction = false)
{
    public static readonly MailHeader None = new("", "", null, null, IsReal: false);

    /// <summary>Reads a block of header lines ("From: …", "Von: …") that begins at a line.</summary>
    public static bool TryReadBlock(string[] lines, int at, Func<string, string> unquote, out MailHeader? header, out int used)
    {
        header = null;
        used = 0;
        string? from = null, to = null, date = null, subject = null;
        int i = at;
        for (; i < lines.Length && i < at + 12; i++)
        {
            string line = Unmark(unquote(lines[i]));
            Match match = HeaderLine().Match(line);
            if (!match.Success)
                break;
            string value = match.Groups["value"].Value.Trim();
            switch (Field(match.Groups["name"].Value))
            {
                case "from":
                    if (from is not null)
                        goto done;
                    from = value;
                    break;
                case "to":
                    to ??= value;
                    break;
                case "date":
                    date ??= value;
                    break;
                case "subject":
                    subject ??= value;
                    break;
            }
        }
    done:
        // One line alone may be part of a text ("From: the very start …"); a sender with an address, or two fields, are a head.
        int fields = (from is null ? 0 : 1) + (to is null ? 0 : 1) + (date is null ? 0 : 1) + (subject is null ? 0 : 1);
        if (from is null || (fields < 2 && !from.Contains('@', StringComparison.Ordinal)))
            return false;
        used = i - at;
        header = new MailHeader(NameOf(from), to is null ? "" : NameOf(to), ReadDate(date), Subjects(subject));
        return true;
    }

    /// <summary>Reads "On Mon, 3 Mar 2026 at 10:02, Anna Weber &lt;anna@acme.example&gt; wrote:" and its like, also over two lines.</summary>
    public static bool TryReadIntroduction(string[] lines, int at, Func<string, string> unquote, out MailHeader? header, out int used)
    {
        header = null;
        used = 1;
        string line = unquote(lines[at]);
        if (line.Length is 0 or > 300 || !Opening().IsMatch(line))
            return false;
        if (!line.EndsWith(':') && at + 1 < lines.Length)
        {
            line += " " + unquote(lines[at + 1]);
            used = 2;
        }
        Match match = Introduction().Match(line);
        if (!match.Success)
            return false;
        string who = match.Groups["who"].Value;
        string when = match.Groups["when"].Value;
        header = new MailHeader(NameOf(who), "", ReadDate(when), null, IsIntroduction: true);
        return true;
    }

    /// <summary>Reads "E-mail 2 (Tom to Anna, 3 March): …", as people number mails when they retell them; the rest of the line is text.</summary>
    public static bool TryReadNumbered(string line, out MailHeader? header, out string rest)
    {
        Match match = line.Length < 4000 ? Numbered().Match(line) : Match.Empty;
        header = match.Success ? new MailHeader(NameOf(match.Groups["from"].Value), NameOf(match.Groups["to"].Value), ReadDate(match.Groups["date"].Value), null) : null;
        rest = match.Groups["rest"].Value;
        return match.Success;
    }

    /// <summary>The person's name out of <c>Anna Weber &lt;anna@acme.example&gt;</c>, <c>"Weber, Anna"</c> or a bare address.</summary>
    public static string NameOf(string value)
    {
        string first = value.Split(';')[0];
        int address = first.IndexOfAny(['<', '[', '(']);
        string name = (address > 0 ? first[..address] : first).Trim(' ', '"', '\'', ',', '*', ':');
        if (name.Contains('@', StringComparison.Ordinal) || name.Length == 0)
        {
            Match mail = Address().Match(first);
            if (!mail.Success)
                return "";
            string local = mail.Groups["local"].Value;
            return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(string.Join(' ', local.Split(['.', '_', '-', '+'], StringSplitOptions.RemoveEmptyEntries)));
        }
        string[] parts = name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // "Weber, Anna" is one person turned round; "Anna Weber, Tom Hill" are two, of whom the first counts.
        return parts.Length == 2 && !parts[0].Contains(' ') && !parts[1].Contains(' ') ? $"{parts[1]} {parts[0]}" : parts.Length > 0 ? parts[0] : name;
    }

    private static string Unmark(string line) => line.Replace("**", "", StringComparison.Ordinal).TrimStart('*', ' ');

    private static string? Subjects(string? subject)
    {
        if (subject is null)
            return null;
        string bare = Prefix().Replace(subject, "").Trim();
        return bare.Length > 0 ? bare : null;
    }

    private static string Field(string name) => name.ToLowerInvariant() switch
    {
        "from" or "von" or "de" or "sender" or "absender" or "expéditeur" or "remitente" => "from",
        "to" or "an" or "à" or "para" or "recipient" or "empfänger" => "to",
        "date" or "sent" or "datum" or "gesendet" or "envoyé" or "fecha" or "enviado" => "date",
        "subject" or "betreff" or "objet" or "asunto" => "subject",
        _ => "",
    };

    private static DateTime? ReadDate(string? text)
    {
        if (text is null)
            return null;
        DateMention? mention = Dates.Find(text).Find(d => d.Day is not null);
        if (mention?.Day is not { } day)
            return null;
        TimeOnly time = mention.Time ?? (ClockTime().Match(text) is { Success: true } clock
            && TimeOnly.TryParse(clock.Value, CultureInfo.InvariantCulture, out TimeOnly found) ? found : TimeOnly.MinValue);
        return day.ToDateTime(time);
    }

    [GeneratedRegex(@"^(?<name>From|To|Cc|Bcc|Date|Sent|Subject|Sender|Reply-To|Von|An|Kopie|Datum|Gesendet|Betreff|De|À|A|Envoyé|Objet|Para|Fecha|Enviado|Asunto|Absender|Empfänger)\s*:\s*(?<value>.*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex HeaderLine();

    [GeneratedRegex(@"^(On|Am|Le|El)\s.*\d|^.{3,80}(schrieb am|wrote on)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(On|Am|Le|El)\s+(?<when>.{6,80}?)(,\s*|\s+schrieb\s+)(?<who>[^,]{2,80}?(<[^>]+>)?)\s*(wrote|schrieb|a écrit|escribió)?\s*:\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Introduction();

    [GeneratedRegex(@"^(\*\*)?(e-?mail|mail|message|nachricht|courriel|correo)\s*#?\d+\s*[(:–-]\s*(from |von |de )?(?<from>(?-i:\p{Lu})[\p{L} .’'-]{0,40}?)\s+(to|an|à|a|→|->)\s+(?<to>[^,):]{1,60})(,\s*(?<date>[^):]{3,40}))?\)?\s*(\*\*)?:?(\*\*)?\s*(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"(?<local>[\w.+-]+)@[\w.-]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex(@"^((re|aw|fwd?|wg|tr|rv|antw)\s*(\[\d+\])?:\s*)+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\b([01]?\d|2[0-3]):[0-5]\d\b")]
    private static partial Regex ClockTime();
}
