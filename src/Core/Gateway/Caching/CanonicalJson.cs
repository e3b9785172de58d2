using System.Buffers;
using System.Text.Json;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Writes JSON so that equal documents have equal bytes: names sorted, no white space, numbers as they were spelled.</summary>
internal static class CanonicalJson
{
    /// <summary>Writes an object without some of its own properties.</summary>
    /// <param name="root">The object.</param>
    /// <param name="output">Where to.</param>
    /// <param name="leaveOut">Names of its own properties that are left out.</param>
    /// <param name="blankLastContent">Whether the content of the last message is left out too.</param>
    public static void Write(JsonElement root, IBufferWriter<byte> output, IReadOnlySet<string> leaveOut, bool blankLastContent)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        foreach (JsonProperty property in root.EnumerateObject().Where(p => !leaveOut.Contains(p.Name)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(property.Name);
            if (blankLastContent && property.NameEquals("messages"u8))
                WriteMessages(property.Value, writer);
            else
                Write(property.Value, writer);
        }
        writer.WriteEndObject();
    }

    private static void WriteMessages(JsonElement messages, Utf8JsonWriter writer)
    {
        int last = messages.GetArrayLength() - 1, at = 0;
        writer.WriteStartArray();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (at++ == last)
                WriteObject(message, writer, "content");
            else
                Write(message, writer);
        }
        writer.WriteEndArray();
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, writer, null);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(JsonElement value, Utf8JsonWriter writer, string? leaveOut)
    {
        writer.WriteStartObject();
        // A stable sort: of names that are repeated, each stays in its place.
        foreach (JsonProperty property in value.EnumerateObject().Where(p => p.Name != leaveOut).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(property.Name);
            Write(property.Value, writer);
        }
        writer.WriteEndObject();
    }
}
