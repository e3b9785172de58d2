using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;

namespace Artisan.Web.Features.Memory;

/// <summary>A memory's fields as a form holds them: texts; lists with one entry a line; figures as "name = value", one a line.</summary>
public sealed class MemoryFieldsDraft
{
    private static readonly HashSet<string> s_lists = ["key_points", "next_steps", "participants", "decisions", "action_items", "learnings"];
    private const string Figures = "metrics";
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>A field's text; null for nothing.</summary>
    public string? this[string name]
    {
        get => _texts.GetValueOrDefault(name);
        set
        {
            if (string.IsNullOrWhiteSpace(value))
                _texts.Remove(name);
            else
                _texts[name] = value;
        }
    }

    /// <summary>Whether a field has one entry a line.</summary>
    public static bool HasLines(string name) => name == Figures || s_lists.Contains(name);

    /// <summary>Whether a field holds figures.</summary>
    public static bool HasFigures(string name) => name == Figures;

    /// <summary>Of what is remembered.</summary>
    public static MemoryFieldsDraft Of(MemoryFields? fields)
    {
        var draft = new MemoryFieldsDraft();
        if (fields is null)
            return draft;
        foreach (JsonProperty field in JsonSerializer.SerializeToElement(fields, ArtisanJson.Options).EnumerateObject())
        {
            draft[field.Name] = field.Value.ValueKind switch
            {
                JsonValueKind.Array => string.Join('\n', field.Value.EnumerateArray().Select(v => v.GetString())),
                JsonValueKind.Object => string.Join('\n', field.Value.EnumerateObject().Select(f => $"{f.Name} = {f.Value.GetDouble().ToString(CultureInfo.InvariantCulture)}")),
                _ => field.Value.ToString(),
            };
        }
        return draft;
    }

    /// <summary>The fields of a type; what was filled in for another type is left out.</summary>
    /// <exception cref="ArtisanException">When figures cannot be read.</exception>
    public MemoryFields Read(MemoryType type)
    {
        var json = new JsonObject();
        foreach (string name in MemoryFields.NamesOf(type))
        {
            if (this[name] is not { } text)
                continue;
            json[name] = HasFigures(name) ? ReadFigures(text) : HasLines(name) ? new JsonArray([.. Lines(text).Select(line => (JsonNode)line)]) : text.Trim();
        }
        return json.Deserialize<MemoryFields>(ArtisanJson.Options)!;
    }

    /// <summary>Whether nothing was changed against what is remembered.</summary>
    public bool Says(MemoryFields? fields)
    {
        MemoryFieldsDraft other = Of(fields);
        return _texts.Count == other._texts.Count && _texts.All(t => other[t.Key] is { } text && Lines(text).SequenceEqual(Lines(t.Value)));
    }

    private static JsonObject ReadFigures(string text)
    {
        var figures = new JsonObject();
        foreach (string line in Lines(text))
        {
            string[] parts = line.Split(['=', ':'], 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                throw ArtisanException.Invalid("fields.metrics", $"“{line}” is no figure. Write one a line, as in: reply_rate = 0.12");
            figures[parts[0]] = value;
        }
        return figures;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
