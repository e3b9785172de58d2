using System.Text.Json;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Fills variables with what a use case's call is known by: <c>lead.stage</c> is the variable <c>lead_stage</c>.</summary>
internal static class PromptAttributes
{
    /// <summary>Adds to the values that were given those that the prompt declares, that fit and that were not given.</summary>
    /// <param name="content">The prompt.</param>
    /// <param name="attributes">What the call is known by; null for nothing.</param>
    /// <param name="given">Values by variable; null for none.</param>
    public static IReadOnlyDictionary<string, JsonElement>? Fill(PromptContent content, IReadOnlyDictionary<string, string>? attributes, IReadOnlyDictionary<string, JsonElement>? given)
    {
        if (attributes is not { Count: > 0 } || content.Variables.Count == 0)
            return given;
        var values = new Dictionary<string, JsonElement>();
        foreach ((string name, string value) in attributes)
        {
            string variable = NameOf(name);
            JsonElement text = JsonSerializer.SerializeToElement(value);
            if (content.Variables.FirstOrDefault(v => v.Name == variable) is { } declared && PromptValues.Fits(declared, text))
                values[variable] = text;
        }
        foreach ((string name, JsonElement value) in given ?? new Dictionary<string, JsonElement>())
            values[name] = value;
        return values;
    }

    /// <summary>The variable of an attribute.</summary>
    public static string NameOf(string attribute) => attribute.Replace('.', '_');
}
