using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
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
            '%' => Percent(text, meant, out written),
            '&' => Entity(text, meant, out written),
            _ => Program(text, meant, out written),
        };
    }

    /// <summary>One character of UTF-8, in one to four bytes; a byte that is none is read as Latin-1.</summary>
    private static int Percent(ReadOnlySpan<char> text, Span<char> meant, out int written)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = 0;
        while (count < bytes.Length && text.Length >= count * 3 + 3 && text[count * 3] == '%'
            && byte.TryParse(text.Slice(count * 3 + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            bytes[count++] = value;
        written = 1;
        if (count == 0)
            return 0;
        if (Rune.DecodeFromUtf8(bytes[..count], out Rune rune, out int used) == OperationStatus.Done)
        {
            written = rune.EncodeToUtf16(meant);
            return used * 3;
        }
        meant[0] = (char)bytes[0];
        return 3;
    }

    /// <summary>Two or four digits.</summary>
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
        if (!Rune.TryCreate(value, out Rune rune))
            return 0;
        written = rune.EncodeToUtf16(meant);
        return length;
    }
}
