namespace Artisan.Core.Guardrails.Security;

/// <summary>What is done about findings, by its stable names.</summary>
public static class SecurityActions
{
    /// <summary>All of them: refused or withheld; taken out; replaced by a placeholder; only noted; told that there were too many.</summary>
    public static readonly IReadOnlyList<string> All = ["block", "sanitise", "replace", "flag", "alert"];
}
