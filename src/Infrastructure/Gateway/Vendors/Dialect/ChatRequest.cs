using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>A chat request of the OpenAI dialect, read once as a whole so that it can be written in a vendor's own. Fields keep their meaning, not their bytes.</summary>
internal sealed class ChatRequest : IDisposable
{
    private readonly JsonDocument _document;
    private readonly ProviderCall _call;
    private readonly List<ReplyWarning> _warnings = [];

    private ChatRequest(ProviderCall call, JsonDocument document)
    {
        (_call, _document) = (call, document);
        Messages = MessageReader.Read(document.RootElement.GetProperty("messages"));
    }

    /// <summary>Reads a call's body.</summary>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.Unsupported"/> for more than one choice.</exception>
    public static ChatRequest Read(ProviderCall call)
    {
        if (call.Chat!.Choices > 1)
            throw Unsupported(call, "gives one answer a call, but `n` asks for more. Leave `n` out, or call it several times");
        return new ChatRequest(call, JsonDocument.Parse(call.Body));
    }

    /// <summary>The call.</summary>
    public ProviderCall Call => _call;
    /// <summary>What Artisan has read of it already.</summary>
    public ChatView View => _call.Chat!;
    /// <summary>The vendor's name of the model.</summary>
    public string Model => _call.Model;
    /// <summary>The whole conversation.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }
    /// <summary>What was left out.</summary>
    public IReadOnlyList<ReplyWarning> Warnings => _warnings;

    /// <summary>The functions of the request with the place they were read from.</summary>
    public IEnumerable<(ToolView Tool, JsonElement Source)> Tools()
    {
        if (Field("tools") is not { ValueKind: JsonValueKind.Array } tools)
            yield break;
        int read = 0;
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out _) && read < View.Tools.Count)
                yield return (View.Tools[read++], tool);
            else
                Drop("tools", $"a tool of the type `{(tool.ValueKind == JsonValueKind.Object ? Text(tool, "type") : null) ?? "unknown"}`");
        }
    }

    /// <summary>A field of the request; null when it is absent or null.</summary>
    public JsonElement? Field(string name) =>
        _document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A number; null when absent.</summary>
    public double? Number(string name) => Field(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    /// <summary>A whole number; null when absent.</summary>
    public long? Whole(string name) => Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name) => Text(_document.RootElement, name);

    /// <summary>A switch; null when absent.</summary>
    public bool? Flag(string name) => Field(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    /// <summary>The texts at which the answer ends.</summary>
    public IReadOnlyList<string> Stops() => Field("stop") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(s => s.GetString()!)],
        _ => [],
    };

    /// <summary>How hard the model should think: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>; null when the caller does not say.</summary>
    public string? ReasoningEffort => Text("reasoning_effort") ?? (Field("reasoning") is { ValueKind: JsonValueKind.Object } reasoning ? Text(reasoning, "effort") : null);

    /// <summary>Notes that something which would change the answer is left out.</summary>
    public void Drop(string field, string? what = null) =>
        _warnings.Add(new ReplyWarning("parameter_dropped", $"{_call.Instance.Name}/{_call.Model} has no counterpart for {what ?? $"`{field}`"}; it was left out."));

    /// <summary>Notes every one of these fields that the request has, as long as it is not set to what leaves everything as it is.</summary>
    public void DropAll(params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (Field(field) is { } value && !IsWithoutEffect(value))
                Drop(field);
        }
    }

    /// <summary>Says that the request cannot be put to this provider.</summary>
    public static ProviderException Unsupported(ProviderCall call, string why) =>
        new(ProviderFault.Unsupported, $"Provider `{call.Instance.Name}` ({call.Model}) {why}.");

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private static bool IsWithoutEffect(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.GetDouble() == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>A text property; null when absent or no text.</summary>
    public static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
