using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Writes system prompt and conversation. Neighbours of one side become one message, as the protocol wants tool results before all else of the next turn.</summary>
internal static class AnthropicMessages
{
    public static void Write(Utf8JsonWriter w, ChatRequest request, string? instruction)
    {
        WriteSystem(w, request, instruction);
        w.WriteStartArray("messages");
        string? side = null;
        foreach (ChatMessage message in request.Messages)
        {
            if (message.Role == "system")
                continue;
            string mine = message.Role == "assistant" ? "assistant" : "user";
            if (!HasBlocks(message))
                continue;
            if (mine != side)
            {
                End(w, side);
                w.WriteStartObject();
                w.WriteString("role", side = mine);
                w.WriteStartArray("content");
            }
            WriteBlocks(w, request, message);
        }
        End(w, side);
        w.WriteEndArray();
    }

    private static void End(Utf8JsonWriter w, string? side)
    {
        if (side is null)
            return;
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter w, ChatRequest request, string? instruction)
    {
        ChatPart[] parts = [.. request.Messages.Where(m => m.Role == "system").SelectMany(m => m.Parts).Where(IsText)];
        if (parts.Length == 0 && instruction is null)
            return;
        w.WriteStartArray("system");
        foreach (ChatPart part in parts)
            WriteText(w, part.Text!, part.CacheControl);
        if (instruction is not null)
            WriteText(w, instruction, null);
        w.WriteEndArray();
    }

    // The protocol refuses blocks of white space.
    private static bool IsText(ChatPart part) => !string.IsNullOrWhiteSpace(part.Text);

    private static bool HasBlocks(ChatMessage message) => message.Role == "tool" || message.ToolCalls.Count > 0 || message.Parts.Any(p => p.Text is null || IsText(p));

    private static void WriteBlocks(Utf8JsonWriter w, ChatRequest request, ChatMessage message)
    {
        if (message.Role == "tool")
        {
            WriteResult(w, request, message);
            return;
        }
        if (message.Role == "assistant" && message.Source.TryGetProperty("thinking_blocks", out JsonElement thoughts) && thoughts.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement thought in thoughts.EnumerateArray().Where(IsOwnThought))
                thought.WriteTo(w);
        }
        WriteParts(w, request, message.Parts);
        foreach (ChatToolCall call in message.ToolCalls)
        {
            w.WriteStartObject();
            w.WriteString("type", "tool_use");
            w.WriteString("id", IdOf(call.Id));
            w.WriteString("name", call.Name);
            w.WritePropertyName("input");
            call.Arguments.WriteTo(w);
            w.WriteEndObject();
        }
    }

    // Only what the vendor has signed is taken back by it.
    private static bool IsOwnThought(JsonElement block) => ChatRequest.Text(block, "type") switch
    {
        "thinking" => ChatRequest.Text(block, "signature") is { Length: > 0 },
        "redacted_thinking" => true,
        _ => false,
    };

    private static void WriteResult(Utf8JsonWriter w, ChatRequest request, ChatMessage message)
    {
        w.WriteStartObject();
        w.WriteString("type", "tool_result");
        w.WriteString("tool_use_id", IdOf(message.ToolCallId ?? ""));
        if (message.Source.TryGetProperty("is_error", out JsonElement failed) && failed.ValueKind == JsonValueKind.True)
            w.WriteBoolean("is_error", true);
        if (message.Parts.Any(p => p.Text is null || IsText(p)))
        {
            w.WriteStartArray("content");
            WriteParts(w, request, message.Parts, withCache: false);
            w.WriteEndArray();
        }
        if (message.Parts.LastOrDefault(p => p.CacheControl is not null) is { CacheControl: { } cache })
            WriteCache(w, cache);
        w.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter w, ChatRequest request, IReadOnlyList<ChatPart> parts, bool withCache = true)
    {
        foreach (ChatPart part in parts)
        {
            JsonElement? cache = withCache ? part.CacheControl : null;
            if (part.Text is not null)
            {
                if (IsText(part))
                    WriteText(w, part.Text, cache);
                continue;
            }
            bool isImage = part.Url is not null || part.MediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;
            if (!isImage && part.MediaType is not "application/pdf")
                throw ChatRequest.Unsupported(request.Call, $"takes texts, images and PDF files, but not `{part.MediaType ?? part.Other}`");
            w.WriteStartObject();
            w.WriteString("type", isImage ? "image" : "document");
            w.WriteStartObject("source");
            if (part.Url is not null)
            {
                w.WriteString("type", "url");
                w.WriteString("url", part.Url);
            }
            else
            {
                w.WriteString("type", "base64");
                w.WriteString("media_type", part.MediaType == "image/jpg" ? "image/jpeg" : part.MediaType);
                w.WriteString("data", part.Data);
            }
            w.WriteEndObject();
            if (!isImage && part.FileName is not null)
                w.WriteString("title", part.FileName);
            WriteCache(w, cache);
            w.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter w, string text, JsonElement? cache)
    {
        w.WriteStartObject();
        w.WriteString("type", "text");
        w.WriteString("text", text);
        WriteCache(w, cache);
        w.WriteEndObject();
    }

    internal static void WriteCache(Utf8JsonWriter w, JsonElement? cache)
    {
        if (cache is not { } control)
            return;
        w.WritePropertyName("cache_control");
        control.WriteTo(w);
    }

    /// <summary>A call's id in the letters that the protocol takes; calls of other vendors may have others.</summary>
    private static string IdOf(string id) =>
        id.Length == 0 ? "call_0" : string.Create(id.Length, id, (span, text) =>
        {
            for (int i = 0; i < text.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-' ? text[i] : '_';
        });
}
