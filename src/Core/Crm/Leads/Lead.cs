using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>How far a lead has come.</summary>
public enum LeadStage
{
    /// <summary>Nobody has been in touch.</summary>
    New = 1,
    /// <summary>We have written or called.</summary>
    Contacted = 2,
    /// <summary>The lead has answered or come back.</summary>
    Engaged = 3,
    /// <summary>Need, budget and time are known.</summary>
    Qualified = 4,
    /// <summary>An offer is out.</summary>
    Proposal = 5,
    /// <summary>Became a customer.</summary>
    Won = 6,
    /// <summary>Will not buy.</summary>
    Lost = 7,
}

/// <summary>A person who may buy, with what is known of the person's company.</summary>
public sealed class Lead : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>First name; empty when unknown.</summary>
    public string FirstName { get; set; } = "";
    /// <summary>Last name; empty when unknown.</summary>
    public string LastName { get; set; } = "";
    /// <summary>Whole name, for lists and sorting; the e-mail or company where no name is known. Set by <see cref="LeadText.Refresh"/>.</summary>
    public string Name { get; set; } = "";
    /// <summary>E-mail as it was given; null when unknown.</summary>
    public string? Email { get; set; }
    /// <summary>Normalised e-mail (<see cref="CrmKeys.Email"/>) by which leads are matched; unique in the tenant, null when there is none.</summary>
    public string? EmailKey { get; set; }
    /// <summary>Phone as it was given.</summary>
    public string? Phone { get; set; }
    /// <summary>Position, for instance <c>Head of operations</c>.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Title { get; set; }
    /// <summary>Company as it was given.</summary>
    public string? Company { get; set; }
    /// <summary>The account; null when none is matched.</summary>
    public Guid? AccountId { get; set; }
    /// <summary>Country as it was given, or its ISO code.</summary>
    public string? Country { get; set; }
    /// <summary>City.</summary>
    public string? City { get; set; }
    /// <summary>Where the lead came from, for instance <c>webinar</c>.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Source { get; set; }
    /// <summary>How far it has come.</summary>
    public LeadStage Stage { get; set; } = LeadStage.New;
    /// <summary>The membership that works on it; null while unassigned.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>What is to be done next, for lists: the title of the earliest open task.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string? NextStep { get; set; }
    /// <summary>When the next step is due (UTC).</summary>
    public DateTimeOffset? NextStepAt { get; set; }
    /// <summary>The last interaction (UTC).</summary>
    public DateTimeOffset? LastContactAt { get; set; }
    /// <summary>Values of the tenant's own fields as a JSON object, by <see cref="CustomField.Key"/>.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string CustomJson { get; set; } = "{}";
    /// <summary>What needs a person's look, for instance <c>no_email</c>; null for nothing.</summary>
    public string? Flag { get; set; }
    /// <summary>Lower-case name, company, e-mail and title, for search. Set by <see cref="LeadText.Refresh"/>.</summary>
    public string SearchText { get; set; } = "";

    /// <summary>The latest score, 0 to 100; null before the first.</summary>
    public int? Score { get; set; }
    /// <summary>A to D, or F.</summary>
    public string? Grade { get; set; }
    /// <summary>Points against the score before; null before the second.</summary>
    public int? ScoreChange { get; set; }
    /// <summary>When it was scored (UTC).</summary>
    public DateTimeOffset? ScoredAt { get; set; }
    /// <summary>Until when the score is taken as current (UTC).</summary>
    public DateTimeOffset? ScoreExpiresAt { get; set; }

    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When its own facts last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>The import that created it; null when made by hand or API.</summary>
    public Guid? ImportId { get; set; }
    /// <summary>Grows with every change of its own facts; guards against overwriting another's change.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>Keeps what is derived from a lead's facts true.</summary>
public static class LeadText
{
    /// <summary>Sets name, e-mail key and search text from the facts. Call before saving.</summary>
    public static void Refresh(Lead lead)
    {
        lead.EmailKey = CrmKeys.Email(lead.Email);
        string name = $"{lead.FirstName} {lead.LastName}".Trim();
        lead.Name = name.Length > 0 ? name : lead.Email ?? lead.Company ?? "Unknown";
        lead.SearchText = CrmKeys.Search(lead.Name, lead.Company, lead.Email, lead.Title);
    }
}
