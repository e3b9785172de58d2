using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>What happens to an injection that was recognised.</summary>
public enum GuardAction
{
    /// <summary>Nothing is looked for.</summary>
    Off,
    /// <summary>It goes on, and stands in the security log.</summary>
    Flag,
    /// <summary>The offending sentences are taken out, and it goes on.</summary>
    Sanitise,
    /// <summary>The call is refused, or the answer ends.</summary>
    Block,
}

/// <summary>What happens to personal data on its way to a model or to the caller.</summary>
public enum PiiAction
{
    /// <summary>It goes as it is.</summary>
    Off,
    /// <summary>It goes as it is, and stands in the security log.</summary>
    Flag,
    /// <summary>Placeholders stand in its place; in an answer they are put back for the caller.</summary>
    Replace,
    /// <summary>The call is refused.</summary>
    Block,
}

/// <summary>A tenant's guardrails: what may be kept, what may be sent, and what is done about attacks. Absent values are the defaults.</summary>
public sealed record GuardrailPolicy
{
    /// <summary>What may stay in what is kept.</summary>
    public PersonalDataPolicy Pii { get; init; } = new();
    /// <summary>What is done about injection.</summary>
    public InjectionPolicy Injection { get; init; } = new();
    /// <summary>What is done about answers.</summary>
    public AnswerPolicy Output { get; init; } = new();
    /// <summary>Security events within an hour from which on people are alerted; 0 for never.</summary>
    public int AlertPerHour { get; init; } = 10;
}

/// <summary>Personal data.</summary>
public sealed record PersonalDataPolicy
{
    /// <summary>The types that are kept out where a place names none of its own, when nothing is set: what identifies a person or account by itself.</summary>
    public static readonly IReadOnlyList<string> DefaultTypes =
    [
        "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "US_DRIVER_LICENSE", "PASSPORT", "NATIONAL_ID", "IBAN_CODE", "IP_ADDRESS", "MAC_ADDRESS", "URL_WITH_CREDENTIALS", "CRYPTO", "SECRET", "DATE_OF_BIRTH",
    ];

    /// <summary>The types that have no business in records and logs, whatever they are about.</summary>
    public static readonly IReadOnlyList<string> SensitiveTypes =
        ["CREDIT_CARD", "US_SSN", "US_DRIVER_LICENSE", "PASSPORT", "NATIONAL_ID", "IBAN_CODE", "URL_WITH_CREDENTIALS", "CRYPTO", "SECRET"];

    /// <summary>Whether personal data is taken out of what is kept (<c>pii_redaction_enabled</c>).</summary>
    public bool RedactionEnabled { get; init; } = true;
    /// <summary>Types to find (<c>pii_entity_types</c>), named as in <see cref="PiiTypes"/>; null for <see cref="DefaultTypes"/>.</summary>
    public IReadOnlyList<string>? EntityTypes { get; init; }
    /// <summary>The least score, 0 to 1 (<c>pii_confidence_threshold</c>).</summary>
    public double ConfidenceThreshold { get; init; } = 0.5;
    /// <summary>Least scores of single types.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();
    /// <summary>Values that are not personal, by type: the company's own name, a support address.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Allowed { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>What stands in place of what was found (<c>redact</c>, <c>mask</c>, <c>replace</c>, <c>hash</c>, <c>token</c>).</summary>
    public string Operator { get; init; } = "replace";
    /// <summary>Operators of single types.</summary>
    public IReadOnlyDictionary<string, string> Operators { get; init; } = new Dictionary<string, string>();
    /// <summary>Prompts, answers, drafts, conversations.</summary>
    public PlacePolicy Requests { get; init; } = new();
    /// <summary>Notes, e-mails, calls, tasks.</summary>
    public PlacePolicy Interactions { get; init; } = new();
    /// <summary>Free text in records; by default only <see cref="SensitiveTypes"/>, since a lead's e-mail address is what a lead is.</summary>
    public PlacePolicy Records { get; init; } = new();
    /// <summary>Personal data on its way to a model.</summary>
    public PiiAction ToModels { get; init; } = PiiAction.Off;
    /// <summary>Personal data in an answer, on its way to the caller.</summary>
    public PiiAction ToCallers { get; init; } = PiiAction.Off;
    /// <summary>Who finds it: <c>local</c> or <c>presidio</c>.</summary>
    public string Detector { get; init; } = "local";
    /// <summary>Address of the detector's service; null for <c>local</c>.</summary>
    public string? DetectorUrl { get; init; }
}

/// <summary>One place where texts are kept.</summary>
public sealed record PlacePolicy
{
    /// <summary>Whether personal data is taken out here.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>Types of this place; null for those of the policy (for records: for <see cref="PersonalDataPolicy.SensitiveTypes"/>).</summary>
    public IReadOnlyList<string>? EntityTypes { get; init; }
}

/// <summary>Injection.</summary>
public sealed record InjectionPolicy
{
    /// <summary>Text that the caller wrote.</summary>
    public GuardAction User { get; init; } = GuardAction.Block;
    /// <summary>Text that was retrieved, remembered, pasted, attached or returned by a tool.</summary>
    public GuardAction Retrieved { get; init; } = GuardAction.Sanitise;
    /// <summary>What programs send around a conversation: system and developer messages, earlier answers with their tool calls, definitions of tools, forms of answers.</summary>
    public GuardAction Program { get; init; } = GuardAction.Flag;
    /// <summary>Score from which on a text is flagged, 0 to 1.</summary>
    public double FlagFrom { get; init; } = 0.5;
    /// <summary>Score from which on a text is an attack, 0 to 1.</summary>
    public double BlockFrom { get; init; } = 0.75;
    /// <summary>Whether what rules and wording leave in doubt is read again by a small language model in process: some milliseconds for a text in doubt, nothing for others.</summary>
    public bool SecondReading { get; init; } = true;
    /// <summary>Passages that were found harmless: evidence inside one of them does not count. Compared without case and with spaces as one.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
    /// <summary>Who finds it: <c>local</c> or <c>prompt-shield</c>.</summary>
    public string Detector { get; init; } = "local";
    /// <summary>Address of the detector's service; null for <c>local</c>.</summary>
    public string? DetectorUrl { get; init; }
}

/// <summary>Answers.</summary>
public sealed record AnswerPolicy
{
    /// <summary>An answer that gives away the system prompt.</summary>
    public GuardAction SystemPromptLeak { get; init; } = GuardAction.Flag;
    /// <summary>Keys, passwords and tokens in an answer.</summary>
    public GuardAction Secrets { get; init; } = GuardAction.Flag;
    /// <summary>Links and images that run code or carry data away.</summary>
    public GuardAction UnsafeLinks { get; init; } = GuardAction.Sanitise;
    /// <summary>Hosts whose links are never unsafe, with their subdomains.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];
}
