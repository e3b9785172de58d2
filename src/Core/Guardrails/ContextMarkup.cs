using System.Text;
using Artisan.Core.Guardrails.Output;
using Artisan.Core.Guardrails.Pii.Operators;

namespace Artisan.Core.Guardrails;

/// <summary>Brings foreign text to plain words: what could run, fetch, hide, or pass for the frame around it is taken out. One pass, linear.</summary>
internal static class ContextMarkup
{
    private const int LongestTag = 1000;
    private const int LongestRole = 12;
    private static readonly string[] Swallowed = ["script", "style", "iframe", "object", "template", "noscript", "svg"];
    private static readonly string[] Roles = ["system", "assistant", "user", "human", "developer", "tool"];

    /// <summary>Cleans a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="done">Receives what was done, by stable names: <c>hidden_characters</c>, <c>links</c>, <c>html</c>, <c>code_fences</c>, <c>delimiters</c>.</param>
    public static string Clean(string text, ISet<string> done)
    {
        string clean = Pass(WithoutHidden(text, done), done);
        // What was taken out may have stood between two halves of a mark.
        return clean.Replace("<<", "‹‹", StringComparison.Ordinal).Replace(">>", "››", StringComparison.Ordinal).Replace("<|", "‹|", StringComparison.Ordinal)
            .Replace("](", "] (", StringComparison.Ordinal).Replace("<script", "‹script", StringComparison.OrdinalIgnoreCase);
    }

    private static string Pass(string text, ISet<string> done)
    {
        var clean = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
            at = Step(text, at, clean, done);
        return clean.ToString();
    }

