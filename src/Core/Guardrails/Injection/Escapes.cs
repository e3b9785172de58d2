using System.Buffers;
using System.Globalization;
using System.Net;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Undoes the escapes of addresses (<c>%69</c>), HTML (<c>&amp;#105;</c>) and programs (<c>\u0069</c>, <c>\x69</c>), one layer at a time. Only what stands near
/// an escape is read again: the rest was read already.
/// </summary>
internal static class Escapes
{
    private const int LongestEntity = 10;
    private const int Near = 256;
    private static readonly SearchValues<char> Starts = SearchValues.Create("%&\\");

    /// <summary>The stretches around escapes with one layer undone, or null where there is none.</summary>
    public static EncodedText? Undo(EncodedText parent)
    {
        string text = parent.Text;
        int at = text.AsSpan().IndexOfAny(Starts);
        if (at < 0)
            return null;
        TextBuffer? undone = null;
        string via = "";
        int copied = 0;
        Span<char> meant = stackalloc char[4];
        while (at < text.Length)
        {
            int length = Read(text.AsSpan(at), meant, out int written, out string kind);
            if (length > 0)
            {
                copied = undone is null ? Math.Max(0, at - Near) : copied;
                undone ??= new TextBuffer();
                CopyNear(text, copied, at, undone);
                undone.Append(meant[..written], at);
                (via, copied) = (kind, at + length);
            }
            int next = at + Math.Max(1, length);
            int found = next < text.Length ? text.AsSpan(next).IndexOfAny(Starts) : -1;
            at = found < 0 ? text.Length : next + found;
        }
        if (undone is null)
            return null;
        int end = Math.Min(text.Length, copied + Near);
        Copy(text, copied, end, undone);
        undone.Close(end);
        return EncodedText.Mapped(parent, new string(undone.Characters), undone.Origins, via);
    }

    /// <summary>Copies what stands between two escapes, or only what is near to them, as paragraphs.</summary>
    private static void CopyNear(string text, int from, int to, TextBuffer into)
    {
        if (to - from > 3 * Near)
        {
            Copy(text, from, from + Near, into);
            into.Append("\n\n", from + Near);
            from = to - Near;
        }
        Copy(text, from, to, into);
    }

    private static void Copy(string text, int from, int to, TextBuffer into)
    {
        for (int i = from; i < to; i++)
            into.Append(text[i], i);
    }

    private static int Read(ReadOnlySpan<char> text, Span<char> meant, out int written, out string via)
    {
        (written, via) = (1, text[0] == '%' ? "url" : text[0] == '&' ? "html" : "unicode");
        return text[0] switch
        {
            '%' => Hexadecimal(text, 1, 2, meant),
            '&' => Entity(text, meant, out written),
            _ => Program(text, meant, out written),
        };
    }

    /// <summary>Two or four digits; a byte above 127 is left to the reading of its neighbours as Latin-1, which no rule's words need.</summary>
    private static int Hexadecimal(ReadOnlySpan<char> text, int from, int digits, Span<char> meant)
    {
        if (text.Length < from + digits || !ushort.TryParse(text.Slice(from, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
            return 0;
        meant[0] = (char)value;
        return from + digits;
    }

    private static int Program(ReadOnlySpan<char> text, Span<char> meant, out int written)
    {
        written = 1;
        if (text.Length < 2)
            return 0;
        switch (text[1])
        {
            case 'u' when text.Length > 3 && text[2] == '{':
                int close = text[..Math.Min(text.Length, LongestEntity)].IndexOf('}');
                return close > 3 && int.TryParse(text[3..close], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? CodePoint(value, close + 1, meant, out written) : 0;
            case 'u':
                return Hexadecimal(text, 2, 4, meant);
            case 'x':
                return Hexadecimal(text, 2, 2, meant);
            case 'n' or 'r' or 't':
                meant[0] = text[1] == 't' ? '\t' : '\n';
                return 2;
            default:
                return 0;
        }
    }

    private static int Entity(ReadOnlySpan<char> text, Span<char> meant, out int written)
    {
        written = 1;
        int end = text[..Math.Min(text.Length, LongestEntity)].IndexOf(';');
        if (end < 2)
            return 0;
        ReadOnlySpan<char> name = text[1..end];
        if (name[0] == '#')
        {
            bool hexadecimal = name.Length > 1 && name[1] is 'x' or 'X';
            ReadOnlySpan<char> number = name[(hexadecimal ? 2 : 1)..];
            return int.TryParse(number, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? CodePoint(value, end + 1, meant, out written) : 0;
        }
        string decoded = WebUtility.HtmlDecode(text[..(end + 1)].ToString());
        if (decoded.Length > 2)
            return 0;
        decoded.CopyTo(meant);
        written = decoded.Length;
        return end + 1;
    }

    private static int CodePoint(int value, int length, Span<char> meant, out int written)
    {
        written = 1;
        if (!System.Text.Rune.TryCreate(value, out System.Text.Rune rune))
            return 0;
        written = rune.EncodeToUtf16(meant);
        return length;
    }
}
