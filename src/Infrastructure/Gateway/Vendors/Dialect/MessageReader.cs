using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>Reads the messages of the OpenAI dialect, which were checked already when the request came in.</summary>
internal static class MessageReader
{
    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    public static List<ChatMessage> Read(JsonElement messages)
    {
        var read = new List<ChatMessage>(messages.GetArrayLength());
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string role = ChatRequest.Text(message, "role")!;
            var calls = new List<ChatToolCall>();
            if (message.TryGetProperty("tool_calls", out JsonElement made) && made.ValueKind == JsonValueKind.Array)
                calls.AddRange(made.EnumerateArray().Where(c => c.TryGetProperty("function", out _)).Select(CallOf));
            read.Add(new ChatMessage(role is "developer" ? "system" : role is "function" ? "tool" : role, Parts(message), calls,
                ChatRequest.Text(message, "tool_call_id") ?? (role == "function" ? ChatRequest.Text(message, "name") : null), message));
        }
        return read;
    }

    private static ChatToolCall CallOf(JsonElement call)
    {
        JsonElement function = call.GetProperty("function");
        return new ChatToolCall(ChatRequest.Text(call, "id") ?? "", ChatRequest.Text(function, "name") ?? "", ArgumentsOf(ChatRequest.Text(function, "arguments")), call);
    }

    // Models of other vendors may have written what is no JSON object; a vendor that wants one gets the text in it rather than a refusal.
    private static JsonElement ArgumentsOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return NoArguments;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // kept as text
        }
        return JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["arguments"] = text });
    }

    private static List<ChatPart> Parts(JsonElement message)
    {
        var parts = new List<ChatPart>();
        JsonElement? cache = Cache(message);
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
            return parts;
        if (content.ValueKind == JsonValueKind.String)
        {
            if (content.GetString() is { Length: > 0 } text)
                parts.Add(new ChatPart { Text = text, CacheControl = cache });
            return parts;
        }
        foreach (JsonElement part in content.EnumerateArray())
            parts.Add(PartOf(part));
        if (cache is not null && parts.Count > 0)
            parts[^1] = parts[^1] with { CacheControl = parts[^1].CacheControl ?? cache };
        return parts;
    }

    private static ChatPart PartOf(JsonElement part)
    {
        JsonElement? cache = Cache(part);
        string type = ChatRequest.Text(part, "type") ?? "";
        switch (type)
        {
            case "text":
                return new ChatPart { Text = ChatRequest.Text(part, "text") ?? "", CacheControl = cache };
            case "refusal":
                return new ChatPart { Text = ChatRequest.Text(part, "refusal") ?? ChatRequest.Text(part, "text") ?? "", CacheControl = cache };
            case "image_url" when part.TryGetProperty("image_url", out JsonElement image):
                string? url = image.ValueKind == JsonValueKind.String ? image.GetString() : ChatRequest.Text(image, "url");
                return (url is null ? new ChatPart { Other = type } : OfUrl(url)) with { CacheControl = cache };
            case "file" when part.TryGetProperty("file", out JsonElement file) && ChatRequest.Text(file, "file_data") is { } data:
                return OfUrl(data) with { FileName = ChatRequest.Text(file, "filename"), CacheControl = cache };
            default:
                return new ChatPart { Other = type, CacheControl = cache };
        }
    }

    private static JsonElement? Cache(JsonElement holder) =>
        holder.TryGetProperty("cache_control", out JsonElement cache) && cache.ValueKind == JsonValueKind.Object ? cache : null;

    /// <summary>An image or file by its address: its bytes, where it is a <c>data:</c> URL.</summary>
    private static ChatPart OfUrl(string url)
    {
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return new ChatPart { Url = url };
        int comma = url.IndexOf(',');
        string head = comma < 0 ? "" : url[5..comma];
        if (comma < 0 || !head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            throw new ProviderException(ProviderFault.BadRequest, "An image's data: URL must be base64, such as data:image/png;base64,…");
        string mediaType = head[..^7].Split(';')[0];
        return new ChatPart { Data = url[(comma + 1)..], MediaType = mediaType.Length > 0 ? mediaType : "application/octet-stream" };
    }
}
