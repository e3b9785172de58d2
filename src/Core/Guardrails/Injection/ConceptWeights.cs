using System.Numerics;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>The learned weights of concepts, and of one coming before another in a sentence. Each counts once in a sentence.</summary>
internal sealed class ConceptWeights(Concepts concepts)
{
    private readonly float[] alone = new float[concepts.Names.Count];
    private readonly float[] ordered = new float[concepts.Names.Count * concepts.Names.Count];
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
            ordered[second * alone.Length + first] = weight;
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
        for (before &= weighty[concept]; before != 0; before &= before - 1)
            weight += ordered[concept * alone.Length + BitOperations.TrailingZeroCount(before)];
        return weight;
    }

    /// <summary>The family of the attacks that it stands in mostly; empty where it speaks against one.</summary>
    public string FamilyOf(int concept) => families[concept] ?? "";
}
