using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>What a text says as "Name: value" lines or as JSON; the surest source for a field of that name.</summary>
internal sealed partial class KeyValues
{
    private const int MostLines = 20_000;

    private readonly Dictionary<string, string> _values = [];

    public static KeyValues Of(string text)
    {
        var values = new KeyValues();
        values.ReadJson(text);
        int lines = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.Length is < 3 or > 500)
                continue;
            if (++lines > MostLines)
                break;
            Match match = Line().Match(line.ToString());
            if (match.Success)
                values.Add(match.Groups["key"].Value, match.Groups["value"].Value.Trim().Trim('*').Trim());
        }
        return values;
    }

    /// <summary>The value under any of the names; names are compared by their words ("Company size" is <c>company_size</c>).</summary>
    public string? Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_values.TryGetValue(Plain(name), out string? value))
                return value;
        }
        return null;
    }

    public bool IsEmpty => _values.Count == 0;

    private void Add(string key, string value)
    {
        string plain = Plain(key);
        if (plain.Length > 0 && value.Length > 0 && !value.Equals("null", StringComparison.OrdinalIgnoreCase) && value is not ("-" or "–" or "n/a" or "N/A" or "?"))
            _values.TryAdd(plain, value);
    }

    private void ReadJson(string text)
    {
        int start = text.IndexOf('{');
        int end = text.LastIndexOf('}');
        if (start < 0 || end <= start)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.AsMemory(start, end - start + 1));
            Flatten(document.RootElement, null);
        }
        catch (JsonException)
        {
            // braces of another kind
        }
    }

    private void Flatten(JsonElement element, string? parent)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                Flatten(property.Value, property.Name);
                continue;
            }
            string value = property.Value.ValueKind == JsonValueKind.Array
                ? string.Join(", ", property.Value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(v => v.ToString()))
                : property.Value.ToString();
            Add(property.Name, value);
            if (parent is not null)
                Add(parent + " " + property.Name, value);
        }
    }

    private static string Plain(string name) => string.Join(' ', Words.OfIdentifier(name));

    [GeneratedRegex(@"^\s*([-*•|]\s+|\d+[.)]\s+)?(\*\*)?(?<key>\p{L}[\p{L}\d _/()-]{0,40}?)(\*\*)?\s*[:=|](\*\*)?\s+(?<value>\S.*?)\s*\|?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
