using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>How much is remembered that the caller may see. Each is counted to <see cref="CountMemories.Most"/>, since nobody reads an exact count of a million.</summary>
/// <param name="All">Memories that are recalled.</param>
/// <param name="Pinned">Of these, pinned ones.</param>
/// <param name="Proposed">Summaries that wait to be confirmed.</param>
/// <param name="Ending">Those that end within <see cref="CountMemories.EndingDays"/> days.</param>
public sealed record MemoryCounts(int All, int Pinned, int Proposed, int Ending);

/// <summary>Counts what is remembered, in one round trip.</summary>
public sealed class CountMemories(IArtisanDbFactory databases, TimeProvider time)
{
    /// <summary>Where counting stops.</summary>
    public const int Most = 10_000;
    /// <summary>What ends so soon, in days, is counted by itself.</summary>
    public const int EndingDays = 7;

    /// <summary>Counts.</summary>
    /// <exception cref="ArtisanException">When the scope may not see memories.</exception>
    public async Task<MemoryCounts> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow(), soon = now.AddDays(EndingDays);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<MemoryItem> memories = db.ReachedMemories(scope, Level.See, now);
        // The tenant's own row carries the counts, so that one statement brings all.
        return await db.Tenants.Where(t => t.Id == scope.TenantId).Select(_ => new MemoryCounts(
            memories.Where(m => m.State == MemoryState.Active).Take(Most).Count(),
            memories.Where(m => m.State == MemoryState.Active && m.Pinned).Take(Most).Count(),
            memories.Where(m => m.State == MemoryState.Proposed).Take(Most).Count(),
            memories.Where(m => m.ExpiresAt < soon).Take(Most).Count())).SingleAsync(cancellationToken);
    }
}
