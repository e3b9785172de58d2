using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Fills a JSON Schema from a text by rules. What no rule can fill is named, never invented.</summary>
internal sealed class SchemaFiller
{
    private const int MaxDepth = 16;

    private readonly SchemaReferences _references;
    private readonly List<string> _unfilled = [];

    public SchemaFiller(JsonElement root) => _references = new SchemaReferences(root);

    /// <summary>Paths of the required fields that no rule could fill.</summary>
    public IReadOnlyList<string> Unfilled => _unfilled;

    /// <summary>Whether a value was found; a found value may be null where the schema allows it.</summary>
    private readonly record struct Filled(bool Found, JsonNode? Value)
    {
        public static readonly Filled None = new(false, null);

        public static Filled With(JsonNode? value) => new(true, value);
    }

    public JsonNode? Fill(JsonElement schema, FillSource source)
    {
        Filled filled = FillValue(new FieldShape("", "", "", schema), source, 0, _unfilled);
        if (!filled.Found && _unfilled.Count == 0)
            _unfilled.Add("the answer as a whole");
        return filled.Value;
    }

    /// <summary>Fills one object's properties, as for a function's arguments; only what the text holds.</summary>
    public JsonObject FillObject(JsonElement schema, FillSource source) =>
        FillProperties(new FieldShape("", "", "", schema), source, 0, _unfilled);

