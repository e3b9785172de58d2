using System.Text.Json;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Reads what a chat request says of tools and of the form of the answer.</summary>
internal static class ChatToolsReader
{
    public static List<ToolView>? ReadTools(ref Utf8JsonReader reader)
    {
        var path = new FieldPath("tools");
        if (!JsonFields.OptionalArray(ref reader, path))
            return null;
        var tools = new List<ToolView>();
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            FieldPath item = path with { Index = i };
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonFields.Wrong(item, "an object with `type` and `function`", reader);
            bool isFunction = true;
            ToolView? tool = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool named = reader.ValueTextEquals("function"u8);
                if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.String)
                        throw JsonFields.Wrong(item.At("type"), "a string such as `function`", reader);
                    isFunction = reader.ValueTextEquals("function"u8);
                }
                else if (named || reader.ValueTextEquals("custom"u8))
                {
                    reader.Read();
                    tool = ReadFunction(ref reader, item.At(named ? "function" : "custom"));
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            if (tool is not null)
                tools.Add(tool);
            else if (isFunction)
                throw JsonFields.Missing(item.At("function"), "an object with `name` and `parameters`");
            // Tools of other types are the vendor's own; they pass through unread.
        }
        return tools;
    }

    private static ToolView ReadFunction(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw JsonFields.Wrong(path, "an object with `name` and `parameters`", reader);
        string? name = null, description = null;
        JsonElement? parameters = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = JsonFields.Text(ref reader, path with { Leaf = "name" });
            }
            else if (reader.ValueTextEquals("description"u8))
            {
                reader.Read();
                description = JsonFields.OptionalText(ref reader, path with { Leaf = "description" });
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                reader.Read();
                parameters = JsonFields.OptionalElement(ref reader, path with { Leaf = "parameters" });
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (string.IsNullOrEmpty(name))
            throw JsonFields.Missing(path with { Leaf = "name" }, "the function's name");
        return new ToolView(name, description, parameters);
    }

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c>, or the one function's name out of an object.</summary>
    public static string? ReadToolChoice(ref Utf8JsonReader reader)
    {
        var path = new FieldPath("tool_choice");
        if (reader.TokenType == JsonTokenType.String)
            return JsonFields.Text(ref reader, path);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw JsonFields.Wrong(path, "`none`, `auto`, `required` or an object that names a function", reader);
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        string? choice = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool named = reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8);
            bool allowed = reader.ValueTextEquals("allowed_tools"u8);
            reader.Read();
            if ((named || allowed) && reader.TokenType == JsonTokenType.StartObject)
                choice = ReadTextProperty(ref reader, path, named ? "name" : "mode");
            else
                reader.Skip();
        }
        return choice;
    }

    private static string? ReadTextProperty(ref Utf8JsonReader reader, FieldPath path, string name)
    {
        string? text = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals(name);
            reader.Read();
            if (wanted)
                text = JsonFields.Text(ref reader, path.At(name));
            else
                reader.Skip();
        }
        return text;
    }

    public static ResponseFormatView? ReadResponseFormat(ref Utf8JsonReader reader)
    {
        var path = new FieldPath("response_format");
        if (!JsonFields.OptionalObject(ref reader, path))
            return null;
        string? type = null;
        ResponseFormatView schema = new("json_schema");
        bool hasSchema = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = JsonFields.Text(ref reader, path.At("type"));
            }
            else if (reader.ValueTextEquals("json_schema"u8))
            {
                reader.Read();
                hasSchema = JsonFields.OptionalObject(ref reader, path.At("json_schema"));
                if (hasSchema)
                    schema = ReadSchema(ref reader, path.At("json_schema"));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (type is null)
            throw JsonFields.Missing(path.At("type"), "`text`, `json_object` or `json_schema`");
        if (type != "json_schema")
            return new ResponseFormatView(type);
        return hasSchema ? schema : throw JsonFields.Missing(path.At("json_schema"), "an object with `name` and `schema`");
    }

    private static ResponseFormatView ReadSchema(ref Utf8JsonReader reader, FieldPath path)
    {
        string? name = null;
        JsonElement? schema = null;
        bool strict = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = JsonFields.Text(ref reader, path with { Leaf = "name" });
            }
            else if (reader.ValueTextEquals("schema"u8))
            {
                reader.Read();
                schema = JsonFields.OptionalElement(ref reader, path with { Leaf = "schema" });
            }
            else if (reader.ValueTextEquals("strict"u8))
            {
                reader.Read();
                strict = JsonFields.OptionalFlag(ref reader, path with { Leaf = "strict" });
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (name is null)
            throw JsonFields.Missing(path with { Leaf = "name" }, "the schema's name");
        return new ResponseFormatView("json_schema", name, schema, strict);
    }
}
