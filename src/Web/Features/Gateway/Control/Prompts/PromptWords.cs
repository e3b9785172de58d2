using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Prompts;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Control.Prompts;

/// <summary>Prompts in words.</summary>
internal static class PromptWords
{
    /// <summary>What differs between two versions.</summary>
    public static IReadOnlyList<DiffLine> Diff(PromptContent? before, PromptContent after) => [.. PromptComparison.Between(before, after).Select(change => change.Part switch
    {
        "message" => new DiffLine($"Message {change.Name}", change.Before, change.After),
        "variable" => new DiffLine($"Variable {change.Name}", before is null ? null : Words(before, change.Name), Words(after, change.Name)),
        _ => new DiffLine(change.Name switch { "temperature" => "Temperature", "max_output_tokens" => "Longest answer, tokens", _ => "Model" }, change.Before, change.After),
    })];

    /// <summary>How a prompt stands to those of the same slug; null where it stands alone.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="workspaceOf">A workspace's name.</param>
    public static string? Scope(PromptInfo prompt, Func<Guid, string> workspaceOf) => prompt switch
    {
        { Archived: true } => null,
        { Overrides: not null, LiveVersion: null } => "will override the organisation's once it is released",
        { Overrides: not null } => "overrides the organisation's",
        { OverriddenIn.Count: > 0 } => $"overridden in {string.Join(", ", prompt.OverriddenIn.Select(o => workspaceOf(o.WorkspaceId)))}",
        _ => null,
    };

    /// <summary>A workspace's name.</summary>
    public static string WorkspaceOf(IReadOnlyList<WorkspaceControl> workspaces, Guid id) => workspaces.FirstOrDefault(w => w.Id == id)?.Name ?? "a closed workspace";

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

    private static string? Words(PromptContent content, string name)
    {
        if (content.Variables.FirstOrDefault(v => v.Name == name) is not { } variable)
            return null;
        string[] parts =
        [
            Words(variable.Type),
            variable.Required ? "required" : "optional",
            .. variable.Choices is { Count: > 0 } choices ? [string.Join(" | ", choices)] : Array.Empty<string>(),
            .. variable.Default is { ValueKind: not JsonValueKind.Null } given ? [$"default {given.GetRawText()}"] : Array.Empty<string>(),
            .. variable.MaxLength is { } longest ? [$"at most {longest}"] : Array.Empty<string>(),
            .. string.IsNullOrWhiteSpace(variable.Description) ? Array.Empty<string>() : [variable.Description],
            .. content.Samples.TryGetValue(name, out JsonElement sample) ? [$"sample {sample.GetRawText()}"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}
