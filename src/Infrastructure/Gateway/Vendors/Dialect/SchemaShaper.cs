using System.Text.Json;
using System.Text.Json.Nodes;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>What a vendor's structured output knows of JSON Schema.</summary>
/// <param name="Keywords">The keywords that are kept; others would be refused.</param>
/// <param name="ClosesObjects">Whether every object must say that it has no other properties.</param>
/// <param name="InlinesReferences">Whether <c>$ref</c> is unknown and what it points to must stand in its place.</param>
internal sealed record SchemaRules(HashSet<string> Keywords, bool ClosesObjects = false, bool InlinesReferences = false);

/// <summary>
/// Cuts a JSON Schema down to what a vendor's structured output knows. The result allows at least what the schema allows, so nothing that fits is made
/// impossible; what was cut away is checked by Artisan when the answer is there.
/// </summary>
internal static class SchemaShaper
{
    // Deeper than any schema that a model could fill; recursion ends here.
    private const int MostDepth = 24;

    /// <summary>Cuts it down.</summary>
    /// <returns>Null where the vendor's means cannot express it: open maps where objects must be closed, references that cannot be followed.</returns>
    public static JsonElement? Shape(JsonElement schema, SchemaRules rules)
    {
        try
        {
            return JsonSerializer.SerializeToElement(Node(schema, schema, rules, 0));
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static JsonNode? Node(JsonElement schema, JsonElement root, SchemaRules rules, int depth)
    {
        if (depth > MostDepth)
            throw new NotSupportedException("The schema refers to itself.");
        if (schema.ValueKind == JsonValueKind.True)
            return rules.ClosesObjects ? throw new NotSupportedException("Anything goes.") : new JsonObject();
        if (schema.ValueKind != JsonValueKind.Object)
            throw new NotSupportedException("No schema.");
        if (rules.InlinesReferences && ChatRequest.Text(schema, "$ref") is { } reference)
            return Node(Follow(root, reference), root, rules, depth + 1);
        var shaped = new JsonObject();
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (!rules.Keywords.Contains(property.Name))
                continue;
            shaped[property.Name] = property.Name switch
            {
                "properties" or "$defs" or "definitions" => Map(property.Value, root, rules, depth),
                "items" when property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.True => Node(property.Value, root, rules, depth + 1),
                "additionalProperties" when property.Value.ValueKind == JsonValueKind.Object => Node(property.Value, root, rules, depth + 1),
                "anyOf" or "oneOf" or "allOf" or "prefixItems" => List(property.Value, root, rules, depth),
                _ => JsonNode.Parse(property.Value.GetRawText()),
            };
        }
        if (rules.ClosesObjects && IsObject(schema))
            Close(schema, shaped);
        return shaped;
    }

    private static bool IsObject(JsonElement schema) =>
        schema.TryGetProperty("properties", out _) || (schema.TryGetProperty("type", out JsonElement type)
            && (type.ValueKind == JsonValueKind.String ? type.ValueEquals("object") : type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(t => t.ValueEquals("object"))));

    private static void Close(JsonElement schema, JsonObject shaped)
    {
        // An object that may have any property would become one that has none.
        bool named = schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().Any();
        bool closed = schema.TryGetProperty("additionalProperties", out JsonElement more) && more.ValueKind == JsonValueKind.False;
        if (more.ValueKind == JsonValueKind.Object || (!named && !closed))
            throw new NotSupportedException("An open map.");
        shaped["additionalProperties"] = false;
    }

    private static JsonObject Map(JsonElement map, JsonElement root, SchemaRules rules, int depth)
    {
        var shaped = new JsonObject();
        foreach (JsonProperty property in map.EnumerateObject())
            shaped[property.Name] = Node(property.Value, root, rules, depth + 1);
        return shaped;
    }

    private static JsonArray List(JsonElement list, JsonElement root, SchemaRules rules, int depth) =>
        [.. list.EnumerateArray().Select(item => Node(item, root, rules, depth + 1))];

    private static JsonElement Follow(JsonElement root, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            throw new NotSupportedException("A reference to another document.");
        JsonElement at = root;
        foreach (string step in reference[2..].Split('/'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at))
                throw new NotSupportedException("A reference to nothing.");
        }
        return at;
    }
}
