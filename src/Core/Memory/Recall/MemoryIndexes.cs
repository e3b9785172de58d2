using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Recall;

/// <summary>
/// The indexes of this node, one for each tenant that recalls. Each is read from the database when it is first needed, and brought up to date when another
/// node says that something changed, or two seconds later when that was lost. Those longest unused give way when all together hold more than 1 GB.
/// </summary>
public sealed class MemoryIndexes : IDisposable
{
    private const int PageRows = 2000;
    private const long MostBytes = 1L << 30;
    private const int MostMemories = 1_000_000;
    // Clocks of nodes differ, and a transaction that began earlier may end later.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(2);

    private readonly IArtisanDbFactory _databases;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, Held> _held = new();
    private readonly LiveFeed _feed;

    /// <summary>Listens for what other nodes change.</summary>
    public MemoryIndexes(IArtisanDbFactory databases, LiveFeed feed, TimeProvider time)
    {
        (_databases, _time, _feed) = (databases, time, feed);
        feed.Delivered += Hear;
    }

    private void Hear(FeedSignal signal)
    {
        if (signal.Topic == FeedTopic.Memories && _held.TryGetValue(signal.TenantId, out Held? held))
            held.Dirty = true;
    }

    /// <summary>A tenant's index, up to date.</summary>
    public async ValueTask<MemoryIndex> OfAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        Held held = _held.GetOrAdd(tenantId, static _ => new Held());
        held.UsedAt = _time.GetTimestamp();
        if (held.Loaded && !held.Dirty && _time.GetElapsedTime(held.SyncedAt) < Stale)
            return held.Index;
        await held.Gate.WaitAsync(cancellationToken);
        try
        {
            if (held.Loaded && !held.Dirty && _time.GetElapsedTime(held.SyncedAt) < Stale)
                return held.Index;
            held.Dirty = false;
            await SyncAsync(tenantId, held, cancellationToken);
            held.SyncedAt = _time.GetTimestamp();
        }
        catch
        {
            held.Dirty = true;
            throw;
        }
        finally
        {
            held.Gate.Release();
        }
        MakeRoom(tenantId);
        return held.Index;
    }

    /// <summary>Tells this node's index of a memory that was just saved here, so that its caller finds it at once.</summary>
    public void Put(MemoryItem memory)
    {
        if (_held.TryGetValue(memory.TenantId, out Held? held) && held.Loaded)
            held.Index.Put(IndexedOf(memory), TraceOf(memory));
    }

    /// <summary>Takes memories out of this node's index.</summary>
    public void Remove(Guid tenantId, IEnumerable<Guid> ids)
    {
        if (_held.TryGetValue(tenantId, out Held? held))
            held.Index.Remove(ids);
    }

    /// <summary>Lets a tenant's index go; it is read again when it is next needed.</summary>
    public void Drop(Guid tenantId) => _held.TryRemove(tenantId, out _);

    /// <summary>Memories in a tenant's index on this node; null where it has none.</summary>
    public int? CountOf(Guid tenantId) => _held.TryGetValue(tenantId, out Held? held) && held.Loaded ? held.Index.Count : null;

    /// <summary>Applies removals to all indexes that this node holds, so that what was purged is gone from memory though nobody recalls.</summary>
    public async Task SyncAllAsync(CancellationToken cancellationToken)
    {
        foreach (Guid tenantId in _held.Keys)
            await OfAsync(tenantId, cancellationToken);
    }

    private async Task SyncAsync(Guid tenantId, Held held, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await using ArtisanDb db = _databases.OpenTenant(tenantId);
        if (held.Loaded)
        {
            DateTimeOffset from = held.ReadUntil - Overlap;
            foreach (MemoryRemoval removal in await db.MemoryRemovals.AsNoTracking().Where(r => r.At > from).OrderBy(r => r.Id).ToArrayAsync(cancellationToken))
            {
                if (!held.Applied.Add(removal.Id))
                    continue;
                if (removal.MemoryIds is null)
                {
                    held.Index = new MemoryIndex();
                    held.Loaded = false;
                    break;
                }
                held.Index.Remove(removal.MemoryIds);
            }
        }
        if (!held.Loaded)
        {
            held.Applied = [.. await db.MemoryRemovals.AsNoTracking().Select(r => r.Id).ToArrayAsync(cancellationToken)];
            held.ReadUntil = DateTimeOffset.MinValue.ToUniversalTime();
        }
        await LoadAsync(db, held, now, cancellationToken);
        held.ReadUntil = now;
        held.Loaded = true;
    }

    private static async Task LoadAsync(ArtisanDb db, Held held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset from = held.Loaded ? held.ReadUntil - Overlap : DateTimeOffset.MinValue.ToUniversalTime();
        // The newest first: where there is no room for all, the oldest are left out.
        DateTimeOffset before = DateTimeOffset.MaxValue.ToUniversalTime();
        Guid beforeId = Guid.Empty;
        while (held.Index.Count < MostMemories)
        {
            MemoryItem[] rows = await db.Memories.AsNoTracking().Where(m => m.UpdatedAt > from && (m.UpdatedAt < before || m.UpdatedAt == before && m.Id.CompareTo(beforeId) < 0))
                .OrderByDescending(m => m.UpdatedAt).ThenByDescending(m => m.Id).Take(PageRows).ToArrayAsync(cancellationToken);
            foreach (MemoryItem row in rows)
            {
                if (row.State != MemoryState.Active || row.ExpiresAt <= now)
                    held.Index.Remove([row.Id]);
                else if (!held.Index.Has(row.Id, row.Revision, row.MeaningModel))
                    held.Index.Put(IndexedOf(row), TraceOf(row));
            }
            if (rows.Length < PageRows)
                return;
            (before, beforeId) = (rows[^1].UpdatedAt, rows[^1].Id);
        }
    }

    private void MakeRoom(Guid but)
    {
        while (_held.Count > 1 && _held.Values.Sum(h => h.Index.Bytes) > MostBytes)
        {
            Guid oldest = _held.Where(h => h.Key != but).MinBy(h => h.Value.UsedAt).Key;
            _held.TryRemove(oldest, out _);
        }
    }

    private static IndexedMemory IndexedOf(MemoryItem m) => new()
    {
        Id = m.Id,
        WorkspaceId = m.WorkspaceId,
        OwnerId = m.OwnerId,
        LeadId = m.LeadId ?? Guid.Empty,
        Type = m.Type,
        Pinned = m.Pinned,
        CreatedTicks = m.CreatedAt.UtcTicks,
        ExpiresTicks = m.ExpiresAt?.UtcTicks ?? long.MaxValue,
        Revision = m.Revision,
        MeaningModel = m.MeaningModel,
    };

    // The vector is stored, since it costs more than the words.
    private static MemoryTrace TraceOf(MemoryItem m)
    {
        string text = m.Content + "\n" + MemoryFields.Read(m.FieldsJson)?.Words();
        return new MemoryTrace([.. MemoryText.Stems(text).Select(s => MemoryText.Hash(s.Stem)).Distinct()], MemoryMarshal.Cast<byte, sbyte>(m.Vector).ToArray())
        {
            Meaning = m.MeaningVector is { } meaning ? MemoryMarshal.Cast<byte, sbyte>(meaning).ToArray() : null,
            MeaningModel = m.MeaningModel,
        };
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _feed.Delivered -= Hear;

    private sealed class Held
    {
        public readonly SemaphoreSlim Gate = new(1, 1);
        public volatile bool Dirty, Loaded;
        public MemoryIndex Index = new();
        public HashSet<Guid> Applied = [];
        public DateTimeOffset ReadUntil;
        public long SyncedAt, UsedAt;
    }
}
