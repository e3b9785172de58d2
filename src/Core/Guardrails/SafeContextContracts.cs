using Artisan.Core.Guardrails.Injection;

namespace Artisan.Core.Guardrails;

/// <summary>Foreign text for a model to read: a piece of a document, a memory, a tool's answer.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Source">Where it comes from, for instance a document's name or address.</param>
/// <param name="Text">The text.</param>
public sealed record ContextPiece(string Title, string Source, string Text);

/// <summary>What is done with a piece that gives orders.</summary>
public enum InjectionHandling
{
    /// <summary>It is passed on, as data like any other.</summary>
    Keep,
    /// <summary>The offending sentences are taken out; what still gives orders then is dropped.</summary>
    Sanitise,
    /// <summary>It is left out as a whole.</summary>
    Drop,
}

/// <summary>How foreign text is made safe.</summary>
/// <param name="MaxCharacters">How long a piece may be, in UTF-16 code units; it is cut at the end of a sentence.</param>
/// <param name="OnFlag">What is done with a piece that is flagged.</param>
/// <param name="OnBlock">What is done with a piece that is blocked.</param>
/// <param name="Thresholds">From which scores on a piece is flagged or blocked.</param>
public sealed record SafeContextPolicy(int MaxCharacters, InjectionHandling OnFlag, InjectionHandling OnBlock, InjectionThresholds Thresholds)
{
    /// <summary>4,000 characters a piece; flagged pieces are sanitised, blocked ones dropped.</summary>
    public static readonly SafeContextPolicy Default = new(4000, InjectionHandling.Sanitise, InjectionHandling.Drop, InjectionThresholds.Default);
}

/// <summary>What was done to a piece.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="IsDropped">Whether it was left out.</param>
/// <param name="Done">What was done, by stable names: <c>hidden_characters</c>, <c>links</c>, <c>html</c>, <c>code_fences</c>, <c>delimiters</c>, <c>shortened</c>, <c>sanitised</c>, <c>dropped</c>.</param>
/// <param name="Injection">What was thought of it as it came.</param>
public sealed record ContextPieceReport(string Title, string Source, bool IsDropped, IReadOnlyList<string> Done, InjectionResult Injection);

/// <summary>Foreign text that is safe to put before a model.</summary>
/// <param name="Text">The text, quoted as data; empty where no piece is left.</param>
/// <param name="Nonce">What the delimiters of this request carry, so that no piece can close them.</param>
/// <param name="Pieces">What was done to each piece, in the order given.</param>
public sealed record SafeContextResult(string Text, string Nonce, IReadOnlyList<ContextPieceReport> Pieces);
