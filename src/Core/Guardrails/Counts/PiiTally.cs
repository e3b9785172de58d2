using System.Collections.Concurrent;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Counts;

/// <summary>Counts what was found, in memory; written every few seconds, so that no call and no saving waits for it.</summary>
public sealed class PiiTally(TimeProvider time)
{
    private readonly ConcurrentDictionary<PiiTallyKey, long> _counts = new();

    /// <summary>Adds to a count.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="place">Where.</param>
    /// <param name="type">What.</param>
    /// <param name="action">What was done.</param>
    /// <param name="count">How many.</param>
    public void Add(Guid tenantId, string place, string type, string action, long count = 1)
    {
        if (count > 0 && tenantId != Guid.Empty)
            Put(new PiiTallyKey(tenantId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), place, type, action), count);
    }

    /// <summary>Adds what was found in a text.</summary>
    public void Add(Guid tenantId, string place, IEnumerable<PiiMatch> matches, string action)
    {
        foreach (PiiMatch match in matches)
            Add(tenantId, place, PiiTypes.NameOf(match.Type), action);
    }

    /// <summary>Puts back what could not be written.</summary>
    public void Put(PiiTallyKey key, long count) => _counts.AddOrUpdate(key, count, (_, before) => before + count);

    /// <summary>Takes what was counted since it was last asked.</summary>
    public IReadOnlyList<(PiiTallyKey Key, long Count)> Take()
    {
        var taken = new List<(PiiTallyKey, long)>();
        foreach (PiiTallyKey key in _counts.Keys)
        {
            if (_counts.TryRemove(key, out long count))
                taken.Add((key, count));
        }
        return taken;
    }
}

/// <summary>What is counted apart.</summary>
/// <param name="TenantId">Whose.</param>
/// <param name="Day">The day (UTC).</param>
/// <param name="Place">Where.</param>
/// <param name="Type">What.</param>
/// <param name="Action">What was done.</param>
public readonly record struct PiiTallyKey(Guid TenantId, DateOnly Day, string Place, string Type, string Action);

/// <summary>Adds counts to those in the database; a port, since it is the database's own means.</summary>
public interface IPiiCountStore
{
    /// <summary>Adds all or none.</summary>
    Task AddAsync(IReadOnlyList<(PiiTallyKey Key, long Count)> counts, CancellationToken cancellationToken);
}

/// <summary>Carries what was counted into the database.</summary>
public sealed class WritePiiCounts(PiiTally tally, IPiiCountStore store)
{
    /// <summary>Writes what was counted since the last time. What cannot be written now is counted on.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<(PiiTallyKey Key, long Count)> counts = tally.Take();
        if (counts.Count == 0)
            return;
        try
        {
            await store.AddAsync(counts, cancellationToken);
        }
        catch
        {
            foreach ((PiiTallyKey key, long count) in counts)
                tally.Put(key, count);
            throw;
        }
    }
}
