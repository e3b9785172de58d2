using System.Buffers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Where one property of a JSON object stands in its UTF-8 text (byte offsets).</summary>
/// <param name="Name">The property's name, unescaped.</param>
/// <param name="NameStart">Offset of the name's opening quote.</param>
/// <param name="ValueStart">Offset of the value's first byte.</param>
/// <param name="ValueEnd">Offset after the value's last byte.</param>
/// <param name="Kind">What the value begins with.</param>
public readonly record struct JsonPropertyRange(string Name, int NameStart, int ValueStart, int ValueEnd, JsonTokenType Kind);

/// <summary>
/// The places of an object's own properties, so that single ones can be read, replaced or removed while every other byte of the text stays as it came:
/// unknown fields, number spellings and order pass through a gateway unchanged.
/// </summary>
public sealed class JsonTopLevel
{
    private readonly List<JsonPropertyRange> _properties;

    internal JsonTopLevel(List<JsonPropertyRange> properties, int objectStart, int objectEnd) =>
        (_properties, ObjectStart, ObjectEnd) = (properties, objectStart, objectEnd);

    /// <summary>The properties in the order of the text. A repeated name appears repeatedly.</summary>
    public IReadOnlyList<JsonPropertyRange> Properties => _properties;

    /// <summary>Offset of the opening brace.</summary>
    public int ObjectStart { get; }

    /// <summary>Offset after the closing brace.</summary>
    public int ObjectEnd { get; }

    /// <summary>Reads the places of all properties of the one object that the text consists of.</summary>
    /// <exception cref="JsonException">When the text is not one JSON object.</exception>
    public static JsonTopLevel Scan(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The body must be one JSON object.");
        int start = (int)reader.TokenStartIndex;
        var properties = new List<JsonPropertyRange>(12);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int nameStart = (int)reader.TokenStartIndex;
            string name = NameOf(ref reader);
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            JsonTokenType kind = reader.TokenType;
            reader.Skip();
            properties.Add(new JsonPropertyRange(name, nameStart, valueStart, (int)reader.BytesConsumed, kind));
        }
        int end = (int)reader.BytesConsumed;
        if (reader.Read())
            throw new JsonException("There is text after the JSON object.");
        return new JsonTopLevel(properties, start, end);
    }

    /// <summary>The last property of this name, which is the one that JSON readers use; null when absent.</summary>
    public JsonPropertyRange? Find(string name)
    {
        for (int i = _properties.Count - 1; i >= 0; i--)
        {
            if (_properties[i].Name == name)
                return _properties[i];
        }
        return null;
    }

    /// <summary>
    /// Writes the text again with some properties set (replaced where they stand, else added at the end) or removed (a null value).
    /// </summary>
    /// <param name="utf8">The text that was scanned.</param>
    /// <param name="changes">Name and new value as raw JSON, or null to remove the property.</param>
    public byte[] Rewrite(ReadOnlySpan<byte> utf8, params ReadOnlySpan<(string Name, byte[]? Value)> changes)
    {
        using ScratchJson scratch = ScratchJson.Rent();
        IBufferWriter<byte> output = scratch.Buffer;
        output.Write("{"u8);
        bool first = true;
        for (int i = 0; i < _properties.Count; i++)
        {
            JsonPropertyRange property = _properties[i];
            int change = IndexOf(changes, property.Name);
            if (change >= 0 && changes[change].Value is null)
                continue;
            if (!first)
                output.Write(","u8);
            first = false;
            if (change >= 0)
            {
                output.Write(utf8[property.NameStart..property.ValueStart]);
                output.Write(changes[change].Value);
            }
            else
            {
                output.Write(utf8[property.NameStart..property.ValueEnd]);
            }
        }
        foreach ((string name, byte[]? value) in changes)
        {
            if (value is null || Find(name) is not null)
                continue;
            if (!first)
                output.Write(","u8);
            first = false;
            output.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(name)));
            output.Write(":"u8);
            output.Write(value);
        }
        output.Write("}"u8);
        return scratch.Written.ToArray();
    }

    // What stands in nearly every request and answer; the bytes first, since the reader compares bytes.
    private static readonly (byte[] Utf8, string Name)[] s_common = [.. new[] { "model", "messages", "stream", "role", "content", "temperature", "max_tokens", "max_completion_tokens", "stream_options", "tools", "user", "metadata",
        "id", "object", "created", "choices", "usage", "index", "delta", "finish_reason", "input", "system_fingerprint", "service_tier" }.Select(n => (Encoding.UTF8.GetBytes(n), n))];

    private static string NameOf(ref Utf8JsonReader reader)
    {
        foreach ((byte[] utf8, string name) in s_common)
        {
            if (reader.ValueTextEquals(utf8))
                return name;
        }
        return reader.GetString()!;
    }

    private static int IndexOf(ReadOnlySpan<(string Name, byte[]? Value)> changes, string name)
    {
        for (int i = 0; i < changes.Length; i++)
        {
            if (changes[i].Name == name)
                return i;
        }
        return -1;
    }
}
