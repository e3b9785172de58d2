using System.Collections.Concurrent;

namespace Artisan.Core.Memory.Recall;

/// <summary>Memories of this node that no model has read as they are now. What is lost of it with the process, the hourly job finds.</summary>
public sealed class MemoryQueue
{
    private const int Most = 10_000;
    private readonly ConcurrentQueue<(Guid Tenant, Guid Memory)> _noted = new();

    /// <summary>Notes a memory that was stored or changed.</summary>
    public void Note(Guid tenantId, Guid memoryId)
    {
        if (_noted.Count < Most)
            _noted.Enqueue((tenantId, memoryId));
    }

    /// <summary>Takes what was noted, by tenant.</summary>
    public ILookup<Guid, Guid> Take()
    {
        var taken = new List<(Guid Tenant, Guid Memory)>();
        while (taken.Count < Most && _noted.TryDequeue(out (Guid Tenant, Guid Memory) one))
            taken.Add(one);
        return taken.Distinct().ToLookup(t => t.Tenant, t => t.Memory);
    }
}
