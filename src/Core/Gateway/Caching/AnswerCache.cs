using System.Collections.Concurrent;

namespace Artisan.Core.Gateway.Caching;

/// <summary>
/// The answers in this node's memory, apart for each workspace: as many as its setting says, the longest unused going first, each for its time, and over all
/// not more than a number of bytes. Nothing here waits for the database: <see cref="CacheOutbox"/> carries changes there later.
/// </summary>
public sealed class AnswerCache(CacheOutbox outbox, TimeProvider time)
{
    /// <summary>Most bytes of a node.</summary>
    public const long MostBytes = 128L * 1024 * 1024;
    // A call that was under way when a purge came must not bring back what was purged.
    private static readonly TimeSpan PurgesRemembered = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(Guid TenantId, Guid WorkspaceId), CacheShelf> _shelves = new();
    private readonly ConcurrentQueue<(CachePurge Purge, DateTimeOffset AppliedAt)> _purges = new();
    private long _bytes;

    /// <summary>Bytes in use, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Answers in memory.</summary>
    public int Count => _shelves.Values.Sum(s => s.Count);

    /// <summary>The answer under an exact key; null for none.</summary>
    public CacheEntry? FindExact(Guid tenantId, Guid workspaceId, string key) => Usable(tenantId, workspaceId, s => s.Exact(key));

    /// <summary>The latest answer under a key of meaning; null for none.</summary>
    public CacheEntry? FindMeaning(Guid tenantId, Guid workspaceId, string key) => Usable(tenantId, workspaceId, s => s.Meaning(key));

    /// <summary>Keeps an answer that a call on this node got.</summary>
    /// <param name="entry">The answer.</param>
    /// <param name="most">Most answers of its workspace.</param>
    /// <param name="arrived">When the call came in (UTC).</param>
    /// <returns>Whether it is kept; not where it was purged meanwhile.</returns>
    public bool Keep(CacheEntry entry, int most, DateTimeOffset arrived)
    {
        if (_purges.Any(p => p.AppliedAt >= arrived && p.Purge.Covers(entry)))
            return false;
        Put(entry, most);
        outbox.Keep(entry);
        return true;
    }

    /// <summary>Takes in an answer that came from the database.</summary>
    public void Load(CacheEntry entry, int most) => Put(entry, most);

    /// <summary>Whether an answer is in memory.</summary>
    public bool Has(Guid tenantId, Guid workspaceId, Guid id) => _shelves.TryGetValue((tenantId, workspaceId), out CacheShelf? shelf) && shelf.Has(id);

    /// <summary>The answers of a tenant, or of one of its workspaces, that are still good.</summary>
    public IReadOnlyList<CacheEntry> Of(Guid tenantId, Guid? workspaceId = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. _shelves.Where(s => s.Key.TenantId == tenantId && (workspaceId ?? s.Key.WorkspaceId) == s.Key.WorkspaceId).SelectMany(s => s.Value.All()).Where(e => e.ExpiresAt > now)];
    }

    /// <summary>Forgets what a purge names, and keeps calls under way from bringing it back.</summary>
    public IReadOnlyList<CacheEntry> Apply(CachePurge purge)
    {
        DateTimeOffset now = time.GetUtcNow();
        _purges.Enqueue((purge, now));
        while (_purges.TryPeek(out var oldest) && now - oldest.AppliedAt > PurgesRemembered)
            _purges.TryDequeue(out _);
        var removed = new List<CacheEntry>();
        foreach (((Guid tenantId, Guid _), CacheShelf shelf) in _shelves)
        {
            if (tenantId == purge.TenantId)
                removed.AddRange(shelf.RemoveWhere(purge.Covers));
        }
        Freed(removed);
        return removed;
    }

    /// <summary>Forgets everything; for a node that could not learn of purges.</summary>
    public void Clear()
    {
        foreach (CacheShelf shelf in _shelves.Values)
            Freed(shelf.RemoveWhere(_ => true));
    }

    /// <summary>Forgets what has had its time.</summary>
    public void RemoveExpired()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (CacheShelf shelf in _shelves.Values)
            Freed(shelf.RemoveWhere(e => e.ExpiresAt <= now));
    }

    private CacheEntry? Usable(Guid tenantId, Guid workspaceId, Func<CacheShelf, CacheEntry?> find) =>
        _shelves.TryGetValue((tenantId, workspaceId), out CacheShelf? shelf) && find(shelf) is { } entry && entry.ExpiresAt > time.GetUtcNow() ? entry : null;

    private void Put(CacheEntry entry, int most)
    {
        IReadOnlyList<CacheEntry> replaced = _shelves.GetOrAdd((entry.TenantId, entry.WorkspaceId), _ => new CacheShelf()).Put(entry, most);
        Interlocked.Add(ref _bytes, entry.Size);
        Freed(replaced);
        foreach (CacheEntry gone in replaced)
            outbox.Forget(gone);
        // What this node has no room for, others may still have: only memory is freed.
        while (Bytes > MostBytes && _shelves.Values.MaxBy(s => s.Bytes)?.RemoveOldest() is { } oldest)
            Freed([oldest]);
    }

    private void Freed(IReadOnlyList<CacheEntry> entries) => Interlocked.Add(ref _bytes, -entries.Sum(e => (long)e.Size));
}
