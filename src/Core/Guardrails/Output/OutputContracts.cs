namespace Artisan.Core.Guardrails.Output;

/// <summary>What is wrong in an answer.</summary>
public enum OutputFindingKind
{
    /// <summary>A stretch of the system prompt stands in it.</summary>
    SystemPromptLeak,
    /// <summary>A link or image that runs code, holds credentials or carries data away.</summary>
    UnsafeLink,
    /// <summary>Characters that people do not see.</summary>
    HiddenCharacters,
}

/// <summary>Something wrong in an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Rule">Why, stable: <c>prompt_words</c>, <c>script_scheme</c>, <c>data_scheme</c>, <c>credentials</c>, <c>image_with_data</c>, <c>carries_data</c>, <c>carries_prompt</c>, <c>hidden_characters</c>.</param>
/// <param name="Start">First character, in UTF-16 code units of the answer.</param>
/// <param name="Length">Length in UTF-16 code units of the answer.</param>
public readonly record struct OutputFinding(OutputFindingKind Kind, string Rule, int Start, int Length);

/// <summary>What is allowed in answers.</summary>
/// <param name="AllowedHosts">Hosts, with their subdomains, that links and images may point to whatever they carry.</param>
/// <param name="LeakedWords">So many words in a row that also stand in the system prompt are a leak; a prompt that is shorter leaks as a whole.</param>
public sealed record OutputPolicy(IReadOnlyList<string> AllowedHosts, int LeakedWords = 12)
{
    /// <summary>No host is named.</summary>
    public static readonly OutputPolicy Default = new([]);
}

/// <summary>What was found in an answer.</summary>
/// <param name="Text">The answer with what was found made harmless, and everything else as it was.</param>
/// <param name="Findings">What was found, in its order.</param>
/// <param name="LeakedShare">Which share of the system prompt's words stands in the answer in long stretches, 0 to 1.</param>
public sealed record OutputInspection(string Text, IReadOnlyList<OutputFinding> Findings, float LeakedShare);
