using Artisan.Core.Memory;
using Artisan.Core.Memory.Recall;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Memory;

/// <summary>A model's vectors keep their angles when they are made short, and an index finds by them what words do not.</summary>
public sealed class MeaningVectorsTests
{
    private static float[] RandomOf(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static double Cosine(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var vectors = new ByteVectors(a.Length);
        vectors.Set(0, a);
        return vectors.Cosine(0, b, ByteVectors.LengthOf(b));
    }

    private static IndexedMemory Memory(Guid id, string? model = "m") => new()
    {
        Id = id,
        WorkspaceId = Guid.Empty,
        OwnerId = Guid.Empty,
        LeadId = Guid.Empty,
        Type = MemoryType.LeadInteraction,
        Pinned = false,
        CreatedTicks = 1,
        ExpiresTicks = long.MaxValue,
        Revision = 1,
        MeaningModel = model,
    };

    [Fact]
    public void Projected_vectors_keep_their_angles()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] one = RandomOf(seed, 1536), other = RandomOf(seed + 1000, 1536), near = [.. one.Zip(other, (a, b) => a + 0.5f * b)];
            Cosine(MeaningVectors.Small(one, false), MeaningVectors.Small(near, false)).ShouldBe(0.894, 0.08);
            Cosine(MeaningVectors.Small(one, false), MeaningVectors.Small(other, false)).ShouldBe(0, 0.25);
        }
    }

    [Fact]
    public void Those_that_may_be_cut_keep_their_beginning()
    {
        float[] long_ = RandomOf(1, 1536);
        MeaningVectors.Small(long_, true).ShouldBe(MeaningVectors.Small(long_.AsSpan(0, 256), true));
    }

    [Fact]
    public void An_index_finds_by_meaning_what_shares_no_word_and_counts_no_vector_of_another_model()
    {
        var index = new MemoryIndex();
        sbyte[] meaning = MeaningVectors.Small(RandomOf(7, 256), true);
        Guid same = Guid.NewGuid(), foreign = Guid.NewGuid();
        index.Put(Memory(same), MemoryText.Of("Eleven seats fewer from January") with { Meaning = meaning, MeaningModel = "m" });
        index.Put(Memory(foreign, "another"), MemoryText.Of("A portal of the parent company") with { Meaning = meaning, MeaningModel = "another" });
        for (int i = 0; i < 3000; i++)
            index.Put(Memory(Guid.NewGuid()), MemoryText.Of($"Filler {i}") with { Meaning = MeaningVectors.Small(RandomOf(100 + i, 256), true), MeaningModel = "m" });
        MemoryTrace question = MemoryText.Of("Is a downgrade to be expected?");
        Find(question).ShouldBeEmpty();
        Find(question with { Meaning = meaning, MeaningModel = "m" }).ShouldBe([same]);

        // When places move up, vectors go with their memories.
        index.Remove(index.IdsWhere(m => m.Id != same && m.Id != foreign).Take(2900));
        Find(question with { Meaning = meaning, MeaningModel = "m" }).ShouldBe([same]);
        index.Remove([same]);
        Find(question with { Meaning = meaning, MeaningModel = "m" }).ShouldNotContain(same);

        Guid[] Find(MemoryTrace query)
        {
            float[] weights = new float[query.Terms.Length];
            Array.Fill(weights, 1f);
            return [.. index.Find(query, weights, (in IndexedMemory _) => true, 2, 1).Where(c => c.Meaning > 0.5).Select(c => c.Id)];
        }
    }
}
