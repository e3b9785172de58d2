namespace Artisan.Core.Guardrails.Injection;

/// <summary>Where a text comes from.</summary>
public enum TextSource
{
    /// <summary>Written by the one who asks: he may give instructions, but not against the system's.</summary>
    User,
    /// <summary>Retrieved, remembered, pasted or returned by a tool: it holds data and has no business giving instructions.</summary>
    Retrieved,
    /// <summary>
    /// Sent by a program around the conversation: system and developer messages, earlier answers, definitions of tools, forms of answers. It gives orders
    /// by right, and says what must never happen; what it has no reason for is to override, to send away, to hide, or to pass for something else.
    /// </summary>
    Program,
}

/// <summary>What is thought of a text.</summary>
public enum InjectionVerdict
{
    /// <summary>Nothing found that matters.</summary>
    Allow,
    /// <summary>Worth a look, not sure.</summary>
    Flag,
    /// <summary>An attack.</summary>
    Block,
}

/// <summary>A reason for a verdict.</summary>
/// <param name="Family">The kind of attack, stable, for instance <c>instruction_override</c>; see <see cref="InjectionFamilies"/>.</param>
/// <param name="Rule">The rule that matched, stable.</param>
/// <param name="Start">First character of what matched, in UTF-16 code units of the given text.</param>
/// <param name="Length">Length in UTF-16 code units of the given text.</param>
/// <param name="Weight">What it adds to the score, 0 to 1.</param>
/// <param name="Via">How it was hidden: <c>plain</c>, <c>base64</c>, <c>hex</c>, <c>rot13</c>, <c>url</c>, <c>html</c>, <c>leetspeak</c>, <c>tags</c> …</param>
/// <param name="Words">Where wording argued and no rule: the words that argued most, as they stand in the text, with commas between. Null for a rule, whose name tells it.</param>
public readonly record struct InjectionEvidence(string Family, string Rule, int Start, int Length, float Weight, string Via, string? Words = null);

/// <summary>What was found in a text.</summary>
/// <param name="Verdict">The verdict at the given thresholds.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Evidence">The reasons, the heaviest first; empty where nothing was found.</param>
public sealed record InjectionResult(InjectionVerdict Verdict, float Score, IReadOnlyList<InjectionEvidence> Evidence)
{
    /// <summary>Nothing was found.</summary>
    public static readonly InjectionResult Clean = new(InjectionVerdict.Allow, 0, []);

    /// <summary>The result that evidence makes together.</summary>
    internal static InjectionResult Of(List<InjectionEvidence> evidence, InjectionThresholds thresholds)
    {
        if (evidence.Count == 0)
            return Clean;
        float score = EvidenceScore.Of(evidence);
        InjectionVerdict verdict = score >= thresholds.Block ? InjectionVerdict.Block : score >= thresholds.Flag ? InjectionVerdict.Flag : InjectionVerdict.Allow;
        // Mostly there is one.
        InjectionEvidence[] sorted = evidence.Count == 1 ? [evidence[0]] : [.. evidence.OrderByDescending(item => item.Weight).ThenBy(item => item.Start)];
        return new InjectionResult(verdict, score, sorted);
    }
}

/// <summary>From which scores on a text is flagged or blocked, 0 to 1.</summary>
/// <param name="Flag">Flagged from here.</param>
/// <param name="Block">Blocked from here.</param>
public sealed record InjectionThresholds(float Flag, float Block)
{
    /// <summary>What the measurements in <c>bench/evals</c> are taken with.</summary>
    public static readonly InjectionThresholds Default = new(0.5f, 0.75f);

    /// <summary>Whether what rules and wording leave in doubt is read again, where there is a reader.</summary>
    public bool SecondReading { get; init; } = true;
}

/// <summary>Recognises attempts to give a model instructions that are not its user's or system's. The engine in process is one; a tenant's own service can take its place.</summary>
public interface IInjectionDetector
{
    /// <summary>Looks at texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="thresholds">From which scores on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A result for each text.</returns>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.ProviderUnavailable"/> when a service does not answer.</exception>
    ValueTask<IReadOnlyList<InjectionResult>> InspectAsync(IReadOnlyList<string> texts, TextSource source, InjectionThresholds thresholds, CancellationToken cancellationToken);
}

/// <summary>The kinds of attack by their stable names.</summary>
public static class InjectionFamilies
{
    /// <summary>"Ignore all previous instructions", "override the system", "clear history".</summary>
    public const string InstructionOverride = "instruction_override";
    /// <summary>"You are now", "act as", "pretend to be", forged turns such as <c>system:</c>.</summary>
    public const string RoleSwitch = "role_switch";
    /// <summary>Asking for the system prompt or hidden instructions.</summary>
    public const string PromptExtraction = "prompt_extraction";
    /// <summary>Personas without limits: DAN, developer mode.</summary>
    public const string Persona = "persona";
    /// <summary>Forged delimiters and chat templates: <c>&lt;|im_start|&gt;</c>, <c>[INST]</c>.</summary>
    public const string DelimiterForgery = "delimiter_forgery";
    /// <summary>Telling the model to misuse its tools.</summary>
    public const string ToolAbuse = "tool_abuse";
    /// <summary>Sending data away by link, image or mail.</summary>
    public const string Exfiltration = "exfiltration";
    /// <summary>A command in pieces that the model is to put together.</summary>
    public const string PayloadSplitting = "payload_splitting";
    /// <summary>A text that should be data gives orders.</summary>
    public const string IndirectInstruction = "indirect_instruction";
    /// <summary>Switching off rules, filters and safety.</summary>
    public const string SafetyBypass = "safety_bypass";
    /// <summary>Text that is hidden from people.</summary>
    public const string HiddenText = "hidden_text";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [InstructionOverride, RoleSwitch, PromptExtraction, Persona, DelimiterForgery, ToolAbuse, Exfiltration, PayloadSplitting, IndirectInstruction, SafetyBypass, HiddenText];
}
