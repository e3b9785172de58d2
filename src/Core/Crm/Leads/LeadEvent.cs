using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>What a lead event tells of.</summary>
public enum LeadEventKind
{
    /// <summary>The lead was made by hand or API.</summary>
    Created = 1,
    /// <summary>An import created or changed it.</summary>
    Imported = 2,
    /// <summary>Facts, stage or owner were changed.</summary>
    Changed = 3,
    /// <summary>Another lead was merged into it, or taken out again.</summary>
    Merged = 4,
    /// <summary>It was scored.</summary>
    Scored = 5,
    /// <summary>An e-mail was drafted.</summary>
    Drafted = 6,
    /// <summary>A task was made or done.</summary>
    Task = 7,
    /// <summary>Another AI function worked on it, for instance a conversation.</summary>
    Assisted = 8,
}

/// <summary>An entry of a lead's timeline that is no interaction: what we did to the record. Interactions stand beside it.</summary>
public sealed class LeadEvent : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead.</summary>
    public Guid LeadId { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>What.</summary>
    public LeadEventKind Kind { get; set; }
    /// <summary>In one line.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string Title { get; set; } = "";
    /// <summary>Facts as JSON, for instance what changed from what to what; null for none.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string? DetailsJson { get; set; }
    /// <summary>Who.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The thing behind it: an import, a score, a draft, a merge; null for none.</summary>
    public Guid? ReferenceId { get; set; }
    /// <summary>The AI request behind it; null for none.</summary>
    public Guid? RequestId { get; set; }
}
