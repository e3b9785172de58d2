using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>Reads a vendor's <c>usage</c> object into disjoint buckets.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value that the reader stands on; null when it is no object or counts nothing.</summary>
    public static TokenUsage? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        long prompt = 0, completion = 0, total = 0, cached = 0, written = 0, reasoning = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                prompt = Count(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8))
                completion = Count(ref reader);
            else if (reader.ValueTextEquals("total_tokens"u8))
                total = Count(ref reader);
            else if (reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
                cached = Count(ref reader);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
                ReadDetails(ref reader, ref cached, ref written);
            else if (reader.ValueTextEquals("completion_tokens_details"u8))
                ReadReasoning(ref reader, ref reasoning);
            else
                SkipValue(ref reader);
        }
        if (prompt + completion + total == 0)
            return null;
        if (completion == 0 && total > prompt && reasoning == 0)
            completion = total - prompt;
        cached = Math.Min(cached, prompt);
        written = Math.Min(written, prompt - cached);
        // OpenAI counts reasoning inside the completion; some compatible vendors count it beside, which their total gives away.
        bool beside = reasoning > completion || (reasoning > 0 && total == prompt + completion + reasoning);
        return new TokenUsage
        {
            Input = prompt - cached - written,
            CachedInput = cached,
            CacheWrite = written,
            Output = beside ? completion : completion - reasoning,
            Reasoning = reasoning,
            Method = "vendor",
        };
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref long cached, ref long written)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
                cached = Count(ref reader);
            else if (reader.ValueTextEquals("cache_write_tokens"u8))
                written = Count(ref reader);
            else
                SkipValue(ref reader);
        }
    }

    private static void ReadReasoning(ref Utf8JsonReader reader, ref long reasoning)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("reasoning_tokens"u8))
                reasoning = Count(ref reader);
            else
                SkipValue(ref reader);
        }
    }

    private static long Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value))
            return Math.Max(0, value);
        reader.Skip();
        return 0;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
