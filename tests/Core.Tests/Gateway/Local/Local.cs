using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Tests.Gateway.Local;

/// <summary>Calls the local provider as the gateway does.</summary>
internal static class Local
{
    public static readonly Guid RequestId = Guid.Parse("0192d7a4-5c1e-7f00-8000-00000000abcd");
    private static readonly ProviderInstance Instance = new() { Name = "local", Kind = ProviderKinds.Local };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<ProviderReply> SendAsync(string body, AiOperation operation = AiOperation.Chat, string? model = null)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(body);
        return new LocalProvider().SendAsync(new ProviderCall
        {
            Operation = operation,
            Instance = Instance,
            Model = model ?? (operation == AiOperation.Chat ? LocalProvider.ChatModel : LocalProvider.EmbeddingModel),
            Body = utf8,
            Chat = operation == AiOperation.Chat ? ChatReader.Read(utf8) : null,
            Embeddings = operation == AiOperation.Embeddings ? EmbeddingsReader.Read(utf8) : null,
            RequestId = RequestId,
            Timeouts = new CallTimeouts(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero),
        }, default);
    }

    /// <summary>Asks with messages given as role and text in turns.</summary>
    public static Task<Said> ChatAsync(params (string Role, string Text)[] messages) => ChatAsync("", messages);

    /// <summary>The same with more properties, such as <c>"n":2</c>.</summary>
    public static async Task<Said> ChatAsync(string more, params (string Role, string Text)[] messages) => Read(await SendAsync(Body(more, messages)));

    public static Task<Said> AskAsync(string text) => ChatAsync(("user", text));

    public static string Body(string more, params (string Role, string Text)[] messages)
    {
        string list = string.Join(",", messages.Select(m => $"{{\"role\":{Quote(m.Role)},\"content\":{Quote(m.Text)}}}"));
        return $"{{\"model\":\"artisan-extract-1\",\"messages\":[{list}]{(more.Length > 0 ? "," + more : "")}}}";
    }

    public static Said Read(ProviderReply reply)
    {
        var complete = (CompleteReply)reply;
        JsonElement root = JsonDocument.Parse(complete.Body).RootElement;
        JsonElement message = root.GetProperty("choices")[0].GetProperty("message");
        return new Said(root, message.GetProperty("content").GetString() ?? "", root.GetProperty("artisan").GetProperty("method").GetString()!, complete.FinishReason!,
            message.TryGetProperty("tool_calls", out JsonElement calls)
                ? [.. calls.EnumerateArray().Select(c => (c.GetProperty("function").GetProperty("name").GetString()!, c.GetProperty("function").GetProperty("arguments").GetString()!))]
                : []);
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text, Plain);
}

internal sealed record Said(JsonElement Root, string Text, string Method, string FinishReason, (string Name, string Arguments)[] Calls);
