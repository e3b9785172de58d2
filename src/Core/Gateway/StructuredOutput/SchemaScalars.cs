using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>Checks texts, numbers and counts.</summary>
internal static class SchemaScalars
{
    // Patterns come from callers: one that runs away must not hold a thread.
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);
    private const int MaxPatterns = 256;
    private static readonly ConcurrentDictionary<string, Regex?> Patterns = new();

    public static void CheckText(JsonElement schema, string text, InstancePath path, List<string> faults)
    {
        if (schema.TryGetProperty("minLength", out _) || schema.TryGetProperty("maxLength", out _))
            CheckCount(schema, "minLength", "maxLength", Characters(text), "characters", path, faults);
        if (schema.TryGetProperty("pattern", out JsonElement pattern) && pattern.ValueKind == JsonValueKind.String)
        {
            bool? fits = Matches(text, pattern.GetString()!);
            if (fits is null)
                faults.Add($"{path} cannot be checked: the schema's pattern `{Short(pattern.GetString()!)}` cannot be used");
            else if (fits == false)
                faults.Add($"{path} must match the pattern `{Short(pattern.GetString()!)}`, but is {Quoted(text)}");
        }
        if (schema.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String && !SchemaFormats.Fits(format.GetString()!, text))
            faults.Add($"{path} must have the format `{format.GetString()}`, but is {Quoted(text)}");
    }

    public static void CheckNumber(JsonElement schema, JsonElement value, InstancePath path, List<string> faults)
    {
        if (schema.TryGetProperty("minimum", out JsonElement limit) && Compare(value, limit) < 0)
            faults.Add($"{path} must be at least {limit.GetRawText()}, but is {Describe(value)}");
        if (schema.TryGetProperty("maximum", out limit) && Compare(value, limit) > 0)
            faults.Add($"{path} must be at most {limit.GetRawText()}, but is {Describe(value)}");
        if (schema.TryGetProperty("exclusiveMinimum", out limit) && Compare(value, limit) <= 0)
            faults.Add($"{path} must be more than {limit.GetRawText()}, but is {Describe(value)}");
        if (schema.TryGetProperty("exclusiveMaximum", out limit) && Compare(value, limit) >= 0)
            faults.Add($"{path} must be less than {limit.GetRawText()}, but is {Describe(value)}");
        if (schema.TryGetProperty("multipleOf", out limit) && !IsMultiple(value, limit))
            faults.Add($"{path} must be a multiple of {limit.GetRawText()}, but is {Describe(value)}");
    }

    public static void CheckCount(JsonElement schema, string least, string most, int count, string what, InstancePath path, List<string> faults)
    {
        if (Limit(schema, least) is { } minimum && count < minimum)
            faults.Add($"{path} must have at least {minimum} {what}, but has {count}");
        if (Limit(schema, most) is { } maximum && count > maximum)
            faults.Add($"{path} must have at most {maximum} {what}, but has {count}");
    }

    public static long? Limit(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out JsonElement limit) && limit.ValueKind == JsonValueKind.Number && limit.TryGetDouble(out double value) ? (long)value : null;

    /// <summary>Whether the text matches anywhere; null when the pattern cannot be used.</summary>
    public static bool? Matches(string text, string pattern)
    {
        try
        {
            return Compiled(pattern)?.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static Regex? Compiled(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out Regex? known))
            return known;
        Regex? made = null;
        try
        {
            made = new Regex(pattern, RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (ArgumentException)
        {
            // no pattern of .NET; told by the caller
        }
        if (Patterns.Count >= MaxPatterns)
            Patterns.Clear();
        Patterns[pattern] = made;
        return made;
    }

    public static bool IsWhole(JsonElement value)
    {
        if (value.TryGetInt64(out _))
            return true;
        if (value.TryGetDecimal(out decimal exact))
            return exact == decimal.Truncate(exact);
        return value.TryGetDouble(out double number) && number == Math.Truncate(number);
    }

    private static int Compare(JsonElement a, JsonElement b)
    {
        if (b.ValueKind != JsonValueKind.Number)
            return 0;
        if (a.TryGetDecimal(out decimal left) && b.TryGetDecimal(out decimal right))
            return left.CompareTo(right);
        return a.GetDouble().CompareTo(b.GetDouble());
    }

    private static bool IsMultiple(JsonElement value, JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Number)
            return true;
        if (value.TryGetDecimal(out decimal exact) && step.TryGetDecimal(out decimal by) && by != 0)
            return exact % by == 0;
        double quotient = value.GetDouble() / step.GetDouble();
        return Math.Abs(quotient - Math.Round(quotient)) < 1e-9;
    }

    // JSON Schema counts characters, not UTF-16 units.
    private static int Characters(string text)
    {
        int count = text.Length;
        foreach (char c in text)
        {
            if (char.IsLowSurrogate(c))
                count--;
        }
        return count;
    }

    /// <summary>A value in a few words, cut where it is long.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quoted(value.GetString()!),
        JsonValueKind.Number => Short(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };

    private static string Quoted(string text) => string.Create(CultureInfo.InvariantCulture, $"the string \"{Short(text)}\"");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
