using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>Finds texts written as base64, as hexadecimal, or as numbers of bytes.</summary>
internal static class EncodedBytes
{
    private const int FewestBytes = 8;
    private const float Readable = 0.9f;
    /// <summary>Runs of up to this many characters are decoded without an array.</summary>
    private const int ShortRun = 256;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

    /// <summary>Whether a word is the number of one byte: <c>69</c>, <c>0x69</c>, <c>01101001</c>.</summary>
    public static bool IsNumberedByte(ReadOnlySpan<char> word) => word.Length switch
    {
        2 => char.IsAsciiHexDigit(word[0]) && char.IsAsciiHexDigit(word[1]),
        4 => word[0] == '0' && word[1] is 'x' or 'X' && char.IsAsciiHexDigit(word[2]) && char.IsAsciiHexDigit(word[3]),
        8 => word.IndexOfAnyExcept('0', '1') < 0,
        _ => false,
    };

    /// <summary>Reads a run of letters and digits around a place as base64 or hexadecimal.</summary>
    /// <param name="parent">The text.</param>
    /// <param name="place">A place inside of the run.</param>
    /// <param name="end">Where the run ends.</param>
    /// <returns>What it says, or null where it says nothing that can be read.</returns>
    public static EncodedText? Run(EncodedText parent, int place, out int end)
    {
        string text = parent.Text;
        int start = place;
        while (start > 0 && Base64.Contains(text[start - 1]))
            start--;
        end = place;
        while (end < text.Length && (Base64.Contains(text[end]) || IsWrapped(text, end)))
            end++;
        ReadOnlySpan<char> run = text.AsSpan(start, end - start);
        if (run.IndexOfAnyExceptInRange('0', 'f') < 0 && Hexadecimal(run) is string hexadecimal)
            return EncodedText.Block(parent, hexadecimal, start, end, "hex");
        return FromBase64(run) is string said ? EncodedText.Block(parent, said, start, end, "base64") : null;
    }

    /// <summary>Reads a sequence of numbered bytes, <c>69 67 6e</c>.</summary>
    public static EncodedText? Numbers(EncodedText parent)
    {
        string text = parent.Text;
        var bytes = new List<byte>();
        int first = -1, last = 0, at = 0;
        while (at < text.Length)
        {
            if (!char.IsAsciiLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }
            int start = at;
            while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
                at++;
            ReadOnlySpan<char> word = text.AsSpan(start, at - start);
            if (!IsNumberedByte(word))
            {
                // Too few in a row are ordinary numbers, and after enough of them the message is over.
                if (bytes.Count >= FewestBytes)
                    break;
                bytes.Clear();
                first = -1;
                continue;
            }
            first = first < 0 ? start : first;
            last = at;
            bytes.Add(word.Length == 8 ? Convert.ToByte(word.ToString(), 2) : Convert.FromHexString(word[^2..])[0]);
        }
        return AsText([.. bytes]) is string said ? EncodedText.Block(parent, said, first, last, "hex") : null;
    }

    /// <summary>A line break inside of a run: mail and PEM break base64 after 64 or 76 characters.</summary>
    private static bool IsWrapped(string text, int at) =>
        text[at] is '\n' or '\r' && at + 1 < text.Length && (Base64.Contains(text[at + 1]) || text[at + 1] == '\n') && at >= 60 && text.AsSpan(at - 60, 60).IndexOfAnyExcept(Base64) < 0;

    private static string? Hexadecimal(ReadOnlySpan<char> run)
    {
        if (run.Length % 2 != 0)
            return null;
        Span<byte> bytes = run.Length <= ShortRun ? stackalloc byte[ShortRun / 2] : new byte[run.Length / 2];
        return Convert.FromHexString(run, bytes, out _, out int written) == OperationStatus.Done ? AsText(bytes[..written]) : null;
    }

    private static string? FromBase64(ReadOnlySpan<char> run)
    {
        Span<char> clean = run.Length <= ShortRun ? stackalloc char[ShortRun + 3] : new char[run.Length + 3];
        int length = 0;
        foreach (char character in run)
        {
            if (character is not ('\n' or '\r'))
                clean[length++] = character switch { '-' => '+', '_' => '/', _ => character };
        }
        if (length % 4 == 1)
            length--;
        while (length % 4 != 0)
            clean[length++] = '=';
        Span<byte> bytes = length <= ShortRun ? stackalloc byte[ShortRun] : new byte[length / 4 * 3];
        return Convert.TryFromBase64Chars(clean[..length], bytes, out int written) ? AsText(bytes[..written]) : null;
    }

    /// <summary>The bytes as text, if people could read it.</summary>
    private static string? AsText(ReadOnlySpan<byte> bytes)
    {
        // Most runs are numbers and names of things: their bytes are no text, and an exception for each would cost more than all the rest.
        if (bytes.Length < FewestBytes || !Utf8.IsValid(bytes))
            return null;
        string text = Encoding.UTF8.GetString(bytes);
        int readable = 0;
        foreach (char character in text)
            readable += char.IsLetterOrDigit(character) || char.IsPunctuation(character) || character is ' ' or '\n' or '\r' or '\t' or '+' or '=' or '<' or '>' or '|' or '$' ? 1 : 0;
        return readable >= Readable * text.Length ? text : null;
    }
}
