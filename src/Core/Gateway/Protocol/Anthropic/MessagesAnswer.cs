using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>Translates complete answers of the OpenAI dialect into messages of Anthropic's protocol. Only the first choice is told: the protocol has no others.</summary>
public static class MessagesAnswer
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Translates an answer.</summary>
    /// <param name="chat">The answer in the OpenAI dialect, UTF-8 JSON.</param>
    /// <param name="requestId">Artisan's id of the request, of which the message's is made.</param>
    /// <param name="model">The model that answered, where the answer does not say it.</param>
    /// <param name="usage">What it used.</param>
    /// <returns>The message, UTF-8 JSON.</returns>
    /// <exception cref="JsonException">When it is no answer of the OpenAI dialect.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> chat, Guid requestId, string model, TokenUsage usage)
    {
        using JsonDocument document = JsonDocument.Parse(chat);
        JsonElement root = document.RootElement;
        JsonElement choice = root.TryGetProperty("choices", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0 ? choices[0] : throw new JsonException("The answer has no choices.");
        return Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", IdOf(requestId));
            w.WriteString("type", "message");
            w.WriteString("role", "assistant");
            w.WriteString("model", TextOf(root, "model") ?? model);
            w.WriteStartArray("content");
            if (choice.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object)
                WriteBlocks(w, message);
            w.WriteEndArray();
            (string reason, string? sequence) = StopReason(TextOf(choice, "finish_reason"), TextOf(choice, "stop_reason"));
            w.WriteString("stop_reason", reason);
            w.WriteString("stop_sequence", sequence);
            WriteUsage(w, usage);
            w.WriteEndObject();
        });
    }

    /// <summary>A message's id.</summary>
    internal static string IdOf(Guid requestId) => $"msg_{requestId:N}";

    /// <summary>Why an answer ended, and the text that ended it.</summary>
    internal static (string Reason, string? Sequence) StopReason(string? finishReason, string? stopSequence) => finishReason switch
    {
        "length" => ("max_tokens", null),
        "tool_calls" or "function_call" => ("tool_use", null),
        "content_filter" => ("refusal", null),
        _ => stopSequence is { Length: > 0 } ? ("stop_sequence", stopSequence) : ("end_turn", null),
    };

    /// <summary>Writes the property <c>usage</c>: prompt tokens that were neither read from nor written to a cache, those that were, and answer tokens with thoughts.</summary>
    internal static void WriteUsage(Utf8JsonWriter w, TokenUsage usage)
    {
        w.WriteStartObject("usage");
        w.WriteNumber("input_tokens", usage.Input);
        w.WriteNumber("cache_creation_input_tokens", usage.CacheWrite);
        w.WriteNumber("cache_read_input_tokens", usage.CachedInput);
        w.WriteNumber("output_tokens", usage.TotalOutput);
        w.WriteEndObject();
    }

    internal static byte[] Write(Action<Utf8JsonWriter> value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var w = new Utf8JsonWriter(buffer, Options))
            value(w);
        return buffer.WrittenSpan.ToArray();
    }

    internal static string? TextOf(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What a message or a delta says, piece by piece: its content, a string or parts with texts and thoughts; a refusal; what a sound says.</summary>
    internal static IEnumerable<(bool IsThought, string Text)> PiecesOf(JsonElement message)
    {
        if (TextOf(message, "content") is { Length: > 0 } content)
            yield return (false, content);
        foreach (JsonElement part in ElementsOf(message, "content"))
        {
            if (TextOf(part, "thinking") is { Length: > 0 } thought)
                yield return (true, thought);
            foreach (JsonElement piece in ElementsOf(part, "thinking"))
            {
                if (TextOf(piece, "text") is { Length: > 0 } thoughts)
                    yield return (true, thoughts);
            }
            if (TextOf(part, "text") is { Length: > 0 } text)
                yield return (false, text);
        }
        if (TextOf(message, "refusal") is { Length: > 0 } refusal)
            yield return (false, refusal);
        if (message.TryGetProperty("audio", out JsonElement audio) && TextOf(audio, "transcript") is { Length: > 0 } transcript)
            yield return (false, transcript);
    }

    private static JsonElement.ArrayEnumerator ElementsOf(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static void WriteBlocks(Utf8JsonWriter w, JsonElement message)
    {
        if (message.TryGetProperty("thinking_blocks", out JsonElement thoughts) && thoughts.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement thought in thoughts.EnumerateArray())
                thought.WriteTo(w);
        }
        else if ((TextOf(message, "reasoning_content") ?? TextOf(message, "reasoning")) is { Length: > 0 } reasoning)
        {
            w.WriteStartObject();
            w.WriteString("type", "thinking");
            w.WriteString("thinking", reasoning);
            w.WriteString("signature", "");
            w.WriteEndObject();
        }
        foreach ((bool isThought, string said) in PiecesOf(message))
        {
            w.WriteStartObject();
            w.WriteString("type", isThought ? "thinking" : "text");
            w.WriteString(isThought ? "thinking" : "text", said);
            if (isThought)
                w.WriteString("signature", "");
            w.WriteEndObject();
        }
        if (!message.TryGetProperty("tool_calls", out JsonElement calls) || calls.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement call in calls.EnumerateArray())
        {
            if (!call.TryGetProperty("function", out JsonElement function))
                continue;
            w.WriteStartObject();
            w.WriteString("type", "tool_use");
            w.WriteString("id", TextOf(call, "id") ?? "");
            w.WriteString("name", TextOf(function, "name") ?? "");
            w.WritePropertyName("input");
            WriteInput(w, TextOf(function, "arguments"));
            w.WriteEndObject();
        }
    }

    // Clients read the input as an object; what a model wrote wrongly is given as text in one.
    private static void WriteInput(Utf8JsonWriter w, string? arguments)
    {
        if (!string.IsNullOrWhiteSpace(arguments))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(arguments);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    document.RootElement.WriteTo(w);
                    return;
                }
            }
            catch (JsonException)
            {
                // given as text
            }
        }
        w.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(arguments))
            w.WriteString("arguments", arguments);
        w.WriteEndObject();
    }
}
