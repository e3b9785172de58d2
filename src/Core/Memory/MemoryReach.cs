using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>
/// Who may see what is remembered: admins and compliance officers all of it; managers and keys what was stored in their workspaces; reps their own, and
/// what is remembered of a lead that they work on. What has expired is seen by nobody.
/// </summary>
public static class MemoryReach
{
    /// <summary>Demands access, and narrows a query to what the caller reaches and what has not expired.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Forbidden"/>.</exception>
    public static IQueryable<MemoryItem> ReachedMemories(this ArtisanDb db, TenantScope scope, Level level, DateTimeOffset now)
    {
        IQueryable<MemoryItem> live = db.Memories.Where(m => m.ExpiresAt == null || m.ExpiresAt > now);
        Reach reach = scope.Demand(Area.Memory, level);
        if (reach == Reach.All)
            return live;
        Guid own = scope.ActorId;
        if (reach == Reach.Team)
        {
            Guid[] workspaces = [.. scope.Workspaces];
            return live.Where(m => m.OwnerId == own || workspaces.Contains(m.WorkspaceId));
        }
        // A colleague's memory of one's own lead may be read, but it stays the colleague's to change.
        return level == Level.See ? live.Where(m => m.OwnerId == own || m.LeadId != null && db.Leads.Any(l => l.Id == m.LeadId && l.OwnerId == own)) : live.Where(m => m.OwnerId == own);
    }

    /// <summary>Whether the caller may change and forget a memory that he sees: the rule of <see cref="ReachedMemories"/> for one that was read already.</summary>
    public static bool MayEdit(TenantScope scope, MemoryItem memory) => scope.AccessTo(Area.Memory) is { Level: >= Level.Edit } access
        && (access.Reach == Reach.All || memory.OwnerId == scope.ActorId || access.Reach == Reach.Team && scope.Workspaces.Contains(memory.WorkspaceId));

    /// <summary>Demands that a lead exists for the caller.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    internal static async Task DemandLeadAsync(ArtisanDb db, TenantScope scope, Guid leadId, CancellationToken cancellationToken)
    {
        if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == leadId, cancellationToken))
            throw ArtisanException.NotFound("The lead");
    }
}
