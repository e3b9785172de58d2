using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>Writes the conversation, whose form is near OpenAI's: texts, images (also by address), calls and results of tools.</summary>
internal static class CohereMessages
{
    public static void Write(Utf8JsonWriter w, ChatRequest request)
    {
        w.WriteStartArray("messages");
        foreach (ChatMessage message in request.Messages)
        {
            w.WriteStartObject();
            w.WriteString("role", message.Role);
            if (message.ToolCalls.Count > 0)
            {
                WriteCalls(w, message);
            }
            else if (message.Parts.All(p => p.Text is not null))
            {
                w.WriteString("content", message.Text);
            }
            else
            {
                WriteParts(w, request, message);
            }
            if (message.Role == "tool")
                w.WriteString("tool_call_id", message.ToolCallId);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    // What a model says beside its calls is its plan, in this vendor's words.
    private static void WriteCalls(Utf8JsonWriter w, ChatMessage message)
    {
        if (message.Text is { Length: > 0 } plan)
            w.WriteString("tool_plan", plan);
        w.WriteStartArray("tool_calls");
        foreach (ChatToolCall call in message.ToolCalls)
        {
            w.WriteStartObject();
            w.WriteString("id", call.Id);
            w.WriteString("type", "function");
            w.WriteStartObject("function");
            w.WriteString("name", call.Name);
            w.WriteString("arguments", call.Arguments.GetRawText());
            w.WriteEndObject();
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter w, ChatRequest request, ChatMessage message)
    {
        w.WriteStartArray("content");
        foreach (ChatPart part in message.Parts)
        {
            w.WriteStartObject();
            if (part.Text is not null)
            {
                w.WriteString("type", "text");
                w.WriteString("text", part.Text);
            }
            else if (part.Url is not null || part.MediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true)
            {
                w.WriteString("type", "image_url");
                w.WriteStartObject("image_url");
                w.WriteString("url", part.Url ?? $"data:{part.MediaType};base64,{part.Data}");
                w.WriteEndObject();
            }
            else
            {
                throw ChatRequest.Unsupported(request.Call, $"takes texts and images, but not `{part.MediaType ?? part.Other}`");
            }
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }
}
