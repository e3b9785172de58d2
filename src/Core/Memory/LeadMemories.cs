using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>What is remembered of a lead goes with it, unless a legal hold keeps it.</summary>
public sealed class LeadMemories(LiveFeed feed) : ILeadDeletion
{
    /// <inheritdoc/>
    public async Task BeforeAsync(ArtisanDb db, TenantScope scope, IReadOnlyCollection<Guid> leadIds, CancellationToken cancellationToken)
    {
        IQueryable<MemoryItem> memories = db.Memories.Where(m => m.LeadId != null && leadIds.Contains(m.LeadId.Value));
        Guid[] ids = await memories.Select(m => m.Id).ToArrayAsync(cancellationToken);
        if (ids.Length == 0)
            return;
        if (ids.Length > await LegalHolds.NotHeld(db, memories).CountAsync(cancellationToken))
            throw new ArtisanException(ErrorCode.Conflict, "A legal hold lasts on what is remembered of the lead. It can be deleted when a compliance officer has lifted the hold.");
        foreach (Guid[] some in ids.Chunk(2000))
            db.MemoryRemovals.Add(new MemoryRemoval { Id = Guid.CreateVersion7(), MemoryIds = some, At = DateTimeOffset.UtcNow });
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
    }
}
