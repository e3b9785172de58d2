using System.Globalization;
using System.Text.Json;
using Artisan.Core.Gateway.Prompts;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Control.Prompts;

/// <summary>Prompts in words.</summary>
internal static class PromptWords
{
    /// <summary>What differs between two versions.</summary>
    public static IReadOnlyList<DiffLine> Diff(PromptContent? before, PromptContent after) => [.. DiffLine.Between(before is null ? new Dictionary<string, string?>() : Lines(before), Lines(after)).Where(l => l.Changes)];

    /// <summary>A version, line by line.</summary>
    public static IReadOnlyDictionary<string, string?> Lines(PromptContent content)
    {
        var lines = new Dictionary<string, string?>();
        for (int i = 0; i < content.Messages.Count; i++)
            lines[$"Message {i + 1}, {content.Messages[i].Role}"] = content.Messages[i].Content;
        foreach (PromptVariable variable in content.Variables)
            lines[$"Variable {variable.Name}"] = Words(variable);
        lines["Model"] = content.Model;
        lines["Temperature"] = content.Temperature?.ToString(CultureInfo.InvariantCulture);
        lines["Longest answer"] = content.MaxOutputTokens is { } most ? Format.Plural(most, "token") : null;
        return lines;
    }

    /// <summary>A type's name.</summary>
    public static string Words(PromptVariableType type) => type switch
    {
        PromptVariableType.Text => "text",
        PromptVariableType.Number => "number",
        PromptVariableType.Integer => "whole number",
        PromptVariableType.Boolean => "yes or no",
        PromptVariableType.Date => "date",
        PromptVariableType.Choice => "one of a list",
        PromptVariableType.List => "list",
        _ => "JSON",
    };

    private static string Words(PromptVariable variable)
    {
        string[] parts =
        [
            Words(variable.Type),
            variable.Required ? "required" : "optional",
            .. variable.Choices is { Count: > 0 } choices ? [string.Join(" | ", choices)] : Array.Empty<string>(),
            .. variable.Default is { ValueKind: not JsonValueKind.Null } given ? [$"default {given.GetRawText()}"] : Array.Empty<string>(),
            .. variable.MaxLength is { } longest ? [$"at most {longest}"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}
