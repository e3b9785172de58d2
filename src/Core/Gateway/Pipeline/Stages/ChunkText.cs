using System.Buffers;
using System.Text.Json;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Puts other text into a chunk of a stream; every other byte stays as it came.</summary>
internal static class ChunkText
{
    /// <summary>Replaces the text that a chunk adds to a choice.</summary>
    /// <returns>The new chunk; null where it adds no text to that choice.</returns>
    public static byte[]? Replace(ReadOnlySpan<byte> chunk, int choice, string text)
    {
        var reader = new Utf8JsonReader(chunk);
        if (!Enter(ref reader, "choices", JsonTokenType.StartArray))
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = -1, end = -1, index = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) ? number : 0;
                }
                else if (reader.ValueTextEquals("delta"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    (start, end) = Content(ref reader);
                }
                else
                    reader.TrySkip();
            }
            if (index != choice || start < 0)
                continue;
            var output = new ArrayBufferWriter<byte>(chunk.Length + text.Length);
            output.Write(chunk[..start]);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(text));
            output.Write(chunk[end..]);
            return output.WrittenSpan.ToArray();
        }
        return null;
    }

    private static bool Enter(ref Utf8JsonReader reader, string name, JsonTokenType kind)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool here = reader.ValueTextEquals(name);
            reader.Read();
            if (here)
                return reader.TokenType == kind;
            reader.TrySkip();
        }
        return false;
    }

    // The place of the text in a delta whose opening brace was read; reads up to its closing brace.
    private static (int Start, int End) Content(ref Utf8JsonReader reader)
    {
        (int start, int end) = (-1, -1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool here = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (here && reader.TokenType == JsonTokenType.String)
                (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            else
                reader.TrySkip();
        }
        return (start, end);
    }
}
