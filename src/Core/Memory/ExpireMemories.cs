using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>Deletes what has expired, in small pieces; nobody could read it any more. What a legal hold keeps stays in the table, unread.</summary>
public sealed class ExpireMemories(IArtisanDbFactory databases, LiveFeed feed, TimeProvider time) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "memory.expire";
    private const int Piece = 2000;
    private static readonly TimeSpan RemovalsKept = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Guid[] tenants;
        await using (ArtisanDb db = databases.OpenDeployment())
            tenants = await db.Tenants.OrderBy(t => t.Id).Select(t => t.Id).ToArrayAsync(cancellationToken);
        long expired = 0;
        for (int i = 0; i < tenants.Length; i++)
        {
            context.Report((double)i / tenants.Length, $"Organisation {i + 1} of {tenants.Length}");
            expired += await OfAsync(tenants[i], cancellationToken);
        }
        return new { expired };
    }

    private async Task<long> OfAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        long expired = 0;
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.OpenTenant(tenantId);
        while (true)
        {
            Guid[] ids = await LegalHolds.NotHeld(db, db.Memories.Where(m => m.ExpiresAt < now)).OrderBy(m => m.ExpiresAt).Take(Piece).Select(m => m.Id).ToArrayAsync(cancellationToken);
            if (ids.Length == 0)
                break;
            db.MemoryRemovals.Add(new MemoryRemoval { Id = Guid.CreateVersion7(), MemoryIds = ids, At = now });
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            await db.Memories.Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(cancellationToken);
            expired += ids.Length;
        }
        DateTimeOffset old = now - RemovalsKept;
        await db.MemoryRemovals.Where(r => r.At < old).ExecuteDeleteAsync(cancellationToken);
        if (expired > 0)
            feed.Publish(new FeedSignal(tenantId, FeedTopic.Memories));
        return expired;
    }
}
