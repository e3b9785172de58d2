using System.Collections.Concurrent;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Recall;

/// <summary>Finds what is remembered of something: by likeness of texts and by words, with the reasons of each hit. Only what the caller may see, and nothing that has expired.</summary>
public sealed class RecallMemories(IArtisanDbFactory databases, ControlPlane control, MemoryIndexes indexes, MemoryMeanings meanings, MemoryTouches touches, TimeProvider time)
{
    /// <summary>Most hits of a recall.</summary>
    public const int MostHits = 50;
    /// <summary>Below this score, a memory shares hardly a word with what was asked.</summary>
    public const double NearScore = 0.2;
    private const int LongestQuery = 2000;
    private const float SynonymWeight = 0.5f;

    /// <summary>Recalls.</summary>
    /// <exception cref="ArtisanException">When the scope may not see memories, or a value is out of its range.</exception>
    public async Task<MemoryRecallResponseV1> ExecuteAsync(TenantScope scope, MemoryRecallRequestV1 request, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Memory, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        string query = request.Query?.Trim() ?? "";
        if (query.Length is 0 or > LongestQuery)
            throw ArtisanException.Invalid("query", $"Say what is to be recalled in 1 to {LongestQuery:N0} characters.");
        if (request.Limit is < 1 or > MostHits)
            throw ArtisanException.Invalid("limit", $"Ask for 1 to {MostHits} memories.");
        if (request.Types?.FirstOrDefault(t => !Enum.IsDefined(t)) is { } unknown && unknown != default)
            throw ArtisanException.Invalid("types", "There is no such type of memory.");
        DateTimeOffset now = time.GetUtcNow();
        MemoryIndex index = await indexes.OfAsync(scope.TenantId, cancellationToken);
        (MemoryTrace trace, float[] weights) = Read(query);
        if (meanings.ModelOf(tenant) is { } model && await meanings.OfQueryAsync(scope, model, query, cancellationToken) is { } meaning)
            trace = trace with { Meaning = meaning, MeaningModel = model.Name };
        // Some of what is found may be gone or another's: more are asked for than are wanted.
        IReadOnlyList<MemoryCandidate> found = index.Find(trace, weights, Admits(scope, reach, request), now.UtcTicks, request.Limit * 3 + 10);
        await using ArtisanDb db = databases.Open(scope);
        Guid[] ids = [.. found.Select(c => c.Id)];
        Dictionary<Guid, MemoryItem> rows = ids.Length == 0 ? [] : await db.ReachedMemories(scope, Level.See, now).AsNoTracking().Where(m => ids.Contains(m.Id) && m.State == MemoryState.Active).ToDictionaryAsync(m => m.Id, cancellationToken);
        var asked = MemoryText.Stems(query).Select(s => s.Stem).ToHashSet();
        // The same words about the same lead, remembered by several, are one answer.
        MemoryHitV1[] hits = [.. found.Where(c => rows.ContainsKey(c.Id)).DistinctBy(c => (rows[c.Id].LeadId, rows[c.Id].Content)).Take(request.Limit).Select(c => Hit(scope, rows[c.Id], c, asked, now))];
        touches.Note(scope.TenantId, hits.Select(h => h.Memory.Id), now);
        if (tenant.Memory.Audited.Contains("search"))
        {
            db.Audit(scope, "memory.searched", $"{hits.Length} memories", new { characters = query.Length, request.Types, request.LeadId, request.OwnerId, memories = hits.Select(h => h.Memory.Id) });
            await db.SaveChangesAsync(cancellationToken);
        }
        return new MemoryRecallResponseV1(hits, index.Count, trace.MeaningModel);
    }

