using System.Text.RegularExpressions;

namespace Artisan.Web.Shell.Components;

/// <summary>A block of Markdown.</summary>
public abstract record MarkdownBlock;
/// <summary>A heading of level 1 to 6.</summary>
public sealed record MarkdownHeading(int Level, IReadOnlyList<MarkdownInline> Inlines) : MarkdownBlock;
/// <summary>A paragraph, or a quotation.</summary>
public sealed record MarkdownParagraph(IReadOnlyList<MarkdownInline> Inlines, bool Quoted = false) : MarkdownBlock;
/// <summary>A list.</summary>
public sealed record MarkdownList(bool Ordered, IReadOnlyList<IReadOnlyList<MarkdownInline>> Items) : MarkdownBlock;
/// <summary>A table.</summary>
public sealed record MarkdownTable(IReadOnlyList<IReadOnlyList<MarkdownInline>> Header, IReadOnlyList<IReadOnlyList<IReadOnlyList<MarkdownInline>>> Rows) : MarkdownBlock;
/// <summary>Code as it stands.</summary>
public sealed record MarkdownCode(string Text) : MarkdownBlock;
/// <summary>A line between parts.</summary>
public sealed record MarkdownRule : MarkdownBlock;

/// <summary>What a piece of a line is.</summary>
public enum MarkdownKind
{
    /// <summary>Plain words.</summary>
    Text,
    /// <summary>Strong.</summary>
    Strong,
    /// <summary>Stressed.</summary>
    Emphasis,
    /// <summary>Code.</summary>
    Code,
    /// <summary>A link to http or https.</summary>
    Link,
    /// <summary>A citation <c>[1]</c>.</summary>
    Citation,
}

/// <summary>A piece of a line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its words; the number of a citation.</param>
/// <param name="Href">Where a link leads.</param>
public sealed record MarkdownInline(MarkdownKind Kind, string Text, string? Href = null);

/// <summary>
/// Reads the Markdown that models write: headings, paragraphs, lists, tables, code, quotations, strong, stressed, links, citations. Everything else is text: HTML
/// stays visible as it was written, images become their description, links lead to http and https only.
/// </summary>
public static partial class Markdown
{
    /// <summary>Reads a text, which may still be growing.</summary>
    public static IReadOnlyList<MarkdownBlock> Read(string text)
    {
        var blocks = new List<MarkdownBlock>();
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0)
                continue;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, i + 1, l => l.TrimStart().StartsWith("```", StringComparison.Ordinal));
                int last = end < 0 ? lines.Length : end;
                blocks.Add(new MarkdownCode(string.Join('\n', lines[(i + 1)..last])));
                i = last;
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                blocks.Add(new MarkdownHeading(heading.Groups[1].Length, Inlines(heading.Groups[2].Value)));
            }
            else if (Rule().IsMatch(line))
            {
                blocks.Add(new MarkdownRule());
            }
            else if (line[0] == '|' && i + 1 < lines.Length && Divider().IsMatch(lines[i + 1].Trim()))
            {
                int end = i + 2;
                while (end < lines.Length && lines[end].TrimStart().StartsWith('|'))
                    end++;
                blocks.Add(new MarkdownTable(Cells(line), [.. lines[(i + 2)..end].Select(Cells)]));
                i = end - 1;
            }
            else if (Item().IsMatch(line))
            {
                i = ReadList(lines, i, blocks);
            }
            else
            {
                i = ReadParagraph(lines, i, blocks);
            }
        }
        return blocks;
    }

    private static int ReadList(string[] lines, int start, List<MarkdownBlock> blocks)
    {
        bool ordered = char.IsAsciiDigit(lines[start].TrimStart()[0]);
        var items = new List<string>();
        int i = start;
        for (; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (Item().Match(line) is { Success: true } item && char.IsAsciiDigit(line[0]) == ordered)
                items.Add(line[item.Length..]);
            else if (line.Length > 0 && char.IsWhiteSpace(lines[i][0]) && items.Count > 0)
                items[^1] += " " + line;
            else
                break;
        }
        blocks.Add(new MarkdownList(ordered, [.. items.Select(Inlines)]));
        return i - 1;
    }

    private static int ReadParagraph(string[] lines, int start, List<MarkdownBlock> blocks)
    {
        bool quoted = lines[start].TrimStart()[0] == '>';
        var words = new List<string>();
        int i = start;
        for (; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || (i > start && (Heading().IsMatch(line) || Item().IsMatch(line) || line.StartsWith("```", StringComparison.Ordinal) || line[0] == '>' != quoted)))
                break;
            words.Add(line.TrimStart('>', ' '));
        }
        blocks.Add(new MarkdownParagraph(Inlines(string.Join('\n', words)), quoted));
        return i - 1;
    }

    private static IReadOnlyList<MarkdownInline>[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(c => Inlines(c.Trim()))];

    private static IReadOnlyList<MarkdownInline> Inlines(string text)
    {
        var pieces = new List<MarkdownInline>();
        int at = 0;
        foreach (Match match in Piece().Matches(text))
        {
            if (match.Index > at)
                pieces.Add(new MarkdownInline(MarkdownKind.Text, text[at..match.Index]));
            at = match.Index + match.Length;
            if (match.Groups["image"].Success)
                pieces.Add(new MarkdownInline(MarkdownKind.Text, match.Groups["image"].Value));
            else if (match.Groups["label"].Success)
                pieces.Add(LinkOf(match.Groups["label"].Value, match.Groups["href"].Value));
            else if (match.Groups["cite"].Success)
                pieces.Add(new MarkdownInline(MarkdownKind.Citation, match.Groups["cite"].Value));
            else if (match.Groups["code"].Success)
                pieces.Add(new MarkdownInline(MarkdownKind.Code, match.Groups["code"].Value));
            else if (match.Groups["strong"].Success)
                pieces.Add(new MarkdownInline(MarkdownKind.Strong, match.Groups["strong"].Value));
            else
                pieces.Add(new MarkdownInline(MarkdownKind.Emphasis, match.Groups["emphasis"].Value));
        }
        if (at < text.Length)
            pieces.Add(new MarkdownInline(MarkdownKind.Text, text[at..]));
        return pieces;
    }

    private static MarkdownInline LinkOf(string label, string href) =>
        Uri.TryCreate(href, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? new MarkdownInline(MarkdownKind.Link, label, address.AbsoluteUri) : new MarkdownInline(MarkdownKind.Text, label);

    [GeneratedRegex(@"^(#{1,6})\s+(.*?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(-{3,}|\*{3,}|_{3,})$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")]
    private static partial Regex Divider();

    [GeneratedRegex(@"^([-*+•]|\d{1,3}[.)])\s+")]
    private static partial Regex Item();

    [GeneratedRegex(@"!\[(?<image>[^\]\n]*)\]\([^)\n]*\)|\[(?<label>[^\]\n]+)\]\((?<href>[^)\s]+)[^)\n]*\)|\[(?<cite>\d{1,3})\]|`(?<code>[^`\n]+)`|\*\*(?<strong>[^*\n]+)\*\*|(?<![\w*])[*_](?<emphasis>[^*_\n]+)[*_](?![\w*])")]
    private static partial Regex Piece();
}
