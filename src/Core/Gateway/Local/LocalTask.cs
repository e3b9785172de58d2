using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Local;

/// <summary>A chat, taken apart into what is asked and what it is asked of.</summary>
internal sealed partial class LocalTask
{
    // An instruction is short; what is longer is material.
    private const int LongestInstruction = 70;

    private LocalTask(ChatView chat) => Chat = chat;

    public ChatView Chat { get; }

    /// <summary>What the user asks, without the material.</summary>
    public string Instruction { get; private set; } = "";

    /// <summary>The text to work on: what came with the instruction, else the conversation so far; empty when there is none.</summary>
    public string Material { get; private set; } = "";

    /// <summary>The standing instructions and context.</summary>
    public string System { get; private set; } = "";

    /// <summary>What is asked, by the instruction, else by the standing instructions.</summary>
    public Intent Intent { get; private set; }

    /// <summary>Of the material, else of the question.</summary>
    public Language Language { get; private set; }

    /// <summary>Number of the last user message in the chat; -1 when there is none.</summary>
    public int LastUser { get; private set; } = -1;

    public static LocalTask Of(ChatView chat)
    {
        var task = new LocalTask(chat) { System = string.Join("\n\n", chat.Messages.Where(IsSystem).Select(m => m.Text)) };
        for (int i = chat.Messages.Count - 1; i >= 0 && task.LastUser < 0; i--)
        {
            if (chat.Messages[i].Role == "user")
                task.LastUser = i;
        }
        string said = task.LastUser >= 0 ? chat.Messages[task.LastUser].Text : chat.Messages[^1].Text;
        (task.Instruction, task.Material) = Divide(said);
        task.Intent = Intents.Of(task.Instruction);
        // What people said to each other is material, however short; what to do with it stands in the system message.
        if (task.Intent == Intent.None && task.Material.Length == 0 && Turn().Count(said) > 1)
            (task.Instruction, task.Material) = ("", said);
        if (task.Intent == Intent.None && task.Material.Length > 0)
            task.Intent = Intents.Of(StandingInstruction(task.System));
        if (task.Intent is Intent.Summary or Intent.ActionItems or Intent.Sentiment or Intent.Keywords && Words.Count(task.Material) < 8)
            task.Material = Earlier(task, chat) is { Length: > 0 } earlier ? earlier : said;
        task.Language = Languages.Detect(task.Material.Length > 40 ? task.Material : said);
        return task;
    }

    private static bool IsSystem(ChatMessageView message) => message.Role is "system" or "developer";

    // Of a long system message only its beginning instructs; the rest is context.
    private static string StandingInstruction(string system) => system.Length > 600 ? system[..600] : system;

    /// <summary>What was said before, as a transcript; context given in the system message counts where nothing was said.</summary>
    private static string Earlier(LocalTask task, ChatView chat)
    {
        var turns = chat.Messages.Take(Math.Max(0, task.LastUser)).Where(m => !IsSystem(m) && m.Text.Length > 0).ToList();
        if (turns.Count == 1)
            return turns[0].Text;
        if (turns.Count > 1)
            return string.Join("\n", turns.Select(m => $"{char.ToUpperInvariant(m.Role[0])}{m.Role[1..]}: {m.Text}"));
        return Words.Count(task.System) > 60 ? task.System : "";
    }

    private static (string, string) DivideMail(string text)
    {
        int last = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        string end = last < 0 ? "" : text[last..].Trim();
        return Intents.Of(end) is not (Intent.None or Intent.Greeting or Intent.Email) || end.EndsWith('?') ? (end, text[..last].Trim()) : ("", text);
    }

