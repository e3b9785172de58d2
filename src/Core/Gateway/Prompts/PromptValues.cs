using System.Globalization;
using System.Text.Json;
using Artisan.Core.Kernel;
using Fluid.Values;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Checks the values of a prompt's variables against their types.</summary>
internal static class PromptValues
{
    private const int MostEntries = 1000;

    /// <summary>Reads the values.</summary>
    /// <param name="variables">What the prompt declares.</param>
    /// <param name="values">What was given; null for nothing.</param>
    /// <param name="at">Name of the field, for errors: <c>prompt.variables</c>.</param>
    /// <exception cref="ArtisanException">With every value that is missing, unknown or of the wrong type.</exception>
    public static Dictionary<string, FluidValue> Read(IReadOnlyList<PromptVariable> variables, IReadOnlyDictionary<string, JsonElement>? values, string at)
    {
        var faults = new List<PromptFault>();
        var read = new Dictionary<string, FluidValue>();
        foreach (string unknown in values?.Keys.Where(k => variables.All(v => v.Name != k)) ?? [])
            faults.Add(new PromptFault($"{at}.{unknown}", $"The prompt has no variable {unknown}. It has {(variables.Count == 0 ? "none" : string.Join(", ", variables.Select(v => v.Name)))}."));
        foreach (PromptVariable variable in variables)
        {
            JsonElement? given = values is not null && values.TryGetValue(variable.Name, out JsonElement own) && own.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? own : null;
            if (given is null && variable.Required && variable.Default is null)
            {
                faults.Add(new PromptFault($"{at}.{variable.Name}", $"The variable {variable.Name} is missing: {Expected(variable)}."));
                continue;
            }
            if ((given ?? variable.Default) is not { } value || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            {
                read[variable.Name] = NilValue.Instance;
                continue;
            }
            if (Of(variable, value) is { } fits)
                read[variable.Name] = fits;
            else
                faults.Add(new PromptFault($"{at}.{variable.Name}", $"The variable {variable.Name} takes {Expected(variable)}."));
        }
        PromptFault.Demand(faults);
        return read;
    }

    /// <summary>Whether a value fits, for defaults and samples.</summary>
    public static bool Fits(PromptVariable variable, JsonElement value) => Of(variable, value) is not null;

    /// <summary>What a variable takes, in words.</summary>
    public static string Expected(PromptVariable variable) => variable.Type switch
    {
        PromptVariableType.Text => $"text of at most {variable.MaxLength ?? PromptVariable.LongestText:N0} characters",
        PromptVariableType.Number => "a number",
        PromptVariableType.Integer => "a whole number",
        PromptVariableType.Boolean => "true or false",
        PromptVariableType.Date => "a date such as 2026-03-14 or 2026-03-14T09:30:00Z",
        PromptVariableType.Choice => $"one of {string.Join(", ", variable.Choices ?? [])}",
        PromptVariableType.List => $"a list of at most {variable.MaxLength ?? MostEntries:N0} texts or numbers",
        _ => "a JSON object or list",
    };

    private static FluidValue? Of(PromptVariable variable, JsonElement value) => variable.Type switch
    {
        PromptVariableType.Text => value.ValueKind == JsonValueKind.String && value.GetString()! is var text && text.Length <= (variable.MaxLength ?? PromptVariable.LongestText) ? new StringValue(text) : null,
        PromptVariableType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) ? NumberValue.Create(number) : null,
        PromptVariableType.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) ? NumberValue.Create((decimal)whole) : null,
        PromptVariableType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? BooleanValue.Create(value.GetBoolean()) : null,
        PromptVariableType.Date => value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? new DateTimeValue(date) : null,
        PromptVariableType.Choice => value.ValueKind == JsonValueKind.String && variable.Choices?.Contains(value.GetString()!) == true ? new StringValue(value.GetString()!) : null,
        PromptVariableType.List => List(variable, value),
        _ => value.GetRawText().Length <= (variable.MaxLength ?? PromptVariable.LongestText) ? Json(value) : null,
    };

    private static FluidValue? List(PromptVariable variable, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > (variable.MaxLength ?? MostEntries) || value.EnumerateArray().Any(e => e.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)))
            return null;
        return new ArrayValue([.. value.EnumerateArray().Select(Json)]);
    }

    private static FluidValue Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new DictionaryValue(new FluidValueDictionaryFluidIndexable(value.EnumerateObject().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => Json(g.Last().Value)))),
        JsonValueKind.Array => new ArrayValue([.. value.EnumerateArray().Select(Json)]),
        JsonValueKind.String => new StringValue(value.GetString()!),
        JsonValueKind.Number => value.TryGetDecimal(out decimal number) ? NumberValue.Create(number) : new StringValue(value.GetRawText()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NilValue.Instance,
    };
}
