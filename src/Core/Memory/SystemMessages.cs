using System.Buffers;
using System.Text.Json;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Memory;

/// <summary>Adds a message of the system's to a chat in the OpenAI dialect, behind those that stand first, so that prompts keep their order and their prefix.</summary>
internal static class SystemMessages
{
    /// <summary>The body with the message.</summary>
    internal static byte[] Add(ReadOnlySpan<byte> body, ChatView chat, string text)
    {
        JsonPropertyRange messages = chat.TopLevel.Find("messages")!.Value;
        int leading = chat.Messages.TakeWhile(m => m.Role is "system" or "developer").Count();
        using JsonDocument document = JsonDocument.Parse(body[messages.ValueStart..messages.ValueEnd].ToArray());
        var output = new ArrayBufferWriter<byte>(messages.ValueEnd - messages.ValueStart + text.Length + 64);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            int number = 0;
            foreach (JsonElement message in document.RootElement.EnumerateArray())
            {
                if (number++ == leading)
                    Write(json, text);
                message.WriteTo(json);
            }
            if (number <= leading)
                Write(json, text);
            json.WriteEndArray();
        }
        return chat.TopLevel.Rewrite(body, ("messages", output.WrittenSpan.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", "system");
        json.WriteString("content", text);
        json.WriteEndObject();
    }
}
