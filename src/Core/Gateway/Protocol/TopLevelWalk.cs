using System.Text.Json;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Walks the properties of a request's one object while its values are read, so that reading and <see cref="JsonTopLevel"/> share one pass.</summary>
internal static class TopLevelWalk
{
    /// <summary>Steps onto the object; its offset.</summary>
    public static int Begin(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The body must be one JSON object.");
        return (int)reader.TokenStartIndex;
    }

    /// <summary>Steps onto the next property's name; false at the object's end.</summary>
    public static bool NextName(ref Utf8JsonReader reader, out string name, out int nameStart)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            (name, nameStart) = ("", 0);
            return false;
        }
        nameStart = (int)reader.TokenStartIndex;
        name = Known(ref reader) ?? JsonFields.Name(ref reader, new FieldPath("body"));
        return true;
    }

    /// <summary>Checks that nothing follows the object.</summary>
    public static JsonTopLevel End(ref Utf8JsonReader reader, List<JsonPropertyRange> properties, int start)
    {
        int end = (int)reader.BytesConsumed;
        if (reader.Read())
            throw new JsonException("There is text after the JSON object.");
        return new JsonTopLevel(properties, start, end);
    }

    // The usual names come as constants, which saves a string for each property of each request.
    private static string? Known(ref Utf8JsonReader reader)
    {
        foreach (string name in CommonNames)
        {
            if (reader.ValueTextEquals(name))
                return name;
        }
        return null;
    }

    private static readonly string[] CommonNames =
    [
        "model", "messages", "stream", "temperature", "max_tokens", "max_completion_tokens", "stream_options", "tools", "tool_choice",
        "response_format", "input", "encoding_format", "dimensions", "top_p", "n", "stop", "seed", "user", "metadata",
    ];
}
