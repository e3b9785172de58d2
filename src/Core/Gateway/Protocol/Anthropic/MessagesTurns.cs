using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>Translates the system prompt and the turns of a conversation: tool results become messages of their own, before the rest of their turn.</summary>
internal static class MessagesTurns
{
    public static void WriteSystem(Utf8JsonWriter w, JsonElement root)
    {
        if (MessagesFields.Optional(root, "system") is not { } system)
            return;
        if (system.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
            throw ArtisanException.Invalid("system", "`system` must be a string or an array of text blocks.");
        if (system.ValueKind == JsonValueKind.Array ? system.GetArrayLength() == 0 : system.ValueEquals(""))
            return;
        w.WriteStartObject();
        w.WriteString("role", "system");
        WriteContent(w, system, "system", null);
        w.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter w, JsonElement root, ICollection<string>? documents)
    {
        if (MessagesFields.Optional(root, "messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
            throw ArtisanException.Invalid("messages", "`messages` is missing or empty. Send an array with at least one message.");
        int i = 0;
        foreach (JsonElement message in messages.EnumerateArray())
            WriteTurn(w, message, $"messages[{i++}]", documents);
    }

    private static void WriteTurn(Utf8JsonWriter w, JsonElement message, string path, ICollection<string>? documents)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw ArtisanException.Invalid(path, $"`{path}` must be an object with `role` and `content`.");
        string role = MessagesFields.Demand(message, "role", $"{path}.role");
        if (role is not ("user" or "assistant" or "system"))
            throw ArtisanException.Invalid($"{path}.role", $"`{path}.role` must be `user` or `assistant`.");
        if (MessagesFields.Optional(message, "content") is not { ValueKind: JsonValueKind.String or JsonValueKind.Array } content)
            throw ArtisanException.Invalid($"{path}.content", $"`{path}.content` must be a string or an array of content blocks.");
        JsonElement[] blocks = content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : [];
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].ValueKind != JsonValueKind.Object)
                throw ArtisanException.Invalid($"{path}.content[{i}]", $"`{path}.content[{i}]` must be an object with a `type`.");
            if (TypeOf(blocks[i]) == "tool_result")
                WriteResult(w, blocks[i], $"{path}.content[{i}]");
        }
        if (blocks.Length > 0 && blocks.All(b => TypeOf(b) == "tool_result"))
            return;
        w.WriteStartObject();
        w.WriteString("role", role);
        if (role == "assistant" && blocks.Length > 0)
            WriteAssistant(w, blocks, $"{path}.content");
        else
            WriteContent(w, content, $"{path}.content", documents);
        w.WriteEndObject();
    }

    private static string? TypeOf(JsonElement block) => block.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static void WriteAssistant(Utf8JsonWriter w, JsonElement[] blocks, string path)
    {
        WriteParts(w, blocks, path, "text", null);
        if (blocks.Any(IsThought))
        {
            w.WriteStartArray("thinking_blocks");
            foreach (JsonElement thought in blocks.Where(IsThought))
                thought.WriteTo(w);
            w.WriteEndArray();
        }
        if (!blocks.Any(b => TypeOf(b) == "tool_use"))
            return;
        w.WriteStartArray("tool_calls");
        for (int i = 0; i < blocks.Length; i++)
        {
            if (TypeOf(blocks[i]) != "tool_use")
                continue;
            w.WriteStartObject();
            w.WriteString("id", MessagesFields.Demand(blocks[i], "id", $"{path}[{i}].id"));
            w.WriteString("type", "function");
            w.WriteStartObject("function");
            w.WriteString("name", MessagesFields.Demand(blocks[i], "name", $"{path}[{i}].name"));
            w.WriteString("arguments", MessagesFields.Optional(blocks[i], "input")?.GetRawText() ?? "{}");
            w.WriteEndObject();
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    private static bool IsThought(JsonElement block) => TypeOf(block) is "thinking" or "redacted_thinking";

    private static void WriteResult(Utf8JsonWriter w, JsonElement block, string path)
    {
        w.WriteStartObject();
        w.WriteString("role", "tool");
        w.WriteString("tool_call_id", MessagesFields.Demand(block, "tool_use_id", $"{path}.tool_use_id"));
        if (MessagesFields.Optional(block, "content") is { } content)
            WriteContent(w, content, $"{path}.content", null);
        else
            w.WriteString("content", "");
        if (MessagesFields.Flag(block, "is_error", $"{path}.is_error"))
            w.WriteBoolean("is_error", true);
        MessagesFields.WriteCache(w, block);
        w.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter w, JsonElement content, string path, ICollection<string>? documents)
    {
        if (content.ValueKind == JsonValueKind.String)
            w.WriteString("content", content.GetString());
        else if (content.ValueKind == JsonValueKind.Array)
            WriteParts(w, [.. content.EnumerateArray()], path, null, documents);
        else
            throw ArtisanException.Invalid(path, $"`{path}` must be a string or an array of content blocks.");
    }

    /// <param name="w">Where to.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="only">The one type that may stand here besides what is written elsewhere; null for any.</param>
    /// <param name="documents">Receives the texts of documents; null where nobody asks.</param>
    private static void WriteParts(Utf8JsonWriter w, JsonElement[] blocks, string path, string? only, ICollection<string>? documents)
    {
        // One plain text goes as text, which every vendor takes.
        JsonElement[] parts = [.. blocks.Where(b => !(b.ValueKind == JsonValueKind.Object && (IsThought(b) || TypeOf(b) is "tool_result" or "tool_use")))];
        if (parts.Length == 0 && only is not null)
        {
            w.WriteNull("content");
            return;
        }
        if (parts.Length == 1 && parts[0].ValueKind == JsonValueKind.Object && TypeOf(parts[0]) == "text" && MessagesFields.Optional(parts[0], "cache_control") is null)
        {
            w.WriteString("content", MessagesFields.Demand(parts[0], "text", $"{path}[0].text"));
            return;
        }
        w.WriteStartArray("content");
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].ValueKind != JsonValueKind.Object)
                throw ArtisanException.Invalid($"{path}[{i}]", $"`{path}[{i}]` must be an object with a `type`.");
            if (!IsThought(blocks[i]) && TypeOf(blocks[i]) is not ("tool_result" or "tool_use"))
                MessagesBlocks.Write(w, blocks[i], $"{path}[{i}]", only, documents);
        }
        w.WriteEndArray();
    }
}
