using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Caching;

/// <summary>
/// Carries this node's cache to the database and what other nodes put there into memory: answers, hits, purges. One run at a time. A signal makes it run at
/// once; a poll finds what was lost. Only answers that the tenant's policy lets be kept word for word are written; the others stay in memory.
/// </summary>
public sealed class SyncCache(IArtisanDbFactory databases, AnswerCache cache, CacheOutbox outbox, ControlPlane control, IKeptTextGuard guard, LiveFeed feed, TimeProvider time)
{
    // Clocks of nodes differ, and a transaction that began earlier may end later.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PurgesKept = TimeSpan.FromDays(1);
    internal static readonly TimeSpan SimilarKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan Cleaned = TimeSpan.FromMinutes(10);
    private const int PageRows = 500;

    private readonly HashSet<Guid> _applied = [];
    private readonly SemaphoreSlim _running = new(1, 1);
    private DateTimeOffset? _readUntil;
    private DateTimeOffset _cleanedAt;

    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_readUntil is { } last && now - last > PurgesKept / 2)
            {
                // Purges of the time between may be gone already.
                cache.Clear();
                _readUntil = null;
            }
            await using ArtisanDb db = databases.OpenDeployment();
            await ApplyPurgesAsync(db, now, cancellationToken);
            // What this node has dropped is deleted before it reads, or it would come back in place of newer answers.
            await WriteAsync(db, cancellationToken);
            await LoadAsync(db, now, cancellationToken);
            _readUntil = now;
            if (now - _cleanedAt > Cleaned)
            {
                await CleanAsync(db, now, cancellationToken);
                _cleanedAt = now;
            }
        }
        finally
        {
            _running.Release();
        }
    }

    private async Task ApplyPurgesAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset from = (_readUntil ?? now) - Overlap;
        foreach (CachePurge purge in await db.OfAllTenants<CachePurge>().AsNoTracking().Where(p => p.At > from).ToArrayAsync(cancellationToken))
        {
            if (!_applied.Add(purge.Id))
                continue;
            // Also rows that this node wrote while the purge was under way.
            Guid[] ids = [.. cache.Apply(purge).Select(e => e.Id)];
            if (ids.Length > 0)
                await db.OfAllTenants<CachedAnswer>().Where(a => a.TenantId == purge.TenantId && ids.Contains(a.Id)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task LoadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset from = _readUntil is { } last ? last - Overlap : DateTimeOffset.MinValue.ToUniversalTime();
        var listed = await db.OfAllTenants<CachedAnswer>().Where(a => a.CreatedAt > from && a.ExpiresAt > now).OrderByDescending(a => a.CreatedAt).Take(20_000)
            .Select(a => new { a.TenantId, a.WorkspaceId, a.Id }).ToArrayAsync(cancellationToken);
        foreach (Guid[] ids in listed.Where(a => !cache.Has(a.TenantId, a.WorkspaceId, a.Id)).Select(a => a.Id).Chunk(PageRows))
        {
            if (cache.Bytes > AnswerCache.MostBytes / 10 * 9)
                return;
            foreach (CachedAnswer row in await db.OfAllTenants<CachedAnswer>().AsNoTracking().Where(a => ids.Contains(a.Id)).OrderBy(a => a.CreatedAt).ToArrayAsync(cancellationToken))
            {
                // A text that was changed in the table, for instance by a stricter policy, is no answer any more.
                if (row.Seal == CacheEntry.SealOf(row.Prompt, row.Answer))
                    cache.Load(EntryOf(row), MostOf(row.TenantId, row.WorkspaceId));
            }
        }
    }

    private async Task WriteAsync(ArtisanDb db, CancellationToken cancellationToken)
    {
        var tenants = new HashSet<Guid>();
        // Forgotten first: an answer may have been kept and forgotten since the last run.
        List<CacheEntry> kept = outbox.TakeKept(e => cache.Has(e.TenantId, e.WorkspaceId, e.Id) && MayBeWritten(e)), gone = outbox.TakeGone();
        foreach (CacheEntry entry in kept)
        {
            db.CachedAnswers.Add(RowOf(entry));
            tenants.Add(entry.TenantId);
        }
        List<SemanticHit> similar = outbox.TakeSimilar();
        db.SemanticHits.AddRange(similar);
        if (db.ChangeTracker.HasChanges())
            await db.SaveChangesAsync(cancellationToken);
        foreach (CacheEntry entry in kept)
            entry.IsStored = true;
        foreach (IGrouping<Guid, CacheEntry> of in gone.GroupBy(e => e.TenantId))
        {
            Guid[] ids = [.. of.Select(e => e.Id)];
            await db.OfAllTenants<CachedAnswer>().Where(a => a.TenantId == of.Key && ids.Contains(a.Id)).ExecuteDeleteAsync(cancellationToken);
        }
        foreach (((Guid tenantId, Guid id), long hits) in outbox.TakeHits())
        {
            await db.OfAllTenants<CachedAnswer>().Where(a => a.TenantId == tenantId && a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Hits, a => a.Hits + hits), cancellationToken);
            tenants.Add(tenantId);
        }
        db.ChangeTracker.Clear();
        foreach (Guid tenantId in tenants)
            feed.Publish(new FeedSignal(tenantId, FeedTopic.Cache));
    }

    private async Task CleanAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cache.RemoveExpired();
        await db.OfAllTenants<CachedAnswer>().Where(a => a.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        DateTimeOffset purges = now - PurgesKept, similar = now - SimilarKept;
        await db.OfAllTenants<CachePurge>().Where(p => p.At < purges).ExecuteDeleteAsync(cancellationToken);
        await db.OfAllTenants<SemanticHit>().Where(h => h.At < similar).ExecuteDeleteAsync(cancellationToken);
    }

    private bool MayBeWritten(CacheEntry entry) => control.TenantOf(entry.TenantId) is { } tenant && tenant.IsOn(Features.RequestContent)
        && guard.MayStay(entry.TenantId, KeptPlace.Requests, entry.Prompt, entry.Answer.Span);

    private int MostOf(Guid tenantId, Guid workspaceId) => control.TenantOf(tenantId)?.Caches.GetValueOrDefault(workspaceId)?.MaxEntries ?? WorkspaceCache.DefaultEntries;

    private static CachedAnswer RowOf(CacheEntry entry) => new()
    {
        TenantId = entry.TenantId,
        Id = entry.Id,
        WorkspaceId = entry.WorkspaceId,
        UseCase = entry.UseCase,
        Operation = entry.Operation == AiOperation.Chat ? "chat" : "embeddings",
        Hash = entry.Exact,
        Digest = entry.Meaning,
        Seal = entry.Seal,
        Provider = entry.Provider,
        Model = entry.Model,
        Prompt = entry.Prompt,
        Answer = entry.Answer.ToArray(),
        Streamable = entry.Streamable,
        LeadId = entry.LeadId,
        ActorId = entry.ActorId,
        Tokens = entry.Tokens,
        CostUsd = entry.CostUsd,
        CreatedAt = entry.CreatedAt,
        ExpiresAt = entry.ExpiresAt,
    };

    private static CacheEntry EntryOf(CachedAnswer row) => new()
    {
        TenantId = row.TenantId,
        Id = row.Id,
        WorkspaceId = row.WorkspaceId,
        UseCase = row.UseCase,
        Operation = row.Operation == "chat" ? AiOperation.Chat : AiOperation.Embeddings,
        Exact = row.Hash,
        Meaning = row.Digest,
        Prompt = row.Prompt,
        Answer = row.Answer,
        Streamable = row.Streamable,
        Provider = row.Provider,
        Model = row.Model,
        LeadId = row.LeadId,
        ActorId = row.ActorId,
        Tokens = row.Tokens,
        CostUsd = row.CostUsd,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        IsStored = true,
    };
}
