using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Artisan.Core.Guardrails.Documents;

namespace Artisan.Core.Guardrails.Text;

/// <summary>
/// A file of text that is written into a string: as a data URL (RFC 2397), or in bare base64. What the file says decides and not what it is called: whoever
/// attaches it chooses the name and the type.
/// </summary>
public sealed class TextFile
{
    private const int ShortestBare = 24;
    private const int Sample = 3000;
    private const int LongestCut = 3;
    private static readonly SearchValues<char> s_base64 = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=-_\r\n");
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _head;
    private readonly Encoding _encoding;
    private readonly bool _hasMark;

    private TextFile(string head, string text, Encoding encoding, bool hasMark) => (_head, Text, _encoding, _hasMark) = (head, text, encoding, hasMark);

    /// <summary>What the file says.</summary>
    public string Text { get; }

    /// <summary>Reads a string.</summary>
    /// <param name="written">The string.</param>
    /// <returns>The file; null where the string is none, or one that holds no text.</returns>
    public static TextFile? Read(ReadOnlySpan<char> written)
    {
        if (!IsDataUrl(written, out int comma))
            return written.Length >= ShortestBare && !written.ContainsAnyExcept(s_base64) ? Decode("", written, null) : null;
        ReadOnlySpan<char> type = written[..comma];
        if (type.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return Decode(written[..(comma + 1)].ToString(), written[(comma + 1)..], type);
        string text = Uri.UnescapeDataString(written[(comma + 1)..].ToString());
        return text.Length == 0 ? null : new TextFile($"{type};base64,", text, s_utf8, hasMark: false);
    }

    /// <summary>Whether a string is a file, of text or not.</summary>
    public static bool IsFile(ReadOnlySpan<char> written) => IsDataUrl(written, out _) || (written.Length >= 10 * ShortestBare && !written.ContainsAnyExcept(s_base64));

    /// <summary>The media type of a data URL, in lower case; empty for none.</summary>
    public static string TypeOf(ReadOnlySpan<char> written)
    {
        if (!IsDataUrl(written, out int comma))
            return "";
        ReadOnlySpan<char> type = written["data:".Length..comma];
        int end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).ToString().ToLowerInvariant();
    }

    /// <summary>What kind of file a string holds that is no text, by its first bytes.</summary>
    public static FileKind KindOf(ReadOnlySpan<char> written) =>
        Base64Of(written) is { IsEmpty: false } base64 && Bytes(base64[..Math.Min(base64.Length, Sample)], whole: base64.Length <= Sample) is { } head ? FileKinds.Of(head) : FileKind.Unknown;

    /// <summary>The bytes of a file that is written into a string; null where the string is none.</summary>
    public static byte[]? BytesOf(ReadOnlySpan<char> written) => Base64Of(written) is { IsEmpty: false } base64 ? Bytes(base64, whole: true) : null;

    private static ReadOnlySpan<char> Base64Of(ReadOnlySpan<char> written)
    {
        if (IsDataUrl(written, out int comma))
            return written[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase) ? written[(comma + 1)..] : default;
        return written.Length >= ShortestBare && !written.ContainsAnyExcept(s_base64) ? written : default;
    }

    /// <summary>The string with another text in the file, in the same form and encoding.</summary>
    public string With(string text)
    {
        byte[] bytes = _encoding.GetBytes(text);
        return _head + Convert.ToBase64String(_hasMark ? [.. _encoding.GetPreamble(), .. bytes] : bytes);
    }

    // A sentence can begin with the word, too; a media type holds no spaces.
    private static bool IsDataUrl(ReadOnlySpan<char> written, out int comma)
    {
        comma = written.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? written[..Math.Min(written.Length, 512)].IndexOf(',') : -1;
        return comma >= 0 && !written[..comma].ContainsAny(" \n");
    }

    private static TextFile? Decode(string head, ReadOnlySpan<char> base64, ReadOnlySpan<char> type)
    {
        // Most files are pictures: a look at the beginning spares decoding them.
        if (!MayBeText(Bytes(base64[..Math.Min(base64.Length, Sample)], whole: base64.Length <= Sample)) || Bytes(base64, whole: true) is not { Length: > 0 } bytes)
            return null;
        foreach (Encoding marked in (Encoding[])[new UTF8Encoding(true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true)])
        {
            if (bytes.AsSpan().StartsWith(marked.GetPreamble()))
                return Of(marked, bytes.AsSpan(marked.GetPreamble().Length), hasMark: true);
        }
        // What was cut may end within a character.
        for (int cut = 0; cut <= LongestCut && cut < bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes.AsSpan(0, bytes.Length - cut)))
                return Of(s_utf8, bytes.AsSpan(0, bytes.Length - cut), hasMark: false);
        }
        // What is called a text and is no UTF-8 is one of the old encodings, which agree in the letters that matter.
        return type.StartsWith("data:text/", StringComparison.OrdinalIgnoreCase) ? Of(Encoding.Latin1, bytes, hasMark: false) : null;

        TextFile? Of(Encoding encoding, ReadOnlySpan<byte> content, bool hasMark)
        {
            try
            {
                string text = encoding.GetString(content);
                return HasControls(text) ? null : new TextFile(head, text, encoding, hasMark);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    private static bool MayBeText(byte[]? bytes)
    {
        if (bytes is not { Length: > 0 } || bytes.AsSpan().StartsWith("%PDF-"u8))
            return false;
        bool isWide = bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
        return isWide || bytes.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) < 0;
    }

    private static bool HasControls(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0;

    private static byte[]? Bytes(ReadOnlySpan<char> base64, bool whole)
    {
        string text = base64.ToString();
        if (text.AsSpan().ContainsAny('-', '_'))
            text = text.Replace('-', '+').Replace('_', '/');
        if (text.AsSpan().ContainsAny('\r', '\n'))
            text = text.ReplaceLineEndings("");
        int loose = text.TrimEnd('=').Length % 4;
        if (!whole)
            text = text[..(text.Length - (text.Length % 4))];
        else
            text = loose == 1 ? text.TrimEnd('=')[..^1] : text.TrimEnd('=') + (loose == 0 ? "" : new string('=', 4 - loose));
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
