using System.Text.Json;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>Walks schema and value together.</summary>
internal sealed class SchemaChecker(JsonElement root)
{
    // Deeper than any honest schema; a reference that leads back to itself ends here.
    private const int MaxDepth = 128;

    private readonly SchemaReferences _references = new(root);

    public void Check(JsonElement schema, JsonElement value, InstancePath path, List<string> faults, int depth)
    {
        if (faults.Count >= SchemaValidation.MaxFaults)
            return;
        if (schema.ValueKind == JsonValueKind.True)
            return;
        if (schema.ValueKind == JsonValueKind.False)
        {
            faults.Add($"{path} must not be there");
            return;
        }
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        if (depth > MaxDepth)
        {
            faults.Add($"{path} is nested deeper than {MaxDepth} levels, or the schema refers to itself without end");
            return;
        }
        if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String)
        {
            if (_references.Resolve(reference.GetString()!) is { } target)
                Check(target, value, path, faults, depth + 1);
            else
                faults.Add($"{path} cannot be checked: the schema's reference `{reference.GetString()}` leads nowhere inside it");
        }
        if (schema.TryGetProperty("nullable", out JsonElement nullable) && nullable.ValueKind == JsonValueKind.True && value.ValueKind == JsonValueKind.Null)
            return;
        if (!CheckType(schema, value, path, faults))
            return;
        CheckValues(schema, value, path, faults);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                SchemaScalars.CheckText(schema, value.GetString()!, path, faults);
                break;
            case JsonValueKind.Number:
                SchemaScalars.CheckNumber(schema, value, path, faults);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, path, faults, depth);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, value, path, faults, depth);
                break;
        }
        CheckCombinations(schema, value, path, faults, depth);
    }

    private static bool CheckType(JsonElement schema, JsonElement value, InstancePath path, List<string> faults)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
            return true;
        bool fits = type.ValueKind switch
        {
            JsonValueKind.String => IsOfType(value, type.GetString()!),
            JsonValueKind.Array => type.EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && IsOfType(value, t.GetString()!)),
            _ => true,
        };
        if (!fits)
        {
            string wanted = type.ValueKind == JsonValueKind.String ? Named(type.GetString()!) : string.Join(" or ", type.EnumerateArray().Select(t => Named(t.ToString())));
            faults.Add($"{path} must be {wanted}, but is {SchemaScalars.Describe(value)}");
        }
        return fits;
    }

    private static string Named(string type) => type is "array" or "object" or "integer" ? "an " + type : type == "null" ? "null" : "a " + type;

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && SchemaScalars.IsWhole(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };

    private static void CheckValues(JsonElement schema, JsonElement value, InstancePath path, List<string> faults)
    {
        if (schema.TryGetProperty("const", out JsonElement constant) && !JsonElement.DeepEquals(constant, value))
            faults.Add($"{path} must be {constant.GetRawText()}, but is {SchemaScalars.Describe(value)}");
        if (schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array && !choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)))
        {
            string listed = string.Join(", ", choices.EnumerateArray().Take(20).Select(c => c.GetRawText()));
            faults.Add($"{path} must be one of {listed}, but is {SchemaScalars.Describe(value)}");
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, InstancePath path, List<string> faults, int depth)
    {
        int length = value.GetArrayLength();
        SchemaScalars.CheckCount(schema, "minItems", "maxItems", length, "items", path, faults);
        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.ValueKind == JsonValueKind.True)
            CheckUnique(value, path, faults);
        int at = 0;
        JsonElement.ArrayEnumerator items = value.EnumerateArray();
        // Older drafts wrote the first items' schemas as a list under "items".
        bool hasItems = schema.TryGetProperty("items", out JsonElement rest);
        bool listed = hasItems && rest.ValueKind == JsonValueKind.Array;
        if (schema.TryGetProperty("prefixItems", out JsonElement first) || listed)
        {
            foreach (JsonElement one in (listed ? rest : first).EnumerateArray())
            {
                if (!items.MoveNext())
                    break;
                Check(one, items.Current, path.At(at++), faults, depth + 1);
            }
            if (listed)
                hasItems = schema.TryGetProperty("additionalItems", out rest);
        }
        while (hasItems && items.MoveNext())
            Check(rest, items.Current, path.At(at++), faults, depth + 1);
        if (schema.TryGetProperty("contains", out JsonElement wanted))
        {
            int found = value.EnumerateArray().Count(item => Fits(wanted, item, path, depth));
            int least = SchemaScalars.Limit(schema, "minContains") is { } given ? (int)given : 1;
            if (found < least)
                faults.Add($"{path} must contain at least {least} items of a kind that the schema describes, but has {found}");
            if (SchemaScalars.Limit(schema, "maxContains") is { } most && found > most)
                faults.Add($"{path} must contain at most {most} items of a kind that the schema describes, but has {found}");
        }
    }

    private static void CheckUnique(JsonElement value, InstancePath path, List<string> faults)
    {
        JsonElement[] items = [.. value.EnumerateArray()];
        for (int i = 1; i < items.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (JsonElement.DeepEquals(items[i], items[j]))
                {
                    faults.Add($"{path.At(i)} repeats item {j}, but the items must differ");
                    return;
                }
            }
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, InstancePath path, List<string> faults, int depth)
    {
        SchemaScalars.CheckCount(schema, "minProperties", "maxProperties", value.GetPropertyCount(), "properties", path, faults);
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
            CheckRequired(required, value, path, faults, "is missing");
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        bool hasPatterns = schema.TryGetProperty("patternProperties", out JsonElement patterns);
        bool hasOthers = schema.TryGetProperty("additionalProperties", out JsonElement others);
        bool hasNames = schema.TryGetProperty("propertyNames", out JsonElement names);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            InstancePath at = path.At(property.Name);
            bool known = false;
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement own))
            {
                known = true;
                Check(own, property.Value, at, faults, depth + 1);
            }
            if (hasPatterns)
            {
                foreach (JsonProperty pattern in patterns.EnumerateObject())
                {
                    if (SchemaScalars.Matches(property.Name, pattern.Name) != true)
                        continue;
                    known = true;
                    Check(pattern.Value, property.Value, at, faults, depth + 1);
                }
            }
            if (!known && hasOthers)
            {
                if (others.ValueKind == JsonValueKind.False)
                    faults.Add($"{at} is not in the schema and must not be there");
                else
                    Check(others, property.Value, at, faults, depth + 1);
            }
            if (hasNames)
            {
                using JsonDocument name = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(property.Name));
                Check(names, name.RootElement, at, faults, depth + 1);
            }
        }
        if (schema.TryGetProperty("dependentRequired", out JsonElement dependents))
        {
            foreach (JsonProperty dependent in dependents.EnumerateObject())
            {
                if (value.TryGetProperty(dependent.Name, out _))
                    CheckRequired(dependent.Value, value, path, faults, $"is missing though `{dependent.Name}` is there");
            }
        }
        if (schema.TryGetProperty("dependentSchemas", out JsonElement further))
        {
            foreach (JsonProperty dependent in further.EnumerateObject())
            {
                if (value.TryGetProperty(dependent.Name, out _))
                    Check(dependent.Value, value, path, faults, depth + 1);
            }
        }
    }

    private static void CheckRequired(JsonElement required, JsonElement value, InstancePath path, List<string> faults, string missing)
    {
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _) && faults.Count < SchemaValidation.MaxFaults)
                faults.Add($"{path.At(name.GetString()!)} {missing}");
        }
    }

    private void CheckCombinations(JsonElement schema, JsonElement value, InstancePath path, List<string> faults, int depth)
    {
        if (schema.TryGetProperty("allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in all.EnumerateArray())
                Check(one, value, path, faults, depth + 1);
        }
        if (schema.TryGetProperty("anyOf", out JsonElement any) && any.ValueKind == JsonValueKind.Array)
            CheckAlternatives(any, value, path, faults, depth, exactlyOne: false);
        if (schema.TryGetProperty("oneOf", out JsonElement one1) && one1.ValueKind == JsonValueKind.Array)
            CheckAlternatives(one1, value, path, faults, depth, exactlyOne: true);
        if (schema.TryGetProperty("not", out JsonElement not) && Fits(not, value, path, depth))
            faults.Add($"{path} must not be what the schema excludes by `not`");
        if (schema.TryGetProperty("if", out JsonElement condition)
            && schema.TryGetProperty(Fits(condition, value, path, depth) ? "then" : "else", out JsonElement consequence))
            Check(consequence, value, path, faults, depth + 1);
    }

    private void CheckAlternatives(JsonElement alternatives, JsonElement value, InstancePath path, List<string> faults, int depth, bool exactlyOne)
    {
        int fitting = 0;
        List<string>? nearest = null;
        foreach (JsonElement alternative in alternatives.EnumerateArray())
        {
            var own = new List<string>();
            Check(alternative, value, path, own, depth + 1);
            if (own.Count == 0)
            {
                fitting++;
                if (!exactlyOne)
                    return;
            }
            else if (nearest is null || own.Count < nearest.Count)
            {
                nearest = own;
            }
        }
        if (fitting == 0)
            faults.Add($"{path} fits none of the {alternatives.GetArrayLength()} alternatives; nearest: {(nearest is null ? "there are none" : string.Join("; ", nearest.Take(3)))}");
        else if (exactlyOne && fitting > 1)
            faults.Add($"{path} fits {fitting} alternatives of which it must fit exactly one");
    }

    private bool Fits(JsonElement schema, JsonElement value, InstancePath path, int depth)
    {
        var faults = new List<string>();
        Check(schema, value, path, faults, depth + 1);
        return faults.Count == 0;
    }
}
