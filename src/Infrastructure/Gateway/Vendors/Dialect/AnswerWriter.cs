using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>Writes answers and chunks of the OpenAI dialect.</summary>
internal static class AnswerWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A complete answer.</summary>
    public static byte[] Complete(ChatAnswer answer, string model) => Write(w =>
    {
        Head(w, answer.Id, answer.Model ?? model, "chat.completion");
        w.WriteStartArray("choices");
        w.WriteStartObject();
        w.WriteNumber("index", 0);
        w.WriteStartObject("message");
        w.WriteString("role", "assistant");
        w.WriteString("content", answer.Text);
        if (answer.Reasoning is not null)
            w.WriteString("reasoning_content", answer.Reasoning);
        if (answer.ThinkingBlocks.Count > 0)
        {
            w.WriteStartArray("thinking_blocks");
            foreach (JsonElement block in answer.ThinkingBlocks)
                block.WriteTo(w);
            w.WriteEndArray();
        }
        if (answer.ToolCalls.Count > 0)
        {
            w.WriteStartArray("tool_calls");
            foreach (AnswerToolCall call in answer.ToolCalls)
                ToolCall(w, null, call.Id, call.Name, call.Arguments, call.Signature);
            w.WriteEndArray();
        }
        w.WriteEndObject();
        w.WriteString("finish_reason", answer.FinishReason);
        // As vLLM names the stop text that was met.
        if (answer.StopSequence is not null)
            w.WriteString("stop_reason", answer.StopSequence);
        w.WriteEndObject();
        w.WriteEndArray();
        if (answer.Usage is { } usage)
            Usage(w, usage);
    });

    /// <summary>A chunk with a delta.</summary>
    public static byte[] Chunk(string? id, string model, Action<Utf8JsonWriter> delta, string? finishReason, string? stopSequence = null) => Write(w =>
    {
        Head(w, id, model, "chat.completion.chunk");
        w.WriteStartArray("choices");
        w.WriteStartObject();
        w.WriteNumber("index", 0);
        w.WriteStartObject("delta");
        delta(w);
        w.WriteEndObject();
        w.WriteString("finish_reason", finishReason);
        if (stopSequence is not null)
            w.WriteString("stop_reason", stopSequence);
        w.WriteEndObject();
        w.WriteEndArray();
    });

    /// <summary>The chunk that brings usage and nothing else.</summary>
    public static byte[] UsageChunk(string? id, string model, TokenUsage usage) => Write(w =>
    {
        Head(w, id, model, "chat.completion.chunk");
        w.WriteStartArray("choices");
        w.WriteEndArray();
        Usage(w, usage);
    });

    /// <summary>A tool call, or a piece of one (with its index).</summary>
    public static void ToolCall(Utf8JsonWriter w, int? index, string? id, string? name, string arguments, string? signature)
    {
        w.WriteStartObject();
        if (index is { } number)
            w.WriteNumber("index", number);
        if (id is not null)
        {
            w.WriteString("id", id);
            w.WriteString("type", "function");
        }
        w.WriteStartObject("function");
        if (name is not null)
            w.WriteString("name", name);
        w.WriteString("arguments", arguments);
        w.WriteEndObject();
        if (signature is not null)
        {
            // Where Google's own endpoint of the OpenAI dialect carries it.
            w.WriteStartObject("extra_content");
            w.WriteStartObject("google");
            w.WriteString("thought_signature", signature);
            w.WriteEndObject();
            w.WriteEndObject();
        }
        w.WriteEndObject();
    }

    /// <summary>Writes an object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var w = new Utf8JsonWriter(buffer, Options))
        {
            w.WriteStartObject();
            properties(w);
            w.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Head(Utf8JsonWriter w, string? id, string model, string kind)
    {
        if (id is not null)
            w.WriteString("id", id);
        w.WriteString("object", kind);
        w.WriteNumber("created", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        w.WriteString("model", model);
    }

    private static void Usage(Utf8JsonWriter w, TokenUsage usage)
    {
        w.WriteStartObject("usage");
        w.WriteNumber("prompt_tokens", usage.TotalInput);
        w.WriteNumber("completion_tokens", usage.TotalOutput);
        w.WriteNumber("total_tokens", usage.Total);
        if (usage.CachedInput + usage.CacheWrite > 0)
        {
            w.WriteStartObject("prompt_tokens_details");
            w.WriteNumber("cached_tokens", usage.CachedInput);
            if (usage.CacheWrite > 0)
                w.WriteNumber("cache_write_tokens", usage.CacheWrite);
            w.WriteEndObject();
        }
        if (usage.Reasoning > 0)
        {
            w.WriteStartObject("completion_tokens_details");
            w.WriteNumber("reasoning_tokens", usage.Reasoning);
            w.WriteEndObject();
        }
        w.WriteEndObject();
    }
}
