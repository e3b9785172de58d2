using System.Globalization;
using System.Text.Json;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;

namespace Artisan.Web.Features.Gateway.Control.Prompts;

/// <summary>A message while it is being written.</summary>
internal sealed class MessageDraft
{
    public string Role { get; set; } = "user";
    public string? Content { get; set; }
}

/// <summary>A variable while it is being written, its values as text.</summary>
internal sealed class VariableDraft
{
    public string? Name { get; set; }
    public PromptVariableType Type { get; set; } = PromptVariableType.Text;
    public bool Required { get; set; } = true;
    public string? Description { get; set; }
    public string? Default { get; set; }
    public string? Choices { get; set; }
    public string? Sample { get; set; }
    public int? MaxLength { get; set; }

    public static VariableDraft Of(PromptVariable variable, PromptContent content) => new()
    {
        Name = variable.Name,
        Type = variable.Type,
        Required = variable.Required,
        Description = variable.Description,
        Default = Text(variable.Default),
        Choices = variable.Choices is { } choices ? string.Join(", ", choices) : null,
        Sample = content.Samples.TryGetValue(variable.Name, out JsonElement sample) ? Text(sample) : null,
        MaxLength = variable.MaxLength,
    };

    public PromptVariable ToVariable(string field) => new((Name ?? "").Trim(), Type, Required, string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(), Value(Default, $"{field}.default"),
        Type == PromptVariableType.Choice ? [.. (Choices ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] : null, MaxLength);

    /// <summary>A value as it was written: text as it stands, a list by commas, the others as JSON.</summary>
    public JsonElement? Value(string? written, string field)
    {
        if (string.IsNullOrWhiteSpace(written))
            return null;
        string text = written.Trim();
        switch (Type)
        {
            case PromptVariableType.Text or PromptVariableType.Choice or PromptVariableType.Date:
                return JsonSerializer.SerializeToElement(text);
            case PromptVariableType.Number or PromptVariableType.Integer when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number):
                return JsonSerializer.SerializeToElement(number);
            case PromptVariableType.Boolean when bool.TryParse(text, out bool yes):
                return JsonSerializer.SerializeToElement(yes);
            case PromptVariableType.List when text[0] != '[':
                return JsonSerializer.SerializeToElement(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw ArtisanException.Invalid(field, $"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not {PromptWords.Words(Type)}.");
        }
    }

    private static string? Text(JsonElement? value) => value is not { } given || given.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : given.ValueKind == JsonValueKind.String ? given.GetString() : given.GetRawText();
}
