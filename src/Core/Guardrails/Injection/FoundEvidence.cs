namespace Artisan.Core.Guardrails.Injection;

/// <summary>Evidence in places of a reading.</summary>
/// <param name="Family">The kind of attack.</param>
/// <param name="Rule">The stable name of what found it.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after the last.</param>
/// <param name="Weight">What it adds to the score.</param>
/// <param name="Via">How it was hidden.</param>
/// <param name="Words">The words that argued most, where it was found by learned wording.</param>
internal readonly record struct FoundEvidence(string Family, string Rule, int Start, int End, float Weight, string Via = "plain", string? Words = null);
