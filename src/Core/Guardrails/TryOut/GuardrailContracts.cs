using Artisan.Core.Guardrails.Injection;

namespace Artisan.Core.Guardrails.TryOut;

/// <summary>Asks what personal data stands in texts.</summary>
/// <param name="Texts">1 to 1,000 texts.</param>
/// <param name="Operator">What stands in place of what is found: <c>redact</c>, <c>mask</c>, <c>replace</c>, <c>hash</c>, <c>token</c>; <c>replace</c> where absent.</param>
/// <param name="EntityTypes">Types to look for; all where absent.</param>
/// <param name="Threshold">The least score, 0 to 1; the tenant's where absent.</param>
public sealed record PiiRequestV1(IReadOnlyList<string?>? Texts, string? Operator = null, IReadOnlyList<string?>? EntityTypes = null, double? Threshold = null);

/// <summary>A piece of personal data.</summary>
/// <param name="Type">What, named as in Presidio.</param>
/// <param name="Start">First UTF-16 code unit in the given text.</param>
/// <param name="End">The one behind its last.</param>
/// <param name="Score">How sure, 0 to 1.</param>
public sealed record PiiEntityV1(string Type, int Start, int End, double Score);

/// <summary>What stands in a text.</summary>
/// <param name="Entities">By start; they do not overlap.</param>
/// <param name="Redacted">The text after the operator.</param>
public sealed record PiiResultV1(IReadOnlyList<PiiEntityV1> Entities, string Redacted);

/// <summary>What stands in texts.</summary>
/// <param name="Results">One for each text, in their order.</param>
public sealed record PiiResponseV1(IReadOnlyList<PiiResultV1> Results);

/// <summary>Asks whether texts try to give a model foreign instructions.</summary>
/// <param name="Texts">1 to 1,000 texts.</param>
/// <param name="Source">Where they come from; <c>user</c> where absent.</param>
public sealed record InjectionRequestV1(IReadOnlyList<string?>? Texts, TextSource? Source = null);

/// <summary>A reason.</summary>
/// <param name="Family">The kind of attack.</param>
/// <param name="Rule">The rule that matched.</param>
/// <param name="Start">First UTF-16 code unit in the given text.</param>
/// <param name="End">The one behind its last.</param>
/// <param name="Weight">What it adds to the score.</param>
/// <param name="Via">How it was hidden; <c>plain</c> where it was not.</param>
/// <param name="Words">Where wording argued and no rule (<c>learned_wording</c>): the words that argued most, with commas between. Absent otherwise.</param>
public sealed record InjectionEvidenceV1(string Family, string Rule, int Start, int End, double Weight, string Via, string? Words = null);

/// <summary>What is thought of a text.</summary>
/// <param name="Verdict"><c>allow</c>, <c>flag</c> or <c>block</c>.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Evidence">The reasons, the heaviest first.</param>
public sealed record InjectionResultV1(InjectionVerdict Verdict, double Score, IReadOnlyList<InjectionEvidenceV1> Evidence);

/// <summary>What is thought of texts.</summary>
/// <param name="Results">One for each text, in their order.</param>
public sealed record InjectionResponseV1(IReadOnlyList<InjectionResultV1> Results);
