using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Writes the tools and which of them must be called.</summary>
internal static class AnthropicTools
{
    public static void Write(Utf8JsonWriter w, ChatRequest request, AnswerForm form)
    {
        (ToolView Tool, JsonElement Source)[] tools = [.. request.Tools()];
        if (tools.Length == 0 && form.ToolSchema is null)
            return;
        w.WriteStartArray("tools");
        foreach ((ToolView tool, JsonElement source) in tools)
        {
            JsonElement? cache = Cache(source) ?? Cache(source.GetProperty("function"));
            WriteTool(w, tool.Name, tool.Description, tool.Parameters, cache);
        }
        if (form.ToolSchema is not null)
            WriteTool(w, AnswerForm.ToolName, "Gives the final answer. Call it when you know the answer.", form.ToolSchema, null);
        w.WriteEndArray();
        WriteChoice(w, request, form, hasTools: tools.Length > 0);
    }

    private static void WriteTool(Utf8JsonWriter w, string name, string? description, JsonElement? parameters, JsonElement? cache)
    {
        w.WriteStartObject();
        w.WriteString("name", name);
        if (description is { Length: > 0 })
            w.WriteString("description", description);
        if (parameters is { ValueKind: JsonValueKind.Object } schema && ChatRequest.Text(schema, "type") == "object")
        {
            w.WritePropertyName("input_schema");
            schema.WriteTo(w);
        }
        else
        {
            w.WriteStartObject("input_schema");
            w.WriteString("type", "object");
            if (parameters is { ValueKind: JsonValueKind.Object } loose)
            {
                foreach (JsonProperty property in loose.EnumerateObject().Where(p => p.Name != "type"))
                    property.WriteTo(w);
            }
            w.WriteEndObject();
        }
        AnthropicMessages.WriteCache(w, cache);
        w.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter w, ChatRequest request, AnswerForm form, bool hasTools)
    {
        string? choice = form.ToolSchema is null ? request.View.ToolChoice
            // The caller's tools may be called first; without any only the answer is left.
            : hasTools && request.View.ToolChoice is not "none" ? "required" : AnswerForm.ToolName;
        bool one = request.Flag("parallel_tool_calls") == false;
        if (choice is null && !one)
            return;
        w.WriteStartObject("tool_choice");
        w.WriteString("type", choice switch { null or "auto" => "auto", "none" => "none", "required" => "any", _ => "tool" });
        if (choice is not (null or "auto" or "none" or "required"))
            w.WriteString("name", choice);
        if (one && choice != "none")
            w.WriteBoolean("disable_parallel_tool_use", true);
        w.WriteEndObject();
    }

    private static JsonElement? Cache(JsonElement holder) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("cache_control", out JsonElement cache) && cache.ValueKind == JsonValueKind.Object ? cache : null;
}