    private static string WithoutHidden(string text, ISet<string> done)
    {
        var visible = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isTag = text[i] == '\udb40' && i + 1 < text.Length && text[i + 1] is >= '\udc00' and <= '\udc7f';
            if (!isTag && !HiddenText.IsHidden(text[i], i == 0 ? '\n' : text[i - 1]))
                visible.Append(text[i]);
            i += isTag ? 1 : 0;
        }
        if (visible.Length == text.Length)
            return text;
        done.Add("hidden_characters");
        return visible.ToString();
    }

    private static int Step(string text, int at, StringBuilder clean, ISet<string> done)
    {
        char character = text[at];
        if (IsLineStart(text, at) && Role(text, at) is > 0 and var role)
            return Replace(clean, done, "delimiters", $"({text.AsSpan(at, role)}) ", at + role + 1);
        switch (character)
        {
            case '!' or '[':
                LinkReading link = LinkReader.Read(text, at, isWhole: true, at == 0 ? '\n' : text[at - 1]);
                if (link.State == LinkState.Link)
                    return Replace(clean, done, "links", Pass(text[link.LabelStart..link.LabelEnd], done), link.End);
                if (character == '[' && Template(text, at) is > 0 and var mark)
                    return Replace(clean, done, "delimiters", $"({text.AsSpan(at + 1, mark - 2)})", at + mark);
                break;
            case ']' when at + 1 < text.Length && text[at + 1] == '(':
                return Replace(clean, done, "links", "] (", at + 2);
            // What stands in place of personal data is no markup.
            case '<' when Placeholders.LengthAt(text, at) is > 0 and var placeholder:
                clean.Append(text, at, placeholder);
                return at + placeholder;
            case '<' when at + 1 < text.Length:
                return Angle(text, at, clean, done);
            case '|' when at + 1 < text.Length && text[at + 1] == '>':
                return Replace(clean, done, "delimiters", "", at + 2);
            case '>' when at + 1 < text.Length && text[at + 1] == '>':
                return Replace(clean, done, "delimiters", "››", at + 2);
            case '`' or '~' when at + 2 < text.Length && text[at + 1] == character && text[at + 2] == character:
                return Replace(clean, done, "code_fences", "", EndOfFence(text, at));
            case '#' when IsLineStart(text, at):
                return Heading(text, at, clean, done);
        }
        clean.Append(character);
        return at + 1;
    }

    private static int Replace(StringBuilder clean, ISet<string> done, string what, string with, int next)
    {
        done.Add(what);
        clean.Append(with);
        return next;
    }

    /// <summary>Tags and comments go; what a script or style holds goes with them; other angle brackets stay, unless doubled as in a frame.</summary>
    private static int Angle(string text, int at, StringBuilder clean, ISet<string> done)
    {
        char next = text[at + 1];
        if (next is '|')
            return Replace(clean, done, "delimiters", "", at + 2);
        if (next == '<')
            return Replace(clean, done, "delimiters", "‹‹", at + 2);
        if (text.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
        {
            int close = text.IndexOf("-->", at, StringComparison.Ordinal);
            return Replace(clean, done, "html", "", close < 0 ? text.Length : close + 3);
        }
        if (!char.IsAsciiLetter(next) && next is not ('/' or '!' or '?'))
        {
            clean.Append('<');
            return at + 1;
        }
        int end = text.AsSpan(at, Math.Min(LongestTag, text.Length - at)).IndexOf('>');
        if (end < 0)
        {
            clean.Append('‹');
            return at + 1;
        }
        ReadOnlySpan<char> name = text.AsSpan(at + 1, end - 1);
        foreach (string swallowed in Swallowed)
        {
            if (!name.StartsWith(swallowed, StringComparison.OrdinalIgnoreCase) || name.Length > swallowed.Length && char.IsLetterOrDigit(name[swallowed.Length]))
                continue;
            int close = text.IndexOf("</" + swallowed, at, StringComparison.OrdinalIgnoreCase);
            int closed = close < 0 ? -1 : text.IndexOf('>', close);
            // Browsers, too, take what is not closed to the end.
            return Replace(clean, done, "html", "", closed < 0 ? text.Length : closed + 1);
        }
        return Replace(clean, done, "html", "", at + end + 1);
    }

    private static int Heading(string text, int at, StringBuilder clean, ISet<string> done)
    {
        int word = at;
        while (word < text.Length && text[word] is '#' or ' ')
            word++;
        ReadOnlySpan<char> heading = text.AsSpan(word);
        bool forged = heading.StartsWith("instruction", StringComparison.OrdinalIgnoreCase) || heading.StartsWith("response", StringComparison.OrdinalIgnoreCase)
            || heading.StartsWith("new instruction", StringComparison.OrdinalIgnoreCase) || Role(text, word) > 0 || heading.StartsWith("system", StringComparison.OrdinalIgnoreCase);
        if (forged)
            return Replace(clean, done, "delimiters", "", word);
        clean.Append(text, at, word - at);
        return word;
    }

    private static int EndOfFence(string text, int at)
    {
        int end = at;
        while (end < text.Length && text[end] == text[at])
            end++;
        int language = end;
        while (language < text.Length && language - end < 20 && char.IsLetterOrDigit(text[language]))
            language++;
        return language < text.Length && text[language] is '\n' or '\r' ? language : end;
    }

    /// <summary>The length of a chat template's mark in square brackets, 0 where there is none.</summary>
    private static int Template(string text, int at)
    {
        foreach (string mark in (ReadOnlySpan<string>)["[INST]", "[/INST]", "[SYSTEM]", "[USER]", "[ASSISTANT]"])
        {
            if (text.AsSpan(at).StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                return mark.Length;
        }
        return 0;
    }

    /// <summary>The length of a role before a colon, 0 where there is none.</summary>
    private static int Role(string text, int at)
    {
        int colon = text.AsSpan(at, Math.Min(LongestRole, text.Length - at)).IndexOf(':');
        return colon > 0 && Roles.Contains(text.Substring(at, colon).Trim(), StringComparer.OrdinalIgnoreCase) ? colon : 0;
    }

    private static bool IsLineStart(string text, int at) => at == 0 || text[at - 1] == '\n' || at > 1 && text[at - 1] is ' ' or '\t' && text[at - 2] == '\n';
}
