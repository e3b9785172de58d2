using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>Translates tools and which of them must be called.</summary>
internal static class MessagesTools
{
    public static void Write(Utf8JsonWriter w, JsonElement root)
    {
        if (MessagesFields.Optional(root, "tools") is { } tools)
        {
            if (tools.ValueKind != JsonValueKind.Array)
                throw ArtisanException.Invalid("tools", "`tools` must be an array.");
            if (tools.GetArrayLength() > 0)
            {
                w.WriteStartArray("tools");
                int i = 0;
                foreach (JsonElement tool in tools.EnumerateArray())
                    WriteTool(w, tool, $"tools[{i++}]");
                w.WriteEndArray();
            }
        }
        if (MessagesFields.Optional(root, "tool_choice") is { } choice)
            WriteChoice(w, choice);
    }

    private static void WriteTool(Utf8JsonWriter w, JsonElement tool, string path)
    {
        if (tool.ValueKind != JsonValueKind.Object)
            throw ArtisanException.Invalid(path, $"`{path}` must be an object with `name` and `input_schema`.");
        if (MessagesFields.Text(tool, "type", $"{path}.type") is { } type and not "custom")
            throw ArtisanException.Invalid($"{path}.type", $"`{path}` is of the type `{type}`, which Anthropic's own servers or clients run. Give tools of your own, with `input_schema`.");
        w.WriteStartObject();
        w.WriteString("type", "function");
        w.WriteStartObject("function");
        w.WriteString("name", MessagesFields.Demand(tool, "name", $"{path}.name"));
        if (MessagesFields.Text(tool, "description", $"{path}.description") is { } description)
            w.WriteString("description", description);
        if (MessagesFields.Optional(tool, "input_schema") is { ValueKind: JsonValueKind.Object } schema)
        {
            w.WritePropertyName("parameters");
            schema.WriteTo(w);
        }
        w.WriteEndObject();
        MessagesFields.WriteCache(w, tool);
        w.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter w, JsonElement choice)
    {
        const string path = "tool_choice";
        if (choice.ValueKind != JsonValueKind.Object)
            throw ArtisanException.Invalid(path, "`tool_choice` must be an object with a `type`.");
        switch (MessagesFields.Text(choice, "type", $"{path}.type"))
        {
            case "auto":
                w.WriteString(path, "auto");
                break;
            case "any":
                w.WriteString(path, "required");
                break;
            case "none":
                w.WriteString(path, "none");
                break;
            case "tool":
                w.WriteStartObject(path);
                w.WriteString("type", "function");
                w.WriteStartObject("function");
                w.WriteString("name", MessagesFields.Demand(choice, "name", $"{path}.name"));
                w.WriteEndObject();
                w.WriteEndObject();
                break;
            default:
                throw ArtisanException.Invalid($"{path}.type", "`tool_choice.type` must be `auto`, `any`, `tool` or `none`.");
        }
        if (MessagesFields.Flag(choice, "disable_parallel_tool_use", $"{path}.disable_parallel_tool_use"))
            w.WriteBoolean("parallel_tool_calls", false);
    }
}
