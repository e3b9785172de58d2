namespace Artisan.Core.Guardrails.Security;

/// <summary>Where the texts of findings come from, by their stable names.</summary>
public static class SecuritySources
{
    /// <summary>All of them: typed by the caller; retrieved, pasted or attached; a program's prompts, tools and earlier answers; a model's answer; its thoughts; a memory to be stored.</summary>
    public static readonly IReadOnlyList<string> All = ["user", "retrieved", "program", "answer", "thoughts", "memory"];
}