    private static (MemoryTrace Trace, float[] Weights) Read(string query)
    {
        MemoryTrace own = MemoryText.Of(query);
        var terms = new List<ulong>(own.Terms);
        var weights = Enumerable.Repeat(1f, own.Terms.Length).ToList();
        Language language = Languages.Detect(query);
        foreach ((string word, _) in MemoryText.Stems(query))
        {
            foreach (string other in Synonyms.Of(word))
            {
                ulong term = MemoryText.Hash(Stemmer.Stem(other, language));
                if (terms.Contains(term))
                    continue;
                terms.Add(term);
                weights.Add(SynonymWeight);
            }
        }
        return (own with { Terms = [.. terms] }, [.. weights]);
    }

    // Whose lead a memory is about is the database's to say; a rep who names no lead gets the own memories.
    private static MemoryAdmission Admits(TenantScope scope, Reach reach, MemoryRecallRequestV1 request)
    {
        IReadOnlySet<MemoryType>? types = request.Types is { Count: > 0 } some ? some.ToHashSet() : null;
        long from = request.From?.UtcTicks ?? long.MinValue, to = request.To?.UtcTicks ?? long.MaxValue;
        (Guid own, Guid? lead, Guid? owner, IReadOnlySet<Guid> workspaces) = (scope.ActorId, request.LeadId, request.OwnerId, scope.Workspaces);
        // Asked of each memory, so the likely workspace is compared before the set is.
        Guid home = workspaces.Contains(scope.WorkspaceId) ? scope.WorkspaceId : Guid.Empty;
        return (in IndexedMemory m) => (types is null || types.Contains(m.Type)) && (lead is null || m.LeadId == lead) && (owner is null || m.OwnerId == owner) && m.CreatedTicks >= from && m.CreatedTicks < to
            && (reach == Reach.All || m.OwnerId == own || (reach == Reach.Team ? m.WorkspaceId == home || workspaces.Contains(m.WorkspaceId) : lead is not null));
    }

    private static MemoryHitV1 Hit(TenantScope scope, MemoryItem memory, in MemoryCandidate candidate, HashSet<string> asked, DateTimeOffset now)
    {
        string[] matched = [.. MemoryText.Stems(memory.Content + "\n" + MemoryFields.Read(memory.FieldsJson)?.Words()).Where(s => asked.Contains(s.Stem)).Select(s => s.Word).Distinct().Take(20)];
        double recency = MemoryIndex.RecencyOf((int)Math.Max(0, (now - memory.CreatedAt).TotalDays)) * MemoryIndex.RecencyWeight;
        return new MemoryHitV1(MemoryV1.Of(memory, scope), Math.Round(candidate.Score, 4), new MemoryWhyV1(Math.Round(candidate.Meaning * MemoryIndex.MeaningWeight, 4), Math.Round(candidate.Words * MemoryIndex.WordsWeight, 4), matched, Math.Round(recency, 4), memory.Pinned ? MemoryIndex.PinnedWeight : 0));
    }
}

/// <summary>Counts recalls in memory until they are written, so that a recall waits for no counter.</summary>
public sealed class MemoryTouches
{
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Memory), (int Times, DateTimeOffset At)> _noted = new();

    /// <summary>Notes that memories were recalled.</summary>
    public void Note(Guid tenantId, IEnumerable<Guid> ids, DateTimeOffset at)
    {
        foreach (Guid id in ids)
            _noted.AddOrUpdate((tenantId, id), (1, at), (_, before) => (before.Times + 1, at));
    }

    /// <summary>Takes what was noted, by tenant.</summary>
    public ILookup<Guid, (Guid Memory, int Times, DateTimeOffset At)> Take()
    {
        var taken = new List<(Guid Tenant, Guid Memory, int Times, DateTimeOffset At)>();
        foreach ((Guid Tenant, Guid Memory) key in _noted.Keys)
        {
            if (_noted.TryRemove(key, out (int Times, DateTimeOffset At) value))
                taken.Add((key.Tenant, key.Memory, value.Times, value.At));
        }
        return taken.ToLookup(t => t.Tenant, t => (t.Memory, t.Times, t.At));
    }
}
