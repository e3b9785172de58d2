using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.StructuredOutput;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Answers in JSON: to a schema, or as an object of the keys that the instruction names.</summary>
internal static partial class StructuredAnswer
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ProviderException">
    /// With <see cref="ProviderFault.Unsupported"/> and the fields' names when rules cannot fill the schema, with <see cref="ProviderFault.SchemaMismatch"/>
    /// when what they filled does not fit it.
    /// </exception>
    public static string Write(LocalTask task)
    {
        FillSource source = FillSource.Of(task);
        if (task.Chat.ResponseFormat is not { Type: "json_schema", Schema: { } schema })
            return Free(task, source).ToJsonString(Written);
        var filler = new SchemaFiller(schema);
        JsonNode? answer = filler.Fill(schema, source);
        if (filler.Unfilled.Count > 0)
        {
            string fields = string.Join(", ", filler.Unfilled.Distinct().Take(20).Select(f => $"`{f}`"));
            throw new ProviderException(ProviderFault.Unsupported,
                $"The local provider fills schemas by rules and finds nothing in the text for {fields}. Make {(filler.Unfilled.Count == 1 ? "it" : "them")} optional or nullable, give the text as \"name: value\", or use a language model.");
        }
        string json = answer?.ToJsonString(Written) ?? "null";
        IReadOnlyList<string> faults = SchemaValidation.Validate(schema, System.Text.Encoding.UTF8.GetBytes(json));
        return faults.Count == 0
            ? json
            : throw new ProviderException(ProviderFault.SchemaMismatch, $"What the local provider's rules found does not fit the schema: {string.Join("; ", faults.Take(5))}.");
    }

    /// <summary>Without a schema: the keys that the instruction names, else what can be said of any text.</summary>
    private static JsonObject Free(LocalTask task, FillSource source)
    {
        var answer = new JsonObject();
        List<string> keys = Keys(task.Instruction);
        if (keys.Count == 0)
            keys = Keys(task.System);
        foreach (string key in keys)
            answer[key] = FillFree(key, source);
        if (answer.Count > 0)
            return answer;
        answer["summary"] = FillFree("summary", source);
        answer["key_points"] = FillFree("key_points", source);
        answer["action_items"] = new JsonArray([.. source.Facts.Actions.Take(10).Select(a => (JsonNode)new JsonObject
        {
            ["task"] = a.Text,
            ["owner"] = string.IsNullOrEmpty(a.Owner) ? null : a.Owner,
            ["due"] = a.Due?.Day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? a.Due?.Text,
        })]);
        answer["sentiment"] = source.Mood.Label;
        return answer;
    }

    private static JsonNode? FillFree(string key, FillSource source)
    {
        bool plural = key.EndsWith('s') && !key.EndsWith("ss", StringComparison.Ordinal) && !key.EndsWith("us", StringComparison.Ordinal) && !key.EndsWith("is", StringComparison.Ordinal);
        bool yesNo = key.StartsWith("is_", StringComparison.Ordinal) || key.StartsWith("has_", StringComparison.Ordinal) || key.StartsWith("needs_", StringComparison.Ordinal);
        string type = yesNo ? "\"boolean\"" : plural ? "\"array\"" : Meanings.Of(key, null) is Meaning.Score or Meaning.Confidence or Meaning.Count ? "[\"number\",\"null\"]" : "[\"string\",\"null\"]";
        using JsonDocument schema = JsonDocument.Parse("{\"type\":\"object\",\"properties\":{" + JsonSerializer.Serialize(key) + ":{\"type\":" + type + "}}}");
        return new SchemaFiller(schema.RootElement).FillObject(schema.RootElement, source) is { } filled && filled.Remove(key, out JsonNode? value) ? value : null;
    }

    private static List<string> Keys(string instruction)
    {
        Match asked = KeyList().Match(instruction);
        if (asked.Success)
        {
            return [.. KeySeparator().Split(asked.Groups["list"].Value).Select(k => k.Trim(' ', '"', '`', '\'', '.', '{', '}', ':')).Where(k => KeyName().IsMatch(k)).Distinct().Take(30)];
        }
        // {"name": …, "email": …} as an example
        MatchCollection quoted = QuotedKey().Matches(instruction);
        return [.. quoted.Select(q => q.Groups["key"].Value).Distinct().Take(30)];
    }

    [GeneratedRegex(@"\b(keys?|fields?|properties|attributes|schlüsseln?|felder\w*|clés|champs|claves|campos)\s*:?\s*(?<list>([""'`]?[\p{L}_][\p{L}\d_]*[""'`]?(\s*,\s*|\s*,?\s+(and|und|et|y)\s+)?){1,30})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyList();

    [GeneratedRegex(@"\s*,\s*|\s+(and|und|et|y)\s+", RegexOptions.ExplicitCapture)]
    private static partial Regex KeySeparator();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\d_]{0,60}$")]
    private static partial Regex KeyName();

    [GeneratedRegex(@"""(?<key>[\p{L}_][\p{L}\d_]{0,60})""\s*:", RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedKey();
}
