using System.Buffers;
using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Changes texts of a request's messages or inputs while every other byte of the body stays as it came.</summary>
internal static class MessageTexts
{
    private static readonly string[] s_parts = ["content", "tool_calls", "function_call", "reasoning_content", "reasoning", "thinking_blocks"];

    /// <summary>Rewrites the messages of a chat.</summary>
    /// <param name="body">The body.</param>
    /// <param name="topLevel">Its places.</param>
    /// <param name="changeOf">For a message, by its role and number, what changes its texts; null leaves it.</param>
    /// <param name="names">What changes the names of those who take part; null leaves them.</param>
    /// <returns>The new body; null where nothing changed.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> body, JsonTopLevel topLevel, Func<string, int, JsonStrings.Change?> changeOf, JsonStrings.Change? names = null)
    {
        if (topLevel.Find("messages") is not { Kind: JsonTokenType.StartArray } messages)
            return null;
        ReadOnlySpan<byte> array = body[messages.ValueStart..messages.ValueEnd];
        var reader = new Utf8JsonReader(array, new JsonReaderOptions { MaxDepth = 1024 });
        reader.Read();
        ArrayBufferWriter<byte>? output = null;
        int copied = 0;
        for (int number = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; number++)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            ReadOnlySpan<byte> message = array[start..(int)reader.BytesConsumed];
            JsonTopLevel parts = JsonTopLevel.Scan(message);
            string role = parts.Find("role") is { Kind: JsonTokenType.String } named ? JsonSerializer.Deserialize<string>(message[named.ValueStart..named.ValueEnd]) ?? "" : "";
            if (changeOf(role, number) is not { } change)
                continue;
            // In the order of the body, which is copied as it goes.
            bool isNamed = names is not null && ParticipantNames.IsOne(role);
            foreach (JsonPropertyRange range in s_parts.Select(parts.Find).Append(isNamed ? parts.Find("name") : null).OfType<JsonPropertyRange>().OrderBy(p => p.ValueStart))
            {
                if (JsonStrings.Rewrite(message[range.ValueStart..range.ValueEnd], range.Name == "name" ? names! : change) is not { } changed)
                    continue;
                // A vendor signs its thoughts: it takes them back as it gave them, or not at all.
                if (range.Name == "thinking_blocks")
                    changed = "[]"u8.ToArray();
                output ??= new ArrayBufferWriter<byte>(array.Length);
                output.Write(array[copied..(start + range.ValueStart)]);
                output.Write(changed);
                copied = start + range.ValueEnd;
            }
        }
        if (output is null)
            return null;
        output.Write(array[copied..]);
        return topLevel.Rewrite(body, ("messages", output.WrittenSpan.ToArray()));
    }

    /// <summary>Rewrites the inputs of an embeddings request.</summary>
    /// <returns>The new body; null where nothing changed.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> body, EmbeddingsView embeddings, JsonStrings.Change change) =>
        embeddings.TopLevel.Find("input") is { } input && JsonStrings.Rewrite(body[input.ValueStart..input.ValueEnd], change) is { } changed
            ? embeddings.TopLevel.Rewrite(body, ("input", changed)) : null;
}
