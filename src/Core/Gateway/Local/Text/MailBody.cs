using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Cleans a mail's lines: greeting, closing, signature, device notes and legal notes go; who greeted and signed is kept.</summary>
internal static partial class MailBody
{
    public static string Clean(List<string> lines, out string? signedBy, out string? greeted)
    {
        signedBy = null;
        greeted = null;
        int end = lines.Count;
        for (int i = 0; i < lines.Count; i++)
        {
            if (Separator().IsMatch(lines[i]) || Legal().IsMatch(lines[i]))
            {
                end = i;
                break;
            }
            if (Closing().IsMatch(lines[i]) && Rest(lines, i + 1) <= 7)
            {
                signedBy = Signature(lines, i);
                end = i;
                break;
            }
        }
        var kept = new List<string>(end);
        for (int i = 0; i < end; i++)
        {
            string line = lines[i];
            if (greeted is null && kept.TrueForAll(k => k.Length == 0) && Greeting().Match(line) is { Success: true } greeting)
            {
                greeted = greeting.Groups["name"].Value.Trim();
                line = line[greeting.Length..].Trim();
                if (line.Length == 0)
                    continue;
            }
            if (!Device().IsMatch(line) && !OriginalMark().IsMatch(line) && !Rule().IsMatch(line))
                kept.Add(line);
        }
        signedBy ??= BareName(kept);
        return string.Join('\n', kept).Trim();
    }

    private static int Rest(List<string> lines, int from)
    {
        int count = 0;
        for (int i = from; i < lines.Count; i++)
        {
            if (lines[i].Length > 0)
                count++;
        }
        return count;
    }

    private static string? Signature(List<string> lines, int closing)
    {
        // "Thanks, Tom" on one line, or the name below.
        int comma = lines[closing].LastIndexOf(',');
        string after = comma >= 0 ? lines[closing][(comma + 1)..].Trim(' ', '.', '!') : "";
        if (IsName(after))
            return after;
        for (int i = closing + 1; i < lines.Count; i++)
        {
            if (lines[i].Length > 0)
                return IsName(lines[i].Trim(',', ' ', '-', '–')) ? lines[i].Trim(',', ' ', '-', '–') : null;
        }
        return null;
    }

    // A last line that is only a name is a signature without a closing.
    private static string? BareName(List<string> lines)
    {
        int last = lines.FindLastIndex(l => l.Length > 0);
        if (last < 1)
            return null;
        string line = lines[last].Trim('-', '–', ' ', ',');
        if (line.Length > 30 || !IsName(line) || lines[last - 1].Length > 0 && !lines[last].StartsWith('-'))
            return null;
        lines.RemoveRange(last, lines.Count - last);
        return line;
    }

    private static bool IsName(string text) => text.Length is > 1 and < 40 && Name().IsMatch(text);

    [GeneratedRegex(@"^\p{Lu}[\p{L}'’.-]*(\s+\p{Lu}[\p{L}'’.-]*){0,3}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(--|_{5,})$")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^[-=*~]{3,}$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(this (e-?mail|message)( and any attachments?)? (is|are|may be|contains?) (confidential|intended|privileged)|confidentiality notice|disclaimer\s*:|diese (e-?mail|nachricht) (ist|enthält|kann) vertraulich|ce (message|courriel) .{0,40}confidentiel|este (mensaje|correo) .{0,40}confidencial)", RegexOptions.IgnoreCase)]
    private static partial Regex Legal();

    [GeneratedRegex(@"^((kind|best|warm|with best|warmest)\s+(regards|wishes)|regards|best|cheers|sincerely|yours( sincerely| truly| faithfully)?|thanks( again)?( a lot| so much)?|thank you( very much)?|many thanks|talk soon|all the best|(mit )?(freundlichen|besten|herzlichen|lieben) grüßen?|viele grüße|beste grüße|liebe grüße|herzliche grüße|schöne grüße|gruß|vg|lg|mfg|danke( und viele grüße)?|vielen dank|cordialement|bien à vous|bien cordialement|salutations|merci( d['’]avance| beaucoup)?|saludos( cordiales)?|un saludo|atentamente|muchas gracias|gracias)\s*([,.!]|–|-)?\s*((?-i:\p{Lu})[\p{L}'’-]*( (?-i:\p{Lu})[\p{L}'’-]*)?)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex(@"^(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|guten (tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|salut|chère?|hola|buenos días|buenas tardes|estimad[oa])\b[ ,]*(?<name>(mr|ms|mrs|dr|herr|frau|m|mme|sr|sra)?\.?[ ]?(?-i:\p{Lu})?[\p{L}'’ -]{0,40}?)?\s*(,|!|:|–|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Greeting();

    [GeneratedRegex(@"^(sent from my |get outlook for |von meinem .{1,30} gesendet|envoyé de mon |enviado desde mi )", RegexOptions.IgnoreCase)]
    private static partial Regex Device();

    [GeneratedRegex(@"^(-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d['’]origine|mensaje original)\s*-{0,}|begin forwarded message:|(-{2,}\s*)?(e-?mail|mail|message|nachricht)\s*#?\d+(\s*(of|/|von)\s*\d+)?\s*:?\s*(-{2,})?)$", RegexOptions.IgnoreCase)]
    private static partial Regex OriginalMark();
}
