using System.Collections.Concurrent;

namespace Artisan.Core.Gateway.Caching;

/// <summary>What happened in this node's cache and is yet to be written to the database. Bounded: what does not fit is not written, which loses hits on other nodes and no more.</summary>
public sealed class CacheOutbox
{
    private const int Most = 10_000;

    private readonly ConcurrentQueue<CacheEntry> _kept = new();
    private readonly ConcurrentQueue<CacheEntry> _gone = new();
    private readonly ConcurrentQueue<SemanticHit> _similar = new();
    private ConcurrentDictionary<(Guid TenantId, Guid Id), long> _hits = new();

    /// <summary>An answer was kept.</summary>
    public void Keep(CacheEntry entry) => Add(_kept, entry);

    /// <summary>An answer had to go for others.</summary>
    public void Forget(CacheEntry entry) => Add(_gone, entry);

    /// <summary>An answer was given again.</summary>
    public void Hit(CacheEntry entry, SemanticHit? similar)
    {
        if (_hits.Count < Most)
            _hits.AddOrUpdate((entry.TenantId, entry.Id), 1, (_, n) => n + 1);
        if (similar is not null)
            Add(_similar, similar);
    }

    /// <summary>Answers to write: those that are still in the cache, since under load most have had to go before anything was written.</summary>
    internal List<CacheEntry> TakeKept(Func<CacheEntry, bool> still) => Take(_kept, still);

    /// <summary>Answers to delete: those that were written.</summary>
    internal List<CacheEntry> TakeGone() => Take(_gone, static entry => entry.IsStored);

    internal List<SemanticHit> TakeSimilar() => Take(_similar, static _ => true);

    internal IReadOnlyDictionary<(Guid TenantId, Guid Id), long> TakeHits() => _hits.IsEmpty ? _hits : Interlocked.Exchange(ref _hits, new());

    private void Add<T>(ConcurrentQueue<T> queue, T item)
    {
        if (queue.Count < Most)
            queue.Enqueue(item);
    }

    private static List<T> Take<T>(ConcurrentQueue<T> queue, Func<T, bool> which)
    {
        var taken = new List<T>();
        while (taken.Count < 500 && queue.TryDequeue(out T? item))
        {
            if (which(item))
                taken.Add(item);
        }
        return taken;
    }
}
