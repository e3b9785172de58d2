using System.Globalization;
using System.Text.Json;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>Finds what <c>$ref</c> means inside one schema: JSON pointers, <c>#</c> itself, anchors, and the schema's own <c>$id</c>.</summary>
internal sealed class SchemaReferences(JsonElement root)
{
    private readonly Dictionary<string, JsonElement?> _found = [];

    public JsonElement? Resolve(string reference)
    {
        if (!_found.TryGetValue(reference, out JsonElement? target))
            _found[reference] = target = Find(reference);
        return target;
    }

    private JsonElement? Find(string reference)
    {
        int hash = reference.IndexOf('#');
        string document = hash < 0 ? reference : reference[..hash];
        if (document.Length > 0 && !(root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$id", out JsonElement id) && id.ValueKind == JsonValueKind.String && id.GetString()!.TrimEnd('#') == document))
            return null;
        string fragment = hash < 0 ? "" : reference[(hash + 1)..];
        if (fragment.Length == 0)
            return root;
        return fragment[0] == '/' ? Follow(fragment) : FindAnchor(root, fragment, 0);
    }

    private JsonElement? Follow(string pointer)
    {
        JsonElement at = root;
        foreach (string escaped in pointer[1..].Split('/'))
        {
            string segment = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(segment, out JsonElement child))
                at = child;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }
        return at;
    }

    private static JsonElement? FindAnchor(JsonElement at, string name, int depth)
    {
        if (depth > 64)
            return null;
        if (at.ValueKind == JsonValueKind.Object)
        {
            if (at.TryGetProperty("$anchor", out JsonElement anchor) && anchor.ValueKind == JsonValueKind.String && anchor.ValueEquals(name))
                return at;
            foreach (JsonProperty property in at.EnumerateObject())
            {
                if (FindAnchor(property.Value, name, depth + 1) is { } found)
                    return found;
            }
        }
        else if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in at.EnumerateArray())
            {
                if (FindAnchor(item, name, depth + 1) is { } found)
                    return found;
            }
        }
        return null;
    }
}
