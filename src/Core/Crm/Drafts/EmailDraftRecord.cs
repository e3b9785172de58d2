using Artisan.Core.Data;

namespace Artisan.Core.Crm.Drafts;

/// <summary>A drafted e-mail to a lead. The variants of one request are rows of their own.</summary>
public sealed class EmailDraftRecord : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead; null when it was drafted without one.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>The AI request.</summary>
    public Guid RequestId { get; set; }
    /// <summary>Which variant, from 1.</summary>
    public int Variant { get; set; } = 1;
    /// <summary>The tone that was asked for.</summary>
    public string Tone { get; set; } = "";
    /// <summary>What the e-mail is to reach.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Objective { get; set; } = "";
    /// <summary>Subject, as the model wrote it.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Subject { get; set; } = "";
    /// <summary>Body, as the model wrote it.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Body { get; set; } = "";
    /// <summary>What to look at before it is sent (<see cref="DraftWarningV1"/>), as a JSON array; null for nothing.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string? WarningsJson { get; set; }
    /// <summary>Subject after a person's edits; null when not edited.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? EditedSubject { get; set; }
    /// <summary>Body after a person's edits; null when not edited.</summary>
    [Guarded(KeptPlace.Requests)]
    public string? EditedBody { get; set; }
    /// <summary>Model that wrote it.</summary>
    public string Model { get; set; } = "";
    /// <summary>Who asked for it.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The member or key that asked for it; null for drafts of earlier versions.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
