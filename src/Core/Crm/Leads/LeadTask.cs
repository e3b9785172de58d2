using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>Something to be done for a lead. The earliest open one is the lead's next step.</summary>
public sealed class LeadTask : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead.</summary>
    public Guid LeadId { get; set; }
    /// <summary>What.</summary>
    [Guarded(KeptPlace.Interactions)]
    public string Title { get; set; } = "";
    /// <summary>Until when (UTC); null for some time.</summary>
    public DateTimeOffset? DueAt { get; set; }
    /// <summary>The membership that is to do it; null for the lead's owner.</summary>
    public Guid? AssigneeId { get; set; }
    /// <summary>When it was done (UTC); null while open.</summary>
    public DateTimeOffset? DoneAt { get; set; }
    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>The member or key that made it; null for tasks of earlier versions.</summary>
    public Guid? CreatedById { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
