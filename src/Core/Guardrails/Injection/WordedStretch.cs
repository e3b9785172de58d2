namespace Artisan.Core.Guardrails.Injection;

/// <summary>A stretch of a reading with the sum of its wording.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Sum">The sum: how much it is worded like an attack.</param>
internal readonly record struct WordedStretch(int Start, int End, float Sum);
