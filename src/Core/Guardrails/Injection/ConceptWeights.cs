using System.Numerics;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>The learned weights of concepts, and of one coming before another in a sentence. Each counts once in a sentence.</summary>
internal sealed class ConceptWeights(Concepts concepts)
{
    // A concept's row has a zero behind its last, which stands for no concept.
    private const int Row = Concepts.Most + 1;
    private readonly float[] alone = new float[concepts.Names.Count];
    private readonly float[] ordered = new float[concepts.Names.Count * Row];
    // Those that weigh anything before a concept: most do not.
    private readonly ulong[] weighty = new ulong[concepts.Names.Count];
    private readonly string[] families = new string[concepts.Names.Count];

    /// <summary>Sets the weight of what a model spells: <c>FORGET</c> or <c>FORGET&gt;RULES</c>.</summary>
    /// <returns>False where there is no such concept.</returns>
    public bool Set(string spelling, float weight, string family)
    {
        string[] parts = spelling.Split(Concepts.Before);
        int first = concepts.NumberOf(parts[0]), second = parts.Length == 1 ? first : concepts.NumberOf(parts[1]);
        if (first < 0 || second < 0 || parts.Length > 2)
            return false;
        if (parts.Length == 1)
            (alone[first], families[first]) = (weight, family);
        else if (weight != 0)
        {
            ordered[second * Row + first] = weight;
            weighty[second] |= 1UL << first;
        }
        return true;
    }

    /// <summary>What a concept adds that is met for the first time in a sentence.</summary>
    /// <param name="concept">Its number.</param>
    /// <param name="before">A bit for each concept that was met before it.</param>
    public float Of(int concept, ulong before)
    {
        float weight = alone[concept];
        ReadOnlySpan<float> row = ordered.AsSpan(concept * Row, Row);
        // Mostly there are none to four, and to take four each time costs less than to guess how many.
        for (before &= weighty[concept]; before != 0;)
        {
            weight += Next(row, ref before);
            weight += Next(row, ref before);
            weight += Next(row, ref before);
            weight += Next(row, ref before);
        }
        return weight;
    }

    /// <summary>Takes the first bit away; there is none any more where zero is given back, see <see cref="Row"/>.</summary>
    private static float Next(ReadOnlySpan<float> row, ref ulong before)
    {
        float weight = row[BitOperations.TrailingZeroCount(before)];
        before &= before - 1;
        return weight;
    }

    /// <summary>The family of the attacks that it stands in mostly; empty where it speaks against one.</summary>
    public string FamilyOf(int concept) => families[concept] ?? "";
}
