using System.Text.Json;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>
/// Checks a JSON answer against the JSON Schema that was demanded of it (draft 2020-12, the parts that structured output uses and nearly all others;
/// not <c>unevaluatedProperties</c>, <c>unevaluatedItems</c> and <c>$dynamicRef</c>). References stay inside the schema: nothing is ever fetched.
/// </summary>
public static class SchemaValidation
{
    /// <summary>Faults named at most; the first ones tell enough to mend an answer.</summary>
    public const int MaxFaults = 50;

    /// <summary>Checks a text.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="json">The answer in UTF-8.</param>
    /// <returns>Each fault with the JSON pointer of its place, such as <c>#/items/0/price must be a number, but is a string</c>; empty when the answer fits.</returns>
    public static IReadOnlyList<string> Validate(JsonElement schema, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Validate(schema, document.RootElement);
        }
        catch (JsonException e)
        {
            return [$"# is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"];
        }
    }

    /// <summary>Checks a value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <returns>Each fault with the JSON pointer of its place; empty when the value fits.</returns>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        try
        {
            new SchemaChecker(schema).Check(schema, value, InstancePath.Root, faults, 0);
        }
        catch (InvalidOperationException)
        {
            // A keyword of the wrong kind, such as "properties": [].
            faults.Add("# cannot be checked: the schema is not a well-formed JSON Schema");
        }
        return faults;
    }
}