    private Filled FillValue(FieldShape field, FillSource source, int depth, List<string> unfilled)
    {
        if (depth > MaxDepth)
            return Filled.None;
        field = Followed(field);
        JsonElement schema = field.Schema;
        if (schema.ValueKind != JsonValueKind.Object)
            return TextFields.Fill(field, source) is { } any ? Filled.With(any) : Filled.None;
        if (schema.TryGetProperty("const", out JsonElement constant))
            return Filled.With(Node(constant));
        foreach (string key in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(key, out JsonElement alternatives) && alternatives.ValueKind == JsonValueKind.Array)
                return FillAlternatives(field, alternatives, source, depth, unfilled);
        }
        (string type, bool nullable) = TypeOf(schema);
        if (schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] listed = [.. choices.EnumerateArray()];
            if (ChoiceFields.Choose(field, [.. listed.Where(c => c.ValueKind != JsonValueKind.Null)], source) is { } choice)
                return Filled.With(Node(choice));
            return nullable || listed.Any(c => c.ValueKind == JsonValueKind.Null) ? Filled.With(null) : Filled.None;
        }
        Filled filled = type switch
        {
            "object" => Filled.With(FillProperties(field, source, depth, unfilled)),
            "array" => FillList(field, source, depth, unfilled),
            "integer" => NumberFields.Fill(field, source, whole: true) is { } whole ? Filled.With(JsonValue.Create((long)whole)) : Filled.None,
            "number" => NumberFields.Fill(field, source, whole: false) is { } number ? Filled.With(JsonValue.Create(number)) : Filled.None,
            "boolean" => Filled.With(JsonValue.Create(ChoiceFields.IsSaid(field, source))),
            "null" => Filled.With(null),
            _ => TextFields.Fill(field, source) is { } text ? Filled.With(JsonValue.Create(text)) : Filled.None,
        };
        return !filled.Found && nullable ? Filled.With(null) : filled;
    }

    private JsonObject FillProperties(FieldShape field, FillSource source, int depth, List<string> unfilled)
    {
        var result = new JsonObject();
        if (field.Schema.ValueKind != JsonValueKind.Object || !field.Schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
            return result;
        HashSet<string> required = field.Schema.TryGetProperty("required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString()!)]
            : [];
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            string path = field.Path.Length == 0 ? property.Name : $"{field.Path}.{property.Name}";
            var inner = new List<string>();
            var shape = new FieldShape(property.Name, path, field.Name, property.Value);
            // Beside a list of people, "name" is the name of what they take part in.
            if (property.Name is "name" && (properties.TryGetProperty("participants", out _) || properties.TryGetProperty("attendees", out _)))
                shape = shape with { Meaning = Meaning.Title };
            Filled filled = FillValue(shape, source, depth + 1, inner);
            bool wanted = required.Contains(property.Name);
            // A call says what was asked for; it does not spell out what was not.
            if (source.IsCall && !wanted && (filled.Value is JsonArray { Count: 0 } || filled.Value?.GetValueKind() == JsonValueKind.False))
                continue;
            if (filled.Found && (inner.Count == 0 || wanted))
                result[property.Name] = filled.Value;
            if (wanted && !filled.Found && inner.Count == 0)
                unfilled.Add(path);
            if (wanted)
                unfilled.AddRange(inner);
        }
        return result;
    }

    private Filled FillList(FieldShape field, FillSource source, int depth, List<string> unfilled)
    {
        JsonElement items = field.Schema.TryGetProperty("items", out JsonElement given) && given.ValueKind == JsonValueKind.Object ? given : default;
        FieldShape item = Followed(new FieldShape(Singular(field.Name), $"{field.Path}[]", field.Name, items));
        int most = field.Number("maxItems") is { } limit ? (int)Math.Min(limit, 100) : 20;
        int least = (int)(field.Number("minItems") ?? 0);
        var list = new JsonArray();
        if (item.Schema.ValueKind == JsonValueKind.Object && item.Schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement choice in choices.EnumerateArray())
            {
                if (choice.ValueKind == JsonValueKind.String && list.Count < most && source.Text.Contains(choice.GetString()!.Replace('_', ' '), StringComparison.OrdinalIgnoreCase))
                    list.Add(Node(choice));
            }
            return list.Count >= least ? Filled.With(list) : Filled.None;
        }
        if (ListFields.Parts(field, source) is not { } parts)
        {
            // What the list is of is not known: an empty one says so where it may be empty.
            return least == 0 ? Filled.With(list) : Filled.None;
        }
        (string type, _) = TypeOf(item.Schema);
        foreach (FillSource part in parts)
        {
            if (list.Count == most)
                break;
            var missing = new List<string>();
            Filled filled = type is "object" or "integer" or "number" or "boolean" ? FillValue(item, part, depth + 1, missing) : Filled.With(JsonValue.Create(Cut(Shown(field, part), item)));
            if (filled.Found && missing.Count == 0)
                list.Add(filled.Value);
        }
        return list.Count >= least ? Filled.With(list) : Filled.None;
    }

    private static string Shown(FieldShape field, FillSource part) =>
        field.Meaning is Meaning.Date && part.Unit?.Due?.Day is { } day ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : part.Text;

    private static string Cut(string text, FieldShape item) => item.MaxLength is { } most && text.Length > most ? text[..most] : text;

    private Filled FillAlternatives(FieldShape field, JsonElement alternatives, FillSource source, int depth, List<string> unfilled)
    {
        bool nullable = false;
        List<string>? firstMissing = null;
        foreach (JsonElement alternative in alternatives.EnumerateArray())
        {
            if (alternative.ValueKind == JsonValueKind.Object && TypeOf(alternative).Type == "null")
            {
                nullable = true;
                continue;
            }
            var missing = new List<string>();
            Filled filled = FillValue(field with { Schema = alternative }, source, depth + 1, missing);
            if (filled.Found && missing.Count == 0)
                return filled;
            firstMissing ??= missing;
        }
        if (nullable)
            return Filled.With(null);
        unfilled.AddRange(firstMissing ?? []);
        return Filled.None;
    }

    private FieldShape Followed(FieldShape field)
    {
        JsonElement schema = field.Schema;
        for (int i = 0; i < 8 && schema.ValueKind == JsonValueKind.Object; i++)
        {
            if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String && _references.Resolve(reference.GetString()!) is { } target)
                schema = target;
            else if (schema.TryGetProperty("allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() == 1 && !schema.TryGetProperty("properties", out _))
                schema = all[0];
            else
                break;
        }
        return field with { Schema = schema, Meaning = field.Meaning != Meaning.Unknown ? field.Meaning : new FieldShape(field.Name, field.Path, field.Parent, schema).Meaning };
    }

    private static (string Type, bool Nullable) TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return ("string", false);
        bool nullable = schema.TryGetProperty("nullable", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        if (schema.TryGetProperty("type", out JsonElement type))
        {
            if (type.ValueKind == JsonValueKind.String)
                return (type.GetString()!, nullable);
            if (type.ValueKind == JsonValueKind.Array)
            {
                string[] types = [.. type.EnumerateArray().Select(t => t.ToString())];
                return (types.FirstOrDefault(t => t != "null") ?? "null", nullable || types.Contains("null"));
            }
        }
        return (schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "string", nullable);
    }

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y" : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1] : name;

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
