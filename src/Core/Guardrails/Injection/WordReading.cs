namespace Artisan.Core.Guardrails.Injection;

/// <summary>What is gathered of a word while it is read letter by letter.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Stem">The key of its first letters.</param>
/// <param name="Letters">How many letters and digits it has.</param>
/// <param name="Digits">How many digits.</param>
/// <param name="First">Its first letter, in lower case.</param>
/// <param name="Last">Its last.</param>
internal readonly record struct WordReading(ulong Key, ulong Stem, int Letters, int Digits, char First, char Last);
