using System.Buffers;
using System.Runtime.InteropServices;

namespace Artisan.Core.Memory.Recall;

/// <summary>What an index knows of a memory besides its words.</summary>
public readonly record struct IndexedMemory
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }
    /// <summary>Its workspace.</summary>
    public required Guid WorkspaceId { get; init; }
    /// <summary>Its owner.</summary>
    public required Guid OwnerId { get; init; }
    /// <summary>Its lead; <see cref="Guid.Empty"/> for none.</summary>
    public required Guid LeadId { get; init; }
    /// <summary>Its type.</summary>
    public required MemoryType Type { get; init; }
    /// <summary>Whether it is pinned.</summary>
    public required bool Pinned { get; init; }
    /// <summary>When it was stored, in UTC ticks.</summary>
    public required long CreatedTicks { get; init; }
    /// <summary>When it ends, in UTC ticks; <see cref="long.MaxValue"/> for never.</summary>
    public required long ExpiresTicks { get; init; }
    /// <summary>Its count of changes.</summary>
    public required int Revision { get; init; }
    /// <summary>The model that read what it means; null for none.</summary>
    public string? MeaningModel { get; init; }
}

/// <summary>A memory that may answer, with why.</summary>
/// <param name="Id">The memory.</param>
/// <param name="Score">0 to somewhat over 1.</param>
/// <param name="Meaning">Likeness of the texts, 0 to 1: cosine of the vectors of words, or how far that of a model lies above chance, whichever is more.</param>
/// <param name="Words">Share of the query's words that it has, weighted by how rare they are, 0 to 1.</param>
public readonly record struct MemoryCandidate(Guid Id, double Score, double Meaning, double Words);

/// <summary>Whether a memory may be an answer; handed by reference, since it is asked of each.</summary>
public delegate bool MemoryAdmission(in IndexedMemory memory);

/// <summary>
/// One tenant's memories in this node's memory: vectors of signed bytes, searched whole, and lists of memories by term. Some 400 bytes a memory. Made for
/// hundreds of thousands of memories; what it finds is read from the database, which has the last word on what still exists and who may see it.
/// </summary>
public sealed class MemoryIndex
{
    // Weights of what a score is made of; shown with each hit.
    internal const double MeaningWeight = 0.55, WordsWeight = 0.35, RecencyWeight = 0.07, PinnedWeight = 0.03;
    private const double HalfLifeDays = 60;
    private const double LeastMeaning = 0.16;
    // Cosines of a model's vectors say nothing by themselves: unrelated texts have 0.1 with one model and 0.7 with another. What is above their mean does.
    // Where few are compared, the mean is drawn towards this.
    private const double UsualMean = 0.2;
    private const int UsualWeight = 20;
    // So that one common word alone is not all that was asked for.
    private const float LeastRarity = 2f;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<Guid, int> _places = [];
    private readonly Dictionary<ulong, List<int>> _terms = [];
    private readonly List<IndexedMemory> _memories = [];
    private readonly ByteVectors _vectors = new(MemoryText.Dimensions), _meanings = new(MemoryText.Dimensions);
    private int _dead;

    /// <summary>Memories in it.</summary>
    public int Count => _places.Count;

    /// <summary>Bytes that it holds, roughly.</summary>
    public long Bytes => _vectors.Bytes + _meanings.Bytes + (long)_memories.Count * 160 + _terms.Values.Sum(list => (long)list.Capacity * 4);

