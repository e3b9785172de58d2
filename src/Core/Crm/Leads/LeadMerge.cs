using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>That one lead was merged into another, with all that it takes to undo it.</summary>
public sealed class LeadMerge : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The lead that stayed.</summary>
    public Guid KeptId { get; set; }
    /// <summary>The lead that went; its row is in the snapshot.</summary>
    public Guid MergedId { get; set; }
    /// <summary>Both rows as they were, and the ids of all that moved, as JSON.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string SnapshotJson { get; set; } = "{}";
    /// <summary>Who.</summary>
    public string ActorName { get; set; } = "";
    /// <summary>When (UTC).</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>When it was undone (UTC); null while it holds.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
}
