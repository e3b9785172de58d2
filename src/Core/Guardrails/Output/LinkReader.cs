namespace Artisan.Core.Guardrails.Output;

/// <summary>What stands at a place of an answer that may still grow.</summary>
internal enum LinkState
{
    /// <summary>No link.</summary>
    None,
    /// <summary>It may become one; more text is needed.</summary>
    Unfinished,
    /// <summary>A link.</summary>
    Link,
}

/// <summary>A link in an answer.</summary>
/// <param name="State">Whether it is one.</param>
/// <param name="IsImage">Whether it is an image.</param>
/// <param name="LabelStart">First character of what people see, for a Markdown link; -1 for a bare address.</param>
/// <param name="LabelEnd">The character after what people see.</param>
/// <param name="AddressStart">First character of the address.</param>
/// <param name="AddressEnd">The character after the address.</param>
/// <param name="End">The character after the link.</param>
internal readonly record struct LinkReading(LinkState State, bool IsImage, int LabelStart, int LabelEnd, int AddressStart, int AddressEnd, int End);

/// <summary>Reads Markdown links and bare addresses. What it says of a place depends on a bounded number of characters after it, and not on how they arrived.</summary>
internal static class LinkReader
{
    /// <summary>What people see of a Markdown link is at most this long.</summary>
    public const int LongestLabel = 200;
    /// <summary>An address is looked at up to this many characters.</summary>
    public const int LongestAddress = 600;
    private static readonly LinkReading No = new(LinkState.None, false, -1, -1, 0, 0, 0);
    private static readonly LinkReading NotYet = No with { State = LinkState.Unfinished };
    private static readonly string[] OpenSchemes = ["http://", "https://"];
    private static readonly string[] HiddenSchemes = ["javascript:", "vbscript:", "data:", "file:"];

    /// <summary>What stands at a place.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="at">The place.</param>
    /// <param name="isWhole">Whether nothing comes after the text.</param>
    /// <param name="before">The character before the place.</param>
    public static LinkReading Read(ReadOnlySpan<char> text, int at, bool isWhole, char before) => text[at] switch
    {
        '!' when at + 1 == text.Length => isWhole ? No : NotYet,
        '!' when text[at + 1] == '[' => Markdown(text, at, at + 2, isWhole, isImage: true),
        '[' => Markdown(text, at, at + 1, isWhole, isImage: false),
        'h' or 'H' when !char.IsLetterOrDigit(before) => Bare(text, at, isWhole, OpenSchemes),
        'j' or 'J' or 'v' or 'V' or 'd' or 'D' or 'f' or 'F' when before is '(' or '<' or '"' or '\'' or '=' => Bare(text, at, isWhole, HiddenSchemes),
        _ => No,
    };

    private static LinkReading Markdown(ReadOnlySpan<char> text, int start, int label, bool isWhole, bool isImage)
    {
        int close = label;
        while (close < text.Length && close - label <= LongestLabel && text[close] is not (']' or '[' or '\n'))
            close++;
        if (close - label > LongestLabel)
            return No;
        if (close == text.Length)
            return isWhole ? No : NotYet;
        if (text[close] != ']')
            return No;
        if (close + 1 == text.Length)
            return isWhole ? No : NotYet;
        if (text[close + 1] != '(')
            return No;
        int address = close + 2;
        int addressEnd = AddressEnd(text, address);
        if (addressEnd - address >= LongestAddress)
            return new LinkReading(LinkState.Link, isImage, label, close, address, addressEnd, addressEnd);
        if (addressEnd == text.Length && !isWhole)
            return NotYet;
        int end = addressEnd;
        while (end < text.Length && end - address < LongestAddress && text[end] is not (')' or '\n'))
            end++;
        if (end == text.Length && end - address < LongestAddress && !isWhole)
            return NotYet;
        return new LinkReading(LinkState.Link, isImage, label, close, address, addressEnd, end < text.Length && text[end] == ')' ? end + 1 : addressEnd);
    }

    private static LinkReading Bare(ReadOnlySpan<char> text, int at, bool isWhole, string[] schemes)
    {
        ReadOnlySpan<char> here = text[at..];
        foreach (string scheme in schemes)
        {
            if (here.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                int end = AddressEnd(text, at);
                return end == text.Length && end - at < LongestAddress && !isWhole ? NotYet : new LinkReading(LinkState.Link, false, -1, -1, at, end, end);
            }
            if (!isWhole && here.Length < scheme.Length && scheme.AsSpan().StartsWith(here, StringComparison.OrdinalIgnoreCase))
                return NotYet;
        }
        return No;
    }

    private static int AddressEnd(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < LongestAddress && text[end] > ' ' && text[end] is not (')' or '<' or '>' or '"' or '\u00a0'))
            end++;
        return end;
    }
}