    /// <summary>Whether a memory is in it as it is now.</summary>
    public bool Has(Guid id, int revision, string? meaningModel = null)
    {
        _lock.EnterReadLock();
        try
        {
            return _places.TryGetValue(id, out int place) && _memories[place].Revision == revision && _memories[place].MeaningModel == meaningModel;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Ids of the memories in it that meet a condition.</summary>
    public IReadOnlyList<Guid> IdsWhere(Func<IndexedMemory, bool> condition)
    {
        _lock.EnterReadLock();
        try
        {
            return [.. _places.Values.Select(place => _memories[place]).Where(condition).Select(m => m.Id)];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Adds a memory, or puts it in the place of what it was.</summary>
    public void Put(in IndexedMemory memory, MemoryTrace trace)
    {
        _lock.EnterWriteLock();
        try
        {
            Forget(memory.Id);
            int place = _memories.Count;
            _vectors.Set(place, trace.Vector);
            _meanings.Set(place, trace.Meaning);
            _memories.Add(memory);
            _places[memory.Id] = place;
            foreach (ulong term in trace.Terms)
                (CollectionsMarshal.GetValueRefOrAddDefault(_terms, term, out _) ??= new List<int>(1)).Add(place);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Takes memories out.</summary>
    public void Remove(IEnumerable<Guid> ids)
    {
        _lock.EnterWriteLock();
        try
        {
            foreach (Guid id in ids)
                Forget(id);
            if (_dead > 1000 && _dead > _memories.Count / 4)
                Compact();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Finds the best.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="weights">How much each term of the query counts, in its order; terms that only mean the same count less.</param>
    /// <param name="admits">Whether a memory may be an answer.</param>
    /// <param name="now">The time, in UTC ticks.</param>
    /// <param name="most">How many.</param>
    public IReadOnlyList<MemoryCandidate> Find(MemoryTrace query, IReadOnlyList<float> weights, MemoryAdmission admits, long now, int most)
    {
        float[] byWords = [];
        _lock.EnterReadLock();
        try
        {
            byWords = ArrayPool<float>.Shared.Rent(_memories.Count + 1);
            Array.Clear(byWords, 0, _memories.Count);
            float all = Math.Max(LeastRarity, ByWords(query, weights, byWords));
            var best = new PriorityQueue<MemoryCandidate, double>();
            ReadOnlySpan<IndexedMemory> memories = CollectionsMarshal.AsSpan(_memories);
            float own = ByteVectors.LengthOf(query.Vector);
            double[] byMeaning = query.Meaning is { } asked ? ByMeaning(asked, query.MeaningModel, admits, now) : [];
            for (int place = 0; place < memories.Length; place++)
            {
                ref readonly IndexedMemory memory = ref memories[place];
                if (memory.ExpiresTicks <= now || !admits(in memory))
                    continue;
                double meaning = Math.Max(0, _vectors.Cosine(place, query.Vector, own));
                if (byMeaning.Length > 0)
                    meaning = Math.Max(meaning, byMeaning[place]);
                double words = Math.Min(1, byWords[place] / all);
                if (words == 0 && meaning < LeastMeaning)
                    continue;
                double recency = RecencyOf((int)(Math.Max(0, now - memory.CreatedTicks) / TimeSpan.TicksPerDay));
                double score = MeaningWeight * meaning + WordsWeight * words + RecencyWeight * recency + (memory.Pinned ? PinnedWeight : 0);
                if (best.Count < most)
                    best.Enqueue(new MemoryCandidate(memory.Id, score, meaning, words), score);
                else if (best.TryPeek(out _, out double least) && score > least)
                    best.DequeueEnqueue(new MemoryCandidate(memory.Id, score, meaning, words), score);
            }
            var ordered = new MemoryCandidate[best.Count];
            for (int i = ordered.Length - 1; i >= 0; i--)
                ordered[i] = best.Dequeue();
            return ordered;
        }
        finally
        {
            _lock.ExitReadLock();
            if (byWords.Length > 0)
                ArrayPool<float>.Shared.Return(byWords);
        }
    }

    /// <summary>How new a memory of so many days is, 0 to 1: half after 60 days.</summary>
    internal static double RecencyOf(int days) => s_recency[Math.Clamp(days, 0, s_recency.Length - 1)];

    private static readonly double[] s_recency = [.. Enumerable.Range(0, 1000).Select(day => Math.Pow(0.5, day / HalfLifeDays))];

    // Inverse document frequency as in BM25 (Robertson and Zaragoza 2009); a memory is short, so that a word counts once.
    private float ByWords(MemoryTrace query, IReadOnlyList<float> weights, float[] sums)
    {
        float all = 0;
        for (int i = 0; i < query.Terms.Length; i++)
        {
            // A word that no memory has tells none from another.
            if (!_terms.TryGetValue(query.Terms[i], out List<int>? places))
                continue;
            float rarity = MathF.Log(1 + (_memories.Count - places.Count + 0.5f) / (places.Count + 0.5f));
            // Words that only mean the same are no part of what was asked for.
            if (weights[i] >= 1)
                all += rarity;
            foreach (int place in CollectionsMarshal.AsSpan(places))
                sums[place] += rarity * weights[i];
        }
        return all;
    }

    // How far each memory's cosine lies above what is usual among those that may answer, 0 to 1; vectors of another model count as none.
    private double[] ByMeaning(sbyte[] query, string? model, MemoryAdmission admits, long now)
    {
        float own = ByteVectors.LengthOf(query);
        if (own == 0 || _meanings.IsEmpty)
            return [];
        double[] cosines = new double[_memories.Count];
        double sum = UsualMean * UsualWeight;
        int compared = UsualWeight;
        for (int place = 0; place < cosines.Length; place++)
        {
            IndexedMemory memory = _memories[place];
            if (memory.MeaningModel is null || memory.MeaningModel != model || memory.ExpiresTicks <= now || !admits(in memory))
                continue;
            cosines[place] = _meanings.Cosine(place, query, own);
            sum += cosines[place];
            compared++;
        }
        double mean = Math.Clamp(sum / compared, 0, 0.95);
        for (int place = 0; place < cosines.Length; place++)
            cosines[place] = Math.Max(0, (cosines[place] - mean) / (1 - mean));
        return cosines;
    }

    // Its words keep pointing at the place, which nothing comes out of any more.
    private void Forget(Guid id)
    {
        if (!_places.Remove(id, out int place))
            return;
        _memories[place] = _memories[place] with { Id = Guid.Empty, OwnerId = Guid.Empty, LeadId = Guid.Empty, ExpiresTicks = 0 };
        _vectors.Set(place, []);
        _meanings.Set(place, []);
        _dead++;
    }

    private void Compact()
    {
        int[] moved = new int[_memories.Count];
        int next = 0;
        for (int place = 0; place < _memories.Count; place++)
        {
            moved[place] = -1;
            if (_memories[place].Id == Guid.Empty)
                continue;
            moved[place] = next;
            if (next != place)
            {
                _memories[next] = _memories[place];
                _vectors.Move(place, next);
                _meanings.Move(place, next);
                _places[_memories[next].Id] = next;
            }
            next++;
        }
        _vectors.ClearFrom(next);
        _meanings.ClearFrom(next);
        _memories.RemoveRange(next, _memories.Count - next);
        // In place: a million lists anew would be as much again.
        foreach ((ulong term, List<int> places) in _terms)
        {
            int kept = 0;
            foreach (int place in CollectionsMarshal.AsSpan(places))
            {
                if (moved[place] >= 0)
                    places[kept++] = moved[place];
            }
            places.RemoveRange(kept, places.Count - kept);
            if (kept == 0)
                _terms.Remove(term);
        }
        _dead = 0;
    }
}
