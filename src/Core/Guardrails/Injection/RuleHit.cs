namespace Artisan.Core.Guardrails.Injection;

/// <summary>Where a rule matched, in the reading.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after the last.</param>
/// <param name="Position">The place of its first word.</param>
/// <param name="Traits">What is known of the words together.</param>
/// <param name="Factor">What its weight is multiplied by, for "not" and "they" before it.</param>
internal readonly record struct RuleHit(int Rule, int Start, int End, int Position, WordTraits Traits, float Factor);
