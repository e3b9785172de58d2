using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>What happened between us and a lead.</summary>
public enum InteractionKind
{
    /// <summary>We sent an e-mail.</summary>
    EmailSent = 1,
    /// <summary>An e-mail of ours was opened.</summary>
    EmailOpened = 2,
    /// <summary>A link in an e-mail of ours was followed.</summary>
    EmailClicked = 3,
    /// <summary>The lead wrote to us.</summary>
    EmailReplied = 4,
    /// <summary>An e-mail of ours could not be delivered.</summary>
    EmailBounced = 5,
    /// <summary>The lead wants no more e-mails.</summary>
    Unsubscribed = 6,
    /// <summary>A telephone or video call.</summary>
    Call = 7,
    /// <summary>A meeting.</summary>
    Meeting = 8,
    /// <summary>The product was shown.</summary>
    Demo = 9,
    /// <summary>The lead looked at our site.</summary>
    WebVisit = 10,
    /// <summary>The lead looked at our prices.</summary>
    PricingVisit = 11,
    /// <summary>The lead took a document.</summary>
    Download = 12,
    /// <summary>The lead filled in a form.</summary>
    FormSubmitted = 13,
    /// <summary>The lead came to an event or webinar.</summary>
    EventAttended = 14,
    /// <summary>An offer was sent.</summary>
    ProposalSent = 15,
    /// <summary>Somebody wrote something down.</summary>
    Note = 16,
    /// <summary>Anything else.</summary>
    Other = 99,
}

/// <summary>One thing that happened with a lead, an account or a contact.</summary>
public sealed class Interaction : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead; null when it concerns none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>The account; null when it concerns none.</summary>
    public Guid? AccountId { get; set; }
    /// <summary>The contact; null when it concerns none.</summary>
    public Guid? ContactId { get; set; }
    /// <summary>The campaign that it belongs to; null for none.</summary>
    public Guid? CampaignId { get; set; }
    /// <summary>What happened.</summary>
    public InteractionKind Kind { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>In one line.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string Subject { get; set; } = "";
    /// <summary>The text, at most <see cref="MaxBody"/> characters; null for none.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string? Body { get; set; }
    /// <summary>How it went: <c>positive</c>, <c>neutral</c>, <c>negative</c>; null when not told.</summary>
    public string? Outcome { get; set; }
    /// <summary>How long it took, in seconds; null where that means nothing.</summary>
    public int? DurationSeconds { get; set; }
    /// <summary>Who of us took part or wrote it down.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The other system's id, so that sending it twice stores it once; unique in the tenant.</summary>
    public string? ExternalId { get; set; }
    /// <summary>The AI request that it came from, for instance a call's summary; null for none.</summary>
    public Guid? RequestId { get; set; }
    /// <summary>When it was written down (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int MaxBody = 20_000;
}
