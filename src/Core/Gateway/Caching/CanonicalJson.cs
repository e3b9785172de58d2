using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Writes JSON so that equal documents have equal bytes: names sorted, no white space, numbers as they were spelled.</summary>
internal static class CanonicalJson
{
    /// <summary>Writes an object without some of its own properties.</summary>
    /// <param name="root">The object.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="leaveOut">Names of its own properties that are left out.</param>
    /// <param name="blankLastContent">Whether the content of the last message is left out too.</param>
    public static void Write(JsonElement root, Utf8JsonWriter writer, IReadOnlyList<string> leaveOut, bool blankLastContent) => WriteObject(root, writer, leaveOut, blankLastContent);

    private static readonly string[] s_nothing = [], s_content = ["content"];

    private static void WriteMessages(JsonElement messages, Utf8JsonWriter writer)
    {
        int last = messages.GetArrayLength() - 1, at = 0;
        writer.WriteStartArray();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (at++ == last)
                WriteObject(message, writer, s_content, false);
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
                WriteObject(value, writer, s_nothing, false);
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

    private static void WriteObject(JsonElement value, Utf8JsonWriter writer, IReadOnlyList<string> leaveOut, bool blankLastContent)
    {
        writer.WriteStartObject();
        JsonProperty[] properties = ArrayPool<JsonProperty>.Shared.Rent(value.GetPropertyCount());
        int count = 0;
        bool escaped = false;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (IsOneOf(property, leaveOut))
                continue;
            properties[count++] = property;
            escaped |= JsonMarshal.GetRawUtf8PropertyName(property).Contains((byte)'\\');
        }
        Sort(properties.AsSpan(0, count), escaped);
        foreach (JsonProperty property in properties.AsSpan(0, count))
        {
            if (escaped)
                writer.WritePropertyName(property.Name);
            else
                writer.WritePropertyName(JsonMarshal.GetRawUtf8PropertyName(property));
            if (blankLastContent && property.NameEquals("messages"u8) && property.Value.ValueKind == JsonValueKind.Array)
                WriteMessages(property.Value, writer);
            else
                Write(property.Value, writer);
        }
        ArrayPool<JsonProperty>.Shared.Return(properties, clearArray: true);
        writer.WriteEndObject();
    }

    private static bool IsOneOf(JsonProperty property, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (property.NameEquals(names[i]))
                return true;
        }
        return false;
    }

    // By insertion, which leaves names that are repeated in their places; objects of many names, such as maps, are sorted by the library.
    private static void Sort(Span<JsonProperty> properties, bool escaped)
    {
        const int few = 32;
        if (properties.Length > few)
        {
            JsonProperty[] sorted = [.. properties.ToArray().OrderBy(p => p.Name, Comparer<string>.Create((a, b) => CompareAsUtf8(a, b)))];
            sorted.CopyTo(properties);
            return;
        }
        for (int i = 1; i < properties.Length; i++)
        {
            JsonProperty moving = properties[i];
            int at = i;
            for (; at > 0 && Compare(properties[at - 1], moving, escaped) > 0; at--)
                properties[at] = properties[at - 1];
            properties[at] = moving;
        }
    }

    // In the order of their UTF-8 bytes, however they are spelled.
    private static int Compare(JsonProperty one, JsonProperty other, bool escaped) => escaped ? CompareAsUtf8(one.Name, other.Name)
        : JsonMarshal.GetRawUtf8PropertyName(one).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(other));

    private static int CompareAsUtf8(string one, string other) => System.Text.Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(other));
}
