using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Fields;

/// <summary>Checks and changes the values of custom fields, which records keep as one JSON object.</summary>
public static class CustomValues
{
    /// <summary>Applies changes by key; null values take a value away. Faults go to <paramref name="input"/> under <c>custom.KEY</c>.</summary>
    /// <returns>The new JSON object.</returns>
    public static async Task<string> ApplyAsync(ArtisanDb db, CrmRecord record, string json, IReadOnlyDictionary<string, JsonElement> changes, CrmInput input, CancellationToken cancellationToken)
    {
        CustomField[] fields = await db.CustomFields.AsNoTracking().Where(f => f.Record == record).ToArrayAsync(cancellationToken);
        JsonObject values = Read(json);
        foreach ((string key, JsonElement value) in changes)
        {
            CustomField? field = Array.Find(fields, f => f.Key == key);
            if (field is null)
                input.Fault($"custom.{key}", "There is no such field. Add it in Settings → Fields.");
            else if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || value is { ValueKind: JsonValueKind.String } text && string.IsNullOrWhiteSpace(text.GetString()))
                values.Remove(key);
            else if (Parse(field, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), out JsonNode? parsed, out string? fault))
                values[key] = parsed;
            else
                input.Fault($"custom.{key}", fault!);
        }
        return values.ToJsonString();
    }

    /// <summary>Reads a text as a value of a field, as people and files write it.</summary>
    /// <returns>Whether it is one; otherwise <paramref name="fault"/> says what is wanted.</returns>
    public static bool Parse(CustomField field, string text, out JsonNode? value, out string? fault)
    {
        text = text.Trim();
        (value, fault) = (null, null);
        switch (field.Type)
        {
            case CustomFieldType.Number:
                if (decimal.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal number))
                    value = JsonValue.Create(number);
                else
                    fault = $"'{text}' is no number. Write 1234.5.";
                break;
            case CustomFieldType.Date:
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
                    value = JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                else
                    fault = $"'{text}' is no day. Write 2026-03-14.";
                break;
            case CustomFieldType.Boolean:
                if (text.ToLowerInvariant() is "true" or "yes" or "y" or "1")
                    value = JsonValue.Create(true);
                else if (text.ToLowerInvariant() is "false" or "no" or "n" or "0")
                    value = JsonValue.Create(false);
                else
                    fault = $"'{text}' is neither yes nor no.";
                break;
            case CustomFieldType.Choice:
                string[] choices = Choices(field);
                string? choice = Array.Find(choices, c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase));
                value = choice is null ? null : JsonValue.Create(choice);
                fault = choice is null ? $"'{text}' is not one of {string.Join(", ", choices)}." : null;
                break;
            default:
                if (text.Length <= 400)
                    value = JsonValue.Create(text.Replace("\0", ""));
                else
                    fault = $"At most 400 characters; this has {text.Length}.";
                break;
        }
        return fault is null;
    }

    /// <summary>The choices of a field.</summary>
    public static string[] Choices(CustomField field) => field.ChoicesJson is null ? [] : JsonSerializer.Deserialize<string[]>(field.ChoicesJson) ?? [];

    /// <summary>The first object with what only the second has.</summary>
    public static string Union(string first, string second)
    {
        JsonObject values = Read(first);
        foreach ((string key, JsonNode? value) in Read(second))
            values.TryAdd(key, value?.DeepClone());
        return values.ToJsonString();
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json) as JsonObject ?? [];
}
