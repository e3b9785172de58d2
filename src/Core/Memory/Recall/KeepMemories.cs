using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Recall;

/// <summary>Writes how often memories were recalled, and brings this node's indexes up to date, so that what is gone elsewhere is gone here, too.</summary>
public sealed class KeepMemories(IArtisanDbFactory databases, MemoryIndexes indexes, MemoryTouches touches, ReadMeanings meanings)
{
    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<Guid, (Guid Memory, int Times, DateTimeOffset At)> tenant in touches.Take())
        {
            await using ArtisanDb db = databases.OpenTenant(tenant.Key);
            // Those recalled equally often in one statement; in two seconds nearly all were recalled once.
            foreach (IGrouping<int, (Guid Memory, int Times, DateTimeOffset At)> alike in tenant.GroupBy(t => t.Times))
            {
                Guid[] ids = [.. alike.Select(a => a.Memory)];
                DateTimeOffset at = alike.Max(a => a.At);
                await db.Memories.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.Recalls, m => m.Recalls + alike.Key).SetProperty(m => m.RecalledAt, at), cancellationToken);
            }
        }
        await indexes.SyncAllAsync(cancellationToken);
        await meanings.RunNotedAsync(cancellationToken);
    }
}
