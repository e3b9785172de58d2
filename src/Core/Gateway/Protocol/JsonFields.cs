using System.Globalization;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Reads single values of a request with the reader standing on them; what is wrong is said with the field's exact name.</summary>
internal static class JsonFields
{
    public static ArtisanException Wrong(FieldPath path, string expected, in Utf8JsonReader reader) =>
        ArtisanException.Invalid(path.ToString(), $"`{path}` must be {expected}, but is {Describe(reader)}.");

    public static ArtisanException Missing(FieldPath path, string expected) =>
        ArtisanException.Invalid(path.ToString(), $"`{path}` is missing. It must be {expected}.");

    public static ArtisanException Twice(FieldPath path) =>
        ArtisanException.Invalid(path.ToString(), $"`{path}` appears twice in the same object. Send it once: readers disagree on which one counts.");

    /// <summary>Text, or null for JSON null.</summary>
    public static string? OptionalText(ref Utf8JsonReader reader, FieldPath path) =>
        reader.TokenType == JsonTokenType.Null ? null : Text(ref reader, path);

    public static string Text(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Wrong(path, "a string", reader);
        return Unescape(ref reader, path);
    }

    public static bool OptionalFlag(ref Utf8JsonReader reader, FieldPath path) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Wrong(path, "true or false", reader),
    };

    public static int? OptionalCount(ref Utf8JsonReader reader, FieldPath path, int least, int most)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int value) || value < least || value > most)
        {
            string range = most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}";
            throw Wrong(path, range, reader);
        }
        return value;
    }

    public static double? OptionalNumber(ref Utf8JsonReader reader, FieldPath path, double least, double most)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value) || !(value >= least && value <= most))
            throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), reader);
        return value;
    }

    /// <summary>Whether an object begins here; false for JSON null.</summary>
    public static bool OptionalObject(ref Utf8JsonReader reader, FieldPath path) => reader.TokenType switch
    {
        JsonTokenType.StartObject => true,
        JsonTokenType.Null => false,
        _ => throw Wrong(path, "an object", reader),
    };

    /// <summary>Whether an array begins here; false for JSON null.</summary>
    public static bool OptionalArray(ref Utf8JsonReader reader, FieldPath path) => reader.TokenType switch
    {
        JsonTokenType.StartArray => true,
        JsonTokenType.Null => false,
        _ => throw Wrong(path, "an array", reader),
    };

    /// <summary>The object that begins here, on its own; null for JSON null.</summary>
    public static JsonElement? OptionalElement(ref Utf8JsonReader reader, FieldPath path) =>
        OptionalObject(ref reader, path) ? JsonElement.ParseValue(ref reader) : null;

    /// <summary>Marks a property as seen and refuses it the second time.</summary>
    public static void Once(ref uint seen, int bit, FieldPath path)
    {
        if ((seen & (1u << bit)) != 0)
            throw Twice(path);
        seen |= 1u << bit;
    }

    /// <summary>Malformed JSON, with the place.</summary>
    public static ArtisanException Malformed(JsonException e, ReadOnlySpan<byte> utf8)
    {
        // The reader adds its own spelling of the place to the message; it is said better here.
        string what = e.Message;
        int cut = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (cut >= 0)
            what = what[..cut];
        if (what.Length > 200)
            what = what[..200] + "…";
        if (e.LineNumber is not long line || e.BytePositionInLine is not long column)
            return new ArtisanException(ErrorCode.InvalidInput, what, e) { Field = "body" };
        long offset = Math.Min(OffsetOfLine(utf8, line) + column + 1, utf8.Length);
        return new ArtisanException(ErrorCode.InvalidInput,
            $"The body is not valid JSON at line {line + 1}, byte {column + 1} (byte {offset} of {utf8.Length}): {what}", e)
        { Field = "body" };
    }

    private static int OffsetOfLine(ReadOnlySpan<byte> utf8, long line)
    {
        int offset = 0;
        for (; line > 0; line--)
        {
            int next = utf8[offset..].IndexOf((byte)'\n');
            if (next < 0)
                return offset;
            offset += next + 1;
        }
        return offset;
    }

    /// <summary>The property name that the reader stands on.</summary>
    public static string Name(ref Utf8JsonReader reader, FieldPath parent) => Unescape(ref reader, parent);

    private static string Unescape(ref Utf8JsonReader reader, FieldPath path)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ArtisanException.Invalid(path.ToString(),
                $"`{path}` holds bytes that are not valid UTF-8, or half of a surrogate pair. Send well-formed Unicode text.");
        }
    }

    private static string Describe(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => reader.ValueSpan.Length <= 24 ? System.Text.Encoding.ASCII.GetString(reader.ValueSpan) : "a very long number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        _ => "something else",
    };
}
