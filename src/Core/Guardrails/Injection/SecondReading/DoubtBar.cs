namespace Artisan.Core.Guardrails.Injection.SecondReading;

/// <summary>Which stretches of a text are worth a second reading.</summary>
/// <param name="Gate">The sum of its wording from which on a stretch is in doubt.</param>
/// <param name="Flag">The score from which on a text is flagged: what would be is read again whatever its wording.</param>
internal readonly record struct DoubtBar(float Gate, float Flag);
