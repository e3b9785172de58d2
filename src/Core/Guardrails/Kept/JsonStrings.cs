using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>
/// Changes the strings of a JSON document while every other byte stays as it came. Names of properties and long numbers are looked at too: both can
/// hold a card's number. A document in which nothing changes costs no memory but a rented buffer.
/// </summary>
public static partial class JsonStrings
{
    // A whole number this long can be a card or an account; shorter ones are amounts, counts and times.
    private const int LongNumber = 12;
    private const int Slack = 4096;

    /// <summary>Looks at a string. Returns what stands in its place, or null where it stays.</summary>
    public delegate string? Change(ReadOnlySpan<char> text);

    /// <summary>Looks at a string that is a value. Returns what stands in its place, or null where it stays.</summary>
    /// <param name="property">The property that it belongs to; empty for none.</param>
    /// <param name="text">The string.</param>
    public delegate string? ValueChange(string property, ReadOnlySpan<char> text);

    /// <summary>Rewrites a document.</summary>
    /// <param name="json">UTF-8 JSON, one value.</param>
    /// <param name="change">Looks at each string.</param>
    /// <param name="longest">Bytes of the result that are wanted; what lies behind is not looked at.</param>
    /// <returns>The new document, possibly longer than <paramref name="longest"/> or ending behind it; null where nothing changed in what is wanted.</returns>
    /// <exception cref="JsonException">When it is no JSON.</exception>
    public static byte[]? Rewrite(ReadOnlySpan<byte> json, Change change, int longest = int.MaxValue) => Rewrite(json, (_, text) => change(text), names: null, longest);

    /// <summary>Rewrites the values of a document that are strings, by the property that they belong to; elements of a list belong to the list's. Names and numbers stay.</summary>
    /// <param name="json">UTF-8 JSON, one value.</param>
    /// <param name="change">Looks at each string.</param>
    /// <returns>The new document; null where nothing changed.</returns>
    /// <exception cref="JsonException">When it is no JSON.</exception>
    public static byte[]? RewriteValues(ReadOnlySpan<byte> json, ValueChange change) => Rewrite(json, change, new PropertyPath(), int.MaxValue);

    // Without a path of properties everything is looked at, else values only.
    private static byte[]? Rewrite(ReadOnlySpan<byte> json, ValueChange change, PropertyPath? names, int longest)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1024, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        ArrayBufferWriter<byte>? output = null;
        int copied = 0;
        char[] buffer = [];
        try
        {
            while ((output?.WrittenCount ?? 0) + (int)reader.BytesConsumed - copied < longest && reader.Read())
            {
                names?.Follow(ref reader);
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number) || (names is not null && reader.TokenType != JsonTokenType.String))
                    continue;
                int bytes = reader.ValueSpan.Length;
                if (bytes == 0 || (reader.TokenType == JsonTokenType.Number && (bytes < LongNumber || reader.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)))
                    continue;
                if (buffer.Length < bytes)
                {
                    if (buffer.Length > 0)
                        ArrayPool<char>.Shared.Return(buffer);
                    buffer = ArrayPool<char>.Shared.Rent(bytes);
                }
                int length = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetChars(reader.ValueSpan, buffer) : Read(ref reader, buffer);
                // Nobody will see what lies far behind the cut.
                if (length - Slack > longest)
                    length = longest + Slack;
                ReadOnlySpan<char> text = buffer.AsSpan(0, length);
                if (IsId(text) || change(names?.Current ?? "", text) is not { } changed)
                    continue;
                int start = (int)reader.TokenStartIndex, end = start + bytes + (reader.TokenType == JsonTokenType.Number ? 0 : 2);
                output ??= new ArrayBufferWriter<byte>(Math.Min(json.Length, longest) + 256);
                output.Write(json[copied..start]);
                output.Write(JsonSerializer.SerializeToUtf8Bytes(changed, Plain));
                copied = end;
            }
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<char>.Shared.Return(buffer);
        }
        if (output is null)
            return null;
        output.Write(json[copied..(int)Math.Min(json.Length, (long)copied + longest)]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether a text is an image, a sound or a file, written as a data URL.</summary>
    public static bool IsData(ReadOnlySpan<char> text) =>
        text.StartsWith("data:", StringComparison.Ordinal) && text.IndexOf(";base64,", StringComparison.Ordinal) is > 0 and var mark && !text[..mark].ContainsAnyExcept(s_mediaType) && !text[(mark + 8)..].ContainsAnyExcept(s_base64);

    /// <summary>Changes the strings of a JSON object or array that is itself written as a text, such as the arguments of a tool call.</summary>
    /// <param name="text">The text.</param>
    /// <param name="change">Looks at each string.</param>
    /// <param name="changed">The new text; null where nothing changed.</param>
    /// <returns>Whether the text is such a document.</returns>
    public static bool Within(string text, Change change, out string? changed)
    {
        changed = null;
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return false;
        try
        {
            changed = Rewrite(Encoding.UTF8.GetBytes(text), change) is { } utf8 ? Encoding.UTF8.GetString(utf8) : null;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A sentence that only looks like one at its beginning is read like any other.
    private static readonly SearchValues<char> s_mediaType = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/+.-;=_");
    private static readonly SearchValues<char> s_base64 = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=-_");

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Half a surrogate pair, or bytes that are no UTF-8, stand in strings that nobody has read before; the rest of such a string is looked at all the same.
    private static int Read(ref Utf8JsonReader reader, Span<char> buffer)
    {
        try
        {
            return reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            string readable = EscapedUnits().Replace(Encoding.UTF8.GetString(reader.ValueSpan), unit => unit.Groups["half"].Success ? "\ufffd" : unit.Value);
            string text = JsonSerializer.Deserialize<string>($"\"{readable}\"")!;
            text.CopyTo(buffer);
            return text.Length;
        }
    }

    // Pairs of backslashes and of surrogates are taken first, so that what is left is a half.
    [GeneratedRegex(@"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})", RegexOptions.NonBacktracking)]
    private static partial Regex EscapedUnits();

    private static bool IsId(ReadOnlySpan<char> text) => text.Length is 32 or 36 && Guid.TryParse(text, out _);
}
