using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The texts of definitions that a model reads: tools, with all that stands in their schemas, and the schema of the answer. Names and values are read as well
/// as descriptions; only descriptions can be changed without the definition meaning something else.
/// </summary>
internal static class DefinitionTexts
{
    /// <summary>Properties of a request that define what a model may call, and what form its answer has.</summary>
    public static readonly IReadOnlyList<string> Properties = ["tools", "functions", "response_format", "prediction"];

    // Words of JSON Schema and of the protocol, which say nothing.
    private static readonly HashSet<string> s_structure =
    [
        "type", "function", "functions", "custom", "name", "description", "parameters", "properties", "required", "items", "enum", "anyOf", "oneOf", "allOf", "default", "title", "format", "strict",
        "additionalProperties", "json_schema", "schema", "object", "string", "array", "integer", "number", "boolean", "null", "content", "text", "minimum", "maximum", "minLength", "maxLength", "pattern", "$ref", "$defs", "const",
    ];
    private static readonly HashSet<string> s_described = ["description", "title", "$comment", "summary", "content", "text", "instructions"];

    private static readonly HashSet<string> s_fixed = ["name", "type", "required", "pattern", "$ref", "format", "syntax"];

    /// <summary>The texts of each definition: one for each element of a list, or one for the whole.</summary>
    /// <param name="value">The property's value, UTF-8 JSON.</param>
    public static List<string> Of(ReadOnlySpan<byte> value)
    {
        var texts = new List<string>();
        var text = new StringBuilder();
        // Nothing is changed here; the walk is only for reading.
        foreach (Range element in ElementsOf(value))
        {
            text.Clear();
            JsonStrings.Rewrite(value[element], part =>
            {
                if (part.Length > 1 && !s_structure.Contains(part.ToString()))
                    text.Append(text.Length > 0 ? "\n" : "").Append(part);
                return null;
            });
            if (text.Length > 0)
                texts.Add(text.ToString());
        }
        return texts;
    }

    /// <summary>Changes descriptions and titles, or all values but names and what the protocol and the schema are made of.</summary>
    /// <returns>The new value; null where nothing changed.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> value, JsonStrings.Change change, bool all = false) =>
        JsonStrings.RewriteValues(value, (property, text) => (all ? !s_fixed.Contains(property) : s_described.Contains(property)) ? change(text) : null);

    private static List<Range> ElementsOf(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = 1024 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return [0..value.Length];
        var elements = new List<Range>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(start..(int)reader.BytesConsumed);
        }
        return elements;
    }
}
