using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Gives a kept answer again as a new one: whole, or in pieces where a stream was asked for.</summary>
internal static class CacheReplay
{
    // Words that go together in a chunk: a reader sees it flow, and a long answer does not become thousands of events.
    private const int WordsInChunk = 8;

    /// <summary>Whether an answer can be given in pieces without losing anything of it.</summary>
    public static bool IsStreamable(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() != 1)
            return false;
        JsonElement choice = choices[0];
        return choice.EnumerateObject().All(p => p.Name is "index" or "finish_reason" or "message" || IsNothing(p.Value))
            && choice.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object
            && message.EnumerateObject().All(p => p.Name is "role" or "content" || IsNothing(p.Value))
            && message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String;
    }

    /// <summary>The answer with an id and a time of its own.</summary>
    public static CompleteAnswer Whole(CacheEntry entry, AiCall call, AiCandidate by)
    {
        if (entry.Operation == AiOperation.Embeddings)
            return new CompleteAnswer { By = by, Body = entry.Answer };
        JsonTopLevel topLevel = JsonTopLevel.Scan(entry.Answer.Span);
        byte[] body = topLevel.Rewrite(entry.Answer.Span, ("id", topLevel.Find("id") is null ? null : JsonSerializer.SerializeToUtf8Bytes(IdOf(call))), ("created", topLevel.Find("created") is null ? null : JsonSerializer.SerializeToUtf8Bytes(call.At.ToUnixTimeSeconds())));
        using JsonDocument document = JsonDocument.Parse(entry.Answer);
        return new CompleteAnswer { By = by, Body = body, Text = TextOf(document.RootElement), FinishReason = "stop" };
    }

    /// <summary>The answer in pieces.</summary>
    public static StreamAnswer InPieces(CacheEntry entry, AiCall call, AiCandidate by) => new() { By = by, Events = Events(entry, call, CancellationToken.None) };

    private static string IdOf(AiCall call) => "chatcmpl-" + call.RequestId.ToString("N");

    private static string TextOf(JsonElement body) => body.GetProperty("choices")[0].GetProperty("message").TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : "";

#pragma warning disable CS1998 // nothing is waited for: the answer is there
    private static async IAsyncEnumerable<ProviderEvent> Events(CacheEntry entry, AiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(entry.Answer);
        JsonElement root = document.RootElement;
        var chunk = new Chunk(IdOf(call), call.At.ToUnixTimeSeconds(), root.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.String ? model.GetString()! : entry.Model);
        yield return new ProviderEvent { Data = chunk.Role() };
        foreach (string piece in Pieces(TextOf(root)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ProviderEvent { Data = chunk.Text(piece), Text = piece };
        }
        yield return new ProviderEvent { Data = chunk.End(), FinishReason = "stop" };
        if (root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
            yield return new ProviderEvent { Data = chunk.Usage(usage), UsageOnly = true };
    }
#pragma warning restore CS1998

    private static IEnumerable<string> Pieces(string text)
    {
        int start = 0, words = 0;
        for (int i = 1; i < text.Length; i++)
        {
            bool newWord = char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i]);
            // Scripts without spaces would give one piece of any length.
            bool longEnough = i - start >= 200 && !char.IsLowSurrogate(text[i]);
            if (!newWord && !longEnough || newWord && ++words % WordsInChunk != 0 && !longEnough)
                continue;
            yield return text[start..i];
            start = i;
        }
        if (start < text.Length)
            yield return text[start..];
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind == JsonValueKind.Null || value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    /// <summary>Writes chunks of one answer.</summary>
    private sealed class Chunk(string id, long created, string model)
    {
        public byte[] Role() => Write(json =>
        {
            json.WriteString("role", "assistant");
            json.WriteString("content", "");
        }, null);

        public byte[] Text(string text) => Write(json => json.WriteString("content", text), null);

        public byte[] End() => Write(_ => { }, "stop");

        public byte[] Usage(JsonElement usage) => Begin(json =>
        {
            json.WriteStartArray("choices");
            json.WriteEndArray();
            json.WritePropertyName("usage");
            usage.WriteTo(json);
        });

        private byte[] Write(Action<Utf8JsonWriter> delta, string? finish) => Begin(json =>
        {
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject("delta");
            delta(json);
            json.WriteEndObject();
            if (finish is null)
                json.WriteNull("finish_reason");
            else
                json.WriteString("finish_reason", finish);
            json.WriteEndObject();
            json.WriteEndArray();
        });

        private byte[] Begin(Action<Utf8JsonWriter> rest)
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using var json = new Utf8JsonWriter(buffer);
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("object", "chat.completion.chunk");
            json.WriteNumber("created", created);
            json.WriteString("model", model);
            rest(json);
            json.WriteEndObject();
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }
}
