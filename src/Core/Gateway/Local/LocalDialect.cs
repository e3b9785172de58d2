using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Local.Tools;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Local;

/// <summary>Who answers what, as every answer and chunk of the local provider says it.</summary>
internal sealed record LocalIdentity(string Id, long Created, string Model, string Method);

/// <summary>Writes the local model's answers in the OpenAI dialect. Each says in <c>artisan</c> who made it and how.</summary>
internal static class LocalDialect
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Completion(LocalIdentity identity, LocalAnswer answer, int choices, TokenUsage usage) => Write(writer =>
    {
        Head(writer, identity, "chat.completion");
        writer.WriteStartArray("choices");
        for (int i = 0; i < choices; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", i);
            writer.WriteStartObject("message");
            writer.WriteString("role", "assistant");
            if (answer.Text is null)
                writer.WriteNull("content");
            else
                writer.WriteString("content", answer.Text);
            writer.WriteNull("refusal");
            if (answer.Calls is { Count: > 0 } calls)
                Calls(writer, identity, calls, i);
            writer.WriteEndObject();
            writer.WriteNull("logprobs");
            writer.WriteString("finish_reason", answer.FinishReason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        Usage(writer, usage);
        Metadata(writer, identity, usage);
    });

    public static byte[] Chunk(LocalIdentity identity, int choice, Action<Utf8JsonWriter> delta, string? finishReason, bool first = false) => Write(writer =>
    {
        Head(writer, identity, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", choice);
        writer.WriteStartObject("delta");
        delta(writer);
        writer.WriteEndObject();
        writer.WriteNull("logprobs");
        if (finishReason is null)
            writer.WriteNull("finish_reason");
        else
            writer.WriteString("finish_reason", finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (first)
            Metadata(writer, identity, null);
    });

    public static byte[] UsageChunk(LocalIdentity identity, TokenUsage usage) => Write(writer =>
    {
        Head(writer, identity, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteEndArray();
        Usage(writer, usage);
        Metadata(writer, identity, usage);
    });

    public static byte[] Embeddings(LocalIdentity identity, IReadOnlyList<float[]> vectors, bool base64, TokenUsage usage) => Write(writer =>
    {
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        for (int i = 0; i < vectors.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("object", "embedding");
            writer.WriteNumber("index", i);
            if (base64)
            {
                writer.WriteBase64String("embedding", Bytes(vectors[i]));
            }
            else
            {
                writer.WriteStartArray("embedding");
                foreach (float value in vectors[i])
                    writer.WriteNumberValue(value);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("model", identity.Model);
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.Input);
        writer.WriteNumber("total_tokens", usage.Input);
        writer.WriteEndObject();
        Metadata(writer, identity, usage);
    });

    public static string CallId(LocalIdentity identity, int choice, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"call_{identity.Id.AsSpan(identity.Id.Length - 20)}_{choice}_{index}");

    private static void Calls(Utf8JsonWriter writer, LocalIdentity identity, IReadOnlyList<ChosenCall> calls, int choice)
    {
        writer.WriteStartArray("tool_calls");
        for (int i = 0; i < calls.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("id", CallId(identity, choice, i));
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", calls[i].Name);
            writer.WriteString("arguments", calls[i].Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter writer, LocalIdentity identity, string kind)
    {
        writer.WriteString("id", identity.Id);
        writer.WriteString("object", kind);
        writer.WriteNumber("created", identity.Created);
        writer.WriteString("model", identity.Model);
        writer.WriteNull("system_fingerprint");
    }

    private static void Usage(Utf8JsonWriter writer, TokenUsage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.Input);
        writer.WriteNumber("completion_tokens", usage.Output);
        writer.WriteNumber("total_tokens", usage.Total);
        writer.WriteEndObject();
    }

    private static void Metadata(Utf8JsonWriter writer, LocalIdentity identity, TokenUsage? usage)
    {
        writer.WriteStartObject("artisan");
        writer.WriteString("provider", "local");
        writer.WriteString("method", identity.Method);
        if (usage?.Method is { } counted)
            writer.WriteString("token_count", counted);
        writer.WriteEndObject();
    }

    private static byte[] Bytes(float[] vector)
    {
        byte[] bytes = new byte[vector.Length * 4];
        for (int i = 0; i < vector.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), vector[i]);
        return bytes;
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
