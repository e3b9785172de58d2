using System.Collections.Concurrent;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Memory;

/// <summary>Tells a search in the list from the same list that is read again, as an open page does with every change: one entry of the audit for both.</summary>
public sealed class MemorySearches(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Same = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Actor, string Words), long> _seen = new();

    /// <summary>Whether the caller has not searched for these words in the last ten minutes on this node.</summary>
    public bool IsNew(TenantScope scope, string words)
    {
        if (_seen.Count > Most)
            _seen.Clear();
        long now = time.GetTimestamp();
        (Guid, Guid, string) key = (scope.TenantId, scope.ActorId, words);
        if (_seen.TryGetValue(key, out long before) && time.GetElapsedTime(before, now) < Same)
            return false;
        _seen[key] = now;
        return true;
    }
}
