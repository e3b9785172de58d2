using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>Where a campaign stands.</summary>
public enum CampaignStatus
{
    /// <summary>Being planned.</summary>
    Draft = 1,
    /// <summary>Runs.</summary>
    Active = 2,
    /// <summary>Stopped for now.</summary>
    Paused = 3,
    /// <summary>Over.</summary>
    Completed = 4,
}

/// <summary>An effort to win a group of leads.</summary>
public sealed class Campaign : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Its name, unique in the tenant.</summary>
    public string Name { get; set; } = "";
    /// <summary>What it is to reach.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Objective { get; set; }
    /// <summary>Main channel, for instance <c>email</c>, <c>webinar</c>, <c>linkedin</c>.</summary>
    public string? Channel { get; set; }
    /// <summary>Where it stands.</summary>
    public CampaignStatus Status { get; set; } = CampaignStatus.Draft;
    /// <summary>First day.</summary>
    public DateOnly? StartsOn { get; set; }
    /// <summary>Last day.</summary>
    public DateOnly? EndsOn { get; set; }
    /// <summary>Money set aside, USD.</summary>
    public decimal? BudgetUsd { get; set; }
    /// <summary>The membership that runs it.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When its own facts last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>Grows with every change of its own facts; guards against overwriting another's change.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>A lead in a campaign.</summary>
public sealed class CampaignLead : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The campaign.</summary>
    public Guid CampaignId { get; set; }
    /// <summary>The lead.</summary>
    public Guid LeadId { get; set; }
    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset AddedAt { get; set; }
}
