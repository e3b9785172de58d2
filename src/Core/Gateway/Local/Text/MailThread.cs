namespace Artisan.Core.Gateway.Local.Text;

/// <summary>A mail of a thread, or one turn of a conversation that is written down.</summary>
/// <param name="Author">Who wrote it, as a name; empty when not known.</param>
/// <param name="Addressee">Whom it is to; empty when not known.</param>
/// <param name="Written">When; null when not known.</param>
/// <param name="Subject">Its subject; null when it has none.</param>
/// <param name="Body">Its own text, without greeting lines' repetition of headers, quotes, signature and legal notes.</param>
internal sealed record Mail(string Author, string Addressee, DateTime? Written, string? Subject, string Body)
{
    public DateOnly? Day => Written is { } at ? DateOnly.FromDateTime(at) : null;
}

/// <summary>Takes an e-mail thread apart, oldest first: header blocks, "On … wrote:" with quotes of any depth, in the four languages.</summary>
internal static class MailThread
{
    /// <summary>The mails; empty when the text is no thread of at least two mails, or one mail with headers.</summary>
    public static List<Mail> Read(string text)
    {
        var parts = new List<(MailHeader Header, List<string> Lines, int Order)>();
        List<string> current = [];
        MailHeader? header = null;
        string[] lines = [.. Lines(text)];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = Unquote(lines[i]);
            if (MailHeader.TryReadBlock(lines, i, Unquote, out MailHeader? block, out int used) || MailHeader.TryReadIntroduction(lines, i, Unquote, out block, out used))
            {
                Close(parts, header, current);
                (header, current) = (block, []);
                i += used - 1;
                continue;
            }
            if (MailHeader.TryReadNumbered(line, out MailHeader? numbered, out string rest))
            {
                Close(parts, header, current);
                (header, current) = (numbered, [rest]);
                continue;
            }
            current.Add(line);
        }
        Close(parts, header, current);
        if (!parts.Exists(p => p.Header.IsReal))
            return [];
        return Order([.. parts.Where(p => p.Header.IsReal || p.Lines.Exists(l => l.Length > 0))]);
    }

    private static IEnumerable<string> Lines(string text)
    {
        int start = 0;
        while (start <= text.Length)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            yield return text[start..end].TrimEnd('\r');
            start = end + 1;
        }
    }

    private static string Unquote(string line)
    {
        ReadOnlySpan<char> rest = line.AsSpan().TrimStart();
        bool quoted = false;
        while (rest.Length > 0 && rest[0] is '>' or '|' && (rest[0] == '>' || quoted))
        {
            rest = rest[1..].TrimStart();
            quoted = true;
        }
        return quoted ? rest.TrimEnd().ToString() : line.Trim();
    }

    private static void Close(List<(MailHeader, List<string>, int)> parts, MailHeader? header, List<string> lines)
    {
        if (header is null && !lines.Exists(l => l.Length > 0))
            return;
        parts.Add((header ?? MailHeader.None, lines, parts.Count));
    }

    private static List<Mail> Order(List<(MailHeader Header, List<string> Lines, int Order)> parts)
    {
        string? subject = parts.Select(p => p.Header.Subject).FirstOrDefault(s => s is not null);
        // An introduction "On … wrote:" stands before an older mail, so without dates the text runs from the newest back.
        bool allDated = parts.TrueForAll(p => p.Header.Written is not null || !p.Header.IsReal);
        bool quotedBack = parts.Exists(p => p.Header.IsIntroduction);
        IEnumerable<(MailHeader Header, List<string> Lines, int Order)> ordered = allDated
            ? parts.OrderBy(p => p.Header.Written ?? (quotedBack ? DateTime.MaxValue : DateTime.MinValue)).ThenBy(p => p.Order)
            : quotedBack ? Enumerable.Reverse(parts) : parts;
        var mails = new List<Mail>();
        foreach ((MailHeader header, List<string> lines, _) in ordered)
        {
            string body = MailBody.Clean(lines, out string? signedBy, out string? greeted);
            string author = header.From.Length > 0 ? header.From : signedBy ?? "";
            string addressee = header.To.Length > 0 ? header.To : greeted ?? "";
            // What stands before the first header is the instruction that came with the thread, or the newest mail of a quoted one.
            if (!header.IsReal && author.Length == 0 && !quotedBack)
                continue;
            mails.Add(new Mail(author, addressee, header.Written, header.Subject ?? subject, body));
        }
        return mails;
    }
}
