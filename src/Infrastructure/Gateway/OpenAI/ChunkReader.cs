using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>What Artisan needs of one chunk of a stream.</summary>
internal struct Chunk
{
    public string? Text;
    public TextPlace Place;
    public string? FinishReason;
    public TokenUsage? Usage;
    public int Choices;
    public int Choice;
    public int Finished;
    public bool HasUsageProperty;
    public bool HasToolCall;
    public bool IsError;
}

/// <summary>Reads chunks of the OpenAI dialect without building anything but the added text.</summary>
internal static class ChunkReader
{
    /// <exception cref="JsonException">When the text is not one JSON object.</exception>
    public static Chunk Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The event is not a JSON object.");
        var chunk = default(Chunk);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader, ref chunk);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                chunk.HasUsageProperty = true;
                chunk.Usage = UsageReader.Read(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                chunk.IsError = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        reader.Read();
        return chunk;
    }

    /// <summary>The usual reasons as constants, others as they are.</summary>
    public static string FinishReason(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("stop"u8))
            return "stop";
        if (reader.ValueTextEquals("length"u8))
            return "length";
        if (reader.ValueTextEquals("tool_calls"u8))
            return "tool_calls";
        if (reader.ValueTextEquals("content_filter"u8))
            return "content_filter";
        return JsonSkim.Text(ref reader);
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            chunk.Choices++;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                {
                    reader.Read();
                    ReadDelta(ref reader, ref chunk);
                }
                else if (chunk.Choices == 1 && reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    chunk.Choice = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index) ? Math.Max(0, index) : 0;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
                    {
                        chunk.FinishReason = FinishReason(ref reader);
                        chunk.Finished++;
                    }
                    reader.Skip();
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
    }

    private static void ReadDelta(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                    ReadParts(ref reader, ref chunk);
                else
                    Take(ref reader, ref chunk, TextPlace.Content);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                Take(ref reader, ref chunk, TextPlace.Refusal);
            }
            else if (reader.ValueTextEquals("audio"u8))
            {
                reader.Read();
                ReadTexts(ref reader, ref chunk, "transcript"u8, TextPlace.Transcript);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                // Some servers send an empty list with every piece of text.
                reader.Read();
                chunk.HasToolCall |= JsonSkim.IsFilledArray(ref reader);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                chunk.HasToolCall |= reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void Take(ref Utf8JsonReader reader, ref Chunk chunk, TextPlace place)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
        {
            if (chunk.Text is null)
                chunk.Place = place;
            chunk.Text += JsonSkim.Text(ref reader);
        }
        reader.Skip();
    }

    private static void ReadParts(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ReadTexts(ref reader, ref chunk, "text"u8, TextPlace.Parts);
    }

    // The one property of an object that is text.
    private static void ReadTexts(ref Utf8JsonReader reader, ref Chunk chunk, ReadOnlySpan<byte> name, TextPlace place)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool here = reader.ValueTextEquals(name);
            reader.Read();
            if (here)
                Take(ref reader, ref chunk, place);
            else
                reader.Skip();
        }
    }
}
