using Artisan.Core.Compliance;
using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>Confirms or declines a proposed summary. Confirmed, it is recalled in place of its originals, which are kept as long as the policy says; declined, it is gone.</summary>
public sealed class DecideSummary(IArtisanDbFactory databases, ControlPlane control, MemoryIndexes indexes, LiveFeed feed, TimeProvider time)
{
    /// <summary>Decides.</summary>
    /// <returns>Originals that it stands for now; 0 when it was declined.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> when it was decided before.</exception>
    public async Task<int> ExecuteAsync(TenantScope scope, Guid id, bool confirm, CancellationToken cancellationToken)
    {
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        MemoryItem summary = await db.ReachedMemories(scope, Level.Edit, now).SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The memory");
        if (summary.State != MemoryState.Proposed)
            throw new ArtisanException(ErrorCode.Conflict, "This is no summary that waits to be confirmed.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        IQueryable<MemoryItem> originals = db.Memories.Where(m => m.SummaryId == id);
        Guid[] ids = await originals.Select(m => m.Id).ToArrayAsync(cancellationToken);
        if (confirm)
        {
            DateTimeOffset end = now.AddDays(tenant.Memory.KeepOriginalsDays);
            await originals.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MemoryState.Compressed).SetProperty(m => m.ExpiresAt, m => m.ExpiresAt == null || m.ExpiresAt > end ? end : m.ExpiresAt)
                .SetProperty(m => m.Revision, m => m.Revision + 1).SetProperty(m => m.UpdatedAt, now), cancellationToken);
            (summary.State, summary.UpdatedAt, summary.Revision) = (MemoryState.Active, now, summary.Revision + 1);
        }
        else
        {
            // Not proposed again: its originals stay marked by a summary that does not exist.
            db.Memories.Remove(summary);
        }
        db.Audit(scope, confirm ? "memory.summary_confirmed" : "memory.summary_declined", $"Memory {id:N}", new { originals = ids.Length });
        await CrmSave.SaveAsync(db, "The summary", "text", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (confirm)
        {
            indexes.Remove(scope.TenantId, ids);
            indexes.Put(summary);
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Memories));
        return confirm ? ids.Length : 0;
    }
}
