namespace Artisan.Core.Gateway.Caching;

/// <summary>The answers of one workspace, the longest unused first in line to go. Safe for many threads.</summary>
internal sealed class CacheShelf
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CacheEntry> _byUse = new();
    private readonly Dictionary<Guid, LinkedListNode<CacheEntry>> _byId = [];
    private readonly Dictionary<string, CacheEntry> _byExact = [];
    private readonly Dictionary<string, CacheEntry> _byMeaning = [];

    public int Count
    {
        get { lock (_lock) return _byId.Count; }
    }

    public long Bytes { get; private set; }

    public CacheEntry? Exact(string key) => Find(_byExact, key);

    public CacheEntry? Meaning(string key) => Find(_byMeaning, key);

    public bool Has(Guid id)
    {
        lock (_lock)
            return _byId.ContainsKey(id);
    }

    public CacheEntry[] All()
    {
        lock (_lock)
            return [.. _byUse];
    }

    /// <summary>Puts an answer in, in place of one with the same key.</summary>
    /// <returns>What had to go.</returns>
    public IReadOnlyList<CacheEntry> Put(CacheEntry entry, int most)
    {
        lock (_lock)
        {
            var gone = new List<CacheEntry>();
            if (_byExact.TryGetValue(entry.Exact, out CacheEntry? same) && Remove(same))
                gone.Add(same);
            _byId[entry.Id] = _byUse.AddLast(entry);
            _byExact[entry.Exact] = entry;
            if (entry.Meaning is not null)
                _byMeaning[entry.Meaning] = entry;
            Bytes += entry.Size;
            while (_byId.Count > most && _byUse.First is { } oldest && Remove(oldest.Value))
                gone.Add(oldest.Value);
            return gone;
        }
    }

    public CacheEntry? RemoveOldest()
    {
        lock (_lock)
            return _byUse.First is { } oldest && Remove(oldest.Value) ? oldest.Value : null;
    }

    public IReadOnlyList<CacheEntry> RemoveWhere(Func<CacheEntry, bool> which)
    {
        lock (_lock)
            return [.. _byUse.Where(which).ToArray().Where(Remove)];
    }

    private CacheEntry? Find(Dictionary<string, CacheEntry> by, string key)
    {
        lock (_lock)
        {
            if (!by.TryGetValue(key, out CacheEntry? entry))
                return null;
            LinkedListNode<CacheEntry> node = _byId[entry.Id];
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return entry;
        }
    }

    private bool Remove(CacheEntry entry)
    {
        if (!_byId.Remove(entry.Id, out LinkedListNode<CacheEntry>? node))
            return false;
        _byUse.Remove(node);
        if (_byExact.GetValueOrDefault(entry.Exact) == entry)
            _byExact.Remove(entry.Exact);
        if (entry.Meaning is not null && _byMeaning.GetValueOrDefault(entry.Meaning) == entry)
            _byMeaning.Remove(entry.Meaning);
        Bytes -= entry.Size;
        return true;
    }
}
