using System.Text.Json.Serialization;
using Artisan.Core.Data;

namespace Artisan.Core.Guardrails.Security;

/// <summary>What a security event tells of.</summary>
public enum SecurityEventKind
{
    /// <summary>An attempt to give a model foreign instructions.</summary>
    Injection = 1,
    /// <summary>Personal data on its way to a model.</summary>
    PersonalDataToModel = 2,
    /// <summary>Personal data in an answer.</summary>
    PersonalDataInAnswer = 3,
    /// <summary>A key, password or token in an answer.</summary>
    SecretInAnswer = 4,
    /// <summary>An answer that gives the system prompt away.</summary>
    SystemPromptLeak = 5,
    /// <summary>A link or image in an answer that runs code or carries data away.</summary>
    UnsafeLink = 6,
    /// <summary>More events within an hour than the policy has set for an alert.</summary>
    Alert = 7,
}

/// <summary>What a person thinks of a security event.</summary>
public enum SecurityReview
{
    /// <summary>Nobody has looked yet.</summary>
    Open = 1,
    /// <summary>It was what it seemed.</summary>
    Confirmed = 2,
    /// <summary>It was harmless.</summary>
    FalseAlarm = 3,
}

/// <summary>Something that the guardrails found, with its evidence. Personal data in it has passed the tenant's policy.</summary>
public sealed class SecurityEvent : ITenantOwned
{
    /// <summary>Longest excerpt, in UTF-16 units.</summary>
    public const int MaxExcerpt = 4000;

    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>What.</summary>
    public SecurityEventKind Kind { get; set; }
    /// <summary>Where the text came from: <c>user</c>, <c>retrieved</c>, <c>program</c>, <c>answer</c>, <c>thoughts</c>.</summary>
    public string Source { get; set; } = "";
    /// <summary>What was done: <c>flag</c>, <c>sanitise</c>, <c>block</c>, <c>replace</c>.</summary>
    public string Action { get; set; } = "";
    /// <summary>How sure, 0 to 1.</summary>
    public double Score { get; set; }
    /// <summary>The kinds of evidence, comma-separated, the heaviest first.</summary>
    public string Families { get; set; } = "";
    /// <summary>The evidence as a JSON array (<see cref="SecurityEvidence"/>); places are those in the excerpt.</summary>
    public string EvidenceJson { get; set; } = "[]";
    /// <summary>The text around the evidence, at most <see cref="MaxExcerpt"/>.</summary>
    public string Excerpt { get; set; } = "";
    /// <summary>The AI request; null where there was none.</summary>
    public Guid? RequestId { get; set; }
    /// <summary>The workspace; null for the tenant as a whole.</summary>
    public Guid? WorkspaceId { get; set; }
    /// <summary>The use case.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Member or key.</summary>
    public Guid? ActorId { get; set; }
    /// <summary>Name of the member or key then.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The same finding of the same caller has the same, under a key of the deployment; null where it is not counted together. Gone with the excerpt.</summary>
    public string? Fingerprint { get; set; }
    /// <summary>How often it was found within a day of the first time.</summary>
    public int Times { get; set; } = 1;
    /// <summary>When it was last found (UTC); null for once.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }
    /// <summary>What a person thinks of it.</summary>
    public SecurityReview Review { get; set; } = SecurityReview.Open;
    /// <summary>Who looked.</summary>
    public string? ReviewedBy { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset? ReviewedAt { get; set; }
    /// <summary>What the person wrote about it.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string? Note { get; set; }
}

/// <summary>A finding that was found before.</summary>
/// <param name="TenantId">Tenant.</param>
/// <param name="Fingerprint">That of the event.</param>
/// <param name="At">When (UTC).</param>
public sealed record SecurityRepeat(Guid TenantId, string Fingerprint, DateTimeOffset At);

/// <summary>A reason, with its place in the excerpt.</summary>
/// <param name="Family">The kind of evidence, stable.</param>
/// <param name="Rule">The rule, stable.</param>
/// <param name="Start">First character in the excerpt, in UTF-16 units.</param>
/// <param name="Length">Length, in UTF-16 units.</param>
/// <param name="Weight">What it adds to the score, 0 to 1.</param>
/// <param name="Via">How it was hidden; <c>plain</c> where it was not.</param>
public sealed record SecurityEvidence(string Family, string Rule, int Start, int Length, double Weight, string Via);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SecurityEvent))]
[JsonSerializable(typeof(SecurityRepeat))]
[JsonSerializable(typeof(Vault.VaultToken))]
internal sealed partial class GuardrailJson : JsonSerializerContext;
