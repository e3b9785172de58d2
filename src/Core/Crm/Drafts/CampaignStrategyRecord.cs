using Artisan.Core.Data;

namespace Artisan.Core.Crm.Drafts;

/// <summary>A proposed strategy for a campaign, as it was streamed.</summary>
public sealed class CampaignStrategyRecord : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The campaign; null when it was asked for without one.</summary>
    public Guid? CampaignId { get; set; }
    /// <summary>The AI request.</summary>
    public Guid RequestId { get; set; }
    /// <summary>What was asked for, as JSON.</summary>
    [Guarded(KeptPlace.Requests, Json = true)]
    public string RequestJson { get; set; } = "{}";
    /// <summary>The strategy as Markdown.</summary>
    [Guarded(KeptPlace.Requests)]
    public string Text { get; set; } = "";
    /// <summary>Model that wrote it.</summary>
    public string Model { get; set; } = "";
    /// <summary>Who asked for it.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>The member or key that asked for it; null for strategies of earlier versions.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
