using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>What Artisan needs of a complete answer; the answer itself goes on as it came.</summary>
internal readonly record struct Answer(TokenUsage? Usage, string? Text, string? FinishReason, bool HasResult, bool IsError);

/// <summary>Reads complete answers of the OpenAI dialect.</summary>
internal static class AnswerReader
{
    /// <exception cref="JsonException">When the text is not one JSON object.</exception>
    public static Answer Read(ReadOnlySpan<byte> utf8, AiOperation operation)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The answer is not a JSON object.");
        TokenUsage? usage = null;
        string? text = null, finishReason = null;
        bool hasResult = false, isError = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                usage = UsageReader.Read(ref reader);
            }
            else if (operation == AiOperation.Chat && reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                hasResult = ReadChoices(ref reader, ref text, ref finishReason);
            }
            else if (operation == AiOperation.Embeddings && reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                hasResult = JsonSkim.IsFilledArray(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                isError = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        reader.Read();
        return new Answer(usage, text, finishReason, hasResult, isError && !hasResult);
    }

    private static bool ReadChoices(ref Utf8JsonReader reader, ref string? text, ref string? finishReason)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count++ > 0 || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    text = ReadContent(ref reader);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    finishReason = reader.TokenType == JsonTokenType.String ? ChunkReader.FinishReason(ref reader) : null;
                    reader.Skip();
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        return count > 0;
    }

    private static string? ReadContent(ref Utf8JsonReader reader)
    {
        string? text = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.String)
                text = JsonSkim.Text(ref reader);
            else
                reader.Skip();
        }
        return text;
    }
}
