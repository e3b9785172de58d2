using System.Buffers;
using System.Text.Json;

namespace Artisan.Bench.MockVendor;

/// <summary>What the vendor has to know of a request.</summary>
/// <param name="Stream">Whether the answer is to be streamed.</param>
/// <param name="IncludeUsage">Whether the stream shall end with the usage.</param>
internal readonly record struct RequestShape(bool Stream, bool IncludeUsage)
{
    /// <summary>Reads the two switches and skips the rest.</summary>
    public static RequestShape Read(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        bool stream = false, includeUsage = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                stream = reader.TokenType == JsonTokenType.True;
            }
            else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("include_usage"u8))
            {
                reader.Read();
                includeUsage = reader.TokenType == JsonTokenType.True;
            }
        }

        return new RequestShape(stream, includeUsage);
    }
}