    /// <summary>Divides a message into instruction and material.</summary>
    internal static (string Instruction, string Material) Divide(string message)
    {
        string text = message.Trim();
        if (Fenced(text) is { } fenced)
            return fenced;
        // A mail that is sent without a word is material as a whole.
        if (HeaderStart().IsMatch(text) && MailThread.Read(text).Count > 0)
            return DivideMail(text);
        string[] paragraphs = Blank().Split(text);
        if (paragraphs.Length == 1)
            return DivideLine(text);
        string first = paragraphs[0].Trim(), last = paragraphs[^1].Trim();
        // An instruction directly above the first header line, without a blank line between.
        int line = first.IndexOf('\n');
        if (line > 0 && HeaderStart().IsMatch(first[(line + 1)..]) && Asks(first[..line].Trim()))
            return (first[..line].Trim(), text[(text.IndexOf('\n') + 1)..]);
        bool firstAsks = Asks(first), lastAsks = Asks(last);
        // "Summarise this mail: <first line of the mail>" may share a paragraph with the material.
        (string head, string rest) = DivideLine(first);
        if (!firstAsks && rest.Length > 0 && Intents.Of(head) != Intent.None)
            return (head, rest + "\n\n" + string.Join("\n\n", paragraphs[1..]));
        if (firstAsks && (!lastAsks || paragraphs.Length > 2 || first.EndsWith(':')))
        {
            // What says clearly what to do stands alone; a question at the end of the material is the material's own.
            if (Intents.Of(first) is Intent.Summary or Intent.ActionItems or Intent.Sentiment or Intent.Keywords or Intent.Email && Intents.Of(last) is Intent.None)
                return (first, string.Join("\n\n", paragraphs[1..]));
            // An instruction before and a question after the material belong together.
            return lastAsks && paragraphs.Length > 2 && !first.EndsWith(':') || lastAsks && Intents.Of(first) == Intent.None
                ? (first + "\n" + last, string.Join("\n\n", paragraphs[1..^1]))
                : (first, string.Join("\n\n", paragraphs[1..]));
        }
        if (lastAsks)
            return (last, string.Join("\n\n", paragraphs[..^1]));
        return Words.Count(text) > LongestInstruction ? ("", text) : (text, "");
    }

    private static readonly string[] Tags = ["document", "documents", "text", "thread", "email", "emails", "mail", "transcript", "context", "content", "article", "input", "data"];

    /// <summary>Material between marks: <c>```</c>, <c>"""</c> or a tag such as <c>&lt;document&gt;</c>. Plain searches, so that no text makes it slow.</summary>
    private static (string, string)? Fenced(string text)
    {
        foreach ((string open, string close) in Tags.Select(t => ($"<{t}>", $"</{t}>")).Prepend(("\"\"\"", "\"\"\"")).Prepend(("```", "```")))
        {
            int start = text.IndexOf(open, StringComparison.OrdinalIgnoreCase);
            int end = start < 0 ? -1 : text.IndexOf(close, start + open.Length, StringComparison.OrdinalIgnoreCase);
            if (end < 0)
                continue;
            string body = text[(start + open.Length)..end];
            // The language's name behind a code fence is no text.
            int line = open == "```" ? body.IndexOf('\n') : -1;
            if (line >= 0 && line < 20)
                body = body[(line + 1)..];
            // A document with a piece of code in it is not an instruction about that piece.
            string around = (text[..start] + " " + text[(end + close.Length)..]).Trim();
            if (Words.Count(around) <= LongestInstruction && Words.Count(body) > 5)
                return (around, body.Trim());
        }
        return null;
    }

    private static (string, string) DivideLine(string text)
    {
        int colon = text.IndexOf(':');
        int line = text.IndexOf('\n');
        if (colon > 0 && colon < text.Length - 20 && (line < 0 || colon < line) && Words.Count(text[..colon]) <= 25 && Intents.Of(text[..colon]) is not (Intent.None or Intent.Greeting))
            return (text[..colon], text[(colon + 1)..].Trim());
        if (line > 0 && Asks(text[..line].Trim()) && Words.Count(text[line..]) > 15)
            return (text[..line].Trim(), text[line..].Trim());
        int lastLine = text.LastIndexOf('\n');
        if (lastLine > 0 && Asks(text[lastLine..].Trim()) && Words.Count(text[..lastLine]) > 15)
            return (text[lastLine..].Trim(), text[..lastLine].Trim());
        return Words.Count(text) > LongestInstruction ? ("", text) : (text, "");
    }

    private static bool Asks(string paragraph) => Words.Count(paragraph) is > 0 and <= LongestInstruction
        && !HeaderStart().IsMatch(paragraph)
        && (Intents.Of(paragraph) is not (Intent.None or Intent.Greeting) || paragraph.EndsWith('?') || (paragraph.EndsWith(':') && !paragraph.Contains('\n')) || Imperative().IsMatch(paragraph));

    [GeneratedRegex(@"^[ \t]*\p{Lu}[\p{L} .'-]{0,40}:[ \t]+\S", RegexOptions.Multiline)]
    private static partial Regex Turn();

    [GeneratedRegex(@"\n[ \t]*\r?\n\s*")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^\W*(From|To|Date|Sent|Subject|Von|An|Betreff|De|Objet|Asunto)\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex HeaderStart();

    [GeneratedRegex(@"^\W*(please\s+)?(extract|list|find|identify|give|tell|show|analy[sz]e|classify|rate|score|answer|explain|describe|return|respond|output|bitte|extrahiere|liste|nenne|finde|analysiere|bewerte|extrais|liste|trouve|donne|analyse|extrae|lista|encuentra|analiza)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Imperative();
}
