namespace Artisan.Core.Guardrails.Injection;

/// <summary>What the learned model knows of two neighbours: all that is needed of them while a text is read, in one place of memory.</summary>
internal struct LearnedPair
{
    /// <summary>Their hash.</summary>
    public ulong Key;
    /// <summary>Their weight.</summary>
    public float Weight;
    /// <summary>Their number in the model, and one; 0 in a slot that is empty.</summary>
    public ushort NumberAndOne;
    /// <summary>The number of their concept, or -1.</summary>
    public short Concept;

    /// <summary>Their number in the model, or -1.</summary>
    public readonly int Number => NumberAndOne - 1;
}

/// <summary>
/// The pairs of the learned model by their hash: open addressing, at most a quarter full. A bit for each, of sixteen times as many, stands before it, as in
/// <see cref="HashIndex"/>: most neighbours that are no pair are sent away by it.
/// </summary>
internal sealed class LearnedPairs
{
    private const int BitsPerSlot = 4;
    private readonly LearnedPair[] slots;
    private readonly ulong[] filter;

    /// <summary>Builds it.</summary>
    public LearnedPairs(IReadOnlyCollection<LearnedPair> pairs)
    {
        int size = 64;
        while (size < pairs.Count * 4)
            size *= 2;
        (slots, filter) = (new LearnedPair[size], new ulong[size * BitsPerSlot / 64]);
        foreach (LearnedPair pair in pairs)
        {
            slots[SlotOf(pair.Key)] = pair;
            filter[Part(pair.Key)] |= 1UL << (int)(pair.Key >> 58);
        }
    }

    /// <summary>Whether a pair may be known; a cheap look that says yes to few others.</summary>
    public bool MayHave(ulong key) => (filter[Part(key)] >> (int)(key >> 58) & 1) != 0;

    /// <summary>What is known of a pair; its number is -1 where nothing is.</summary>
    public ref readonly LearnedPair Find(ulong key) => ref slots[SlotOf(key)];

    /// <summary>The slot that a pair stands in, or the empty one that ends the search for it.</summary>
    private int SlotOf(ulong key)
    {
        int slot = (int)key & (slots.Length - 1);
        while (slots[slot].NumberAndOne != 0 && slots[slot].Key != key)
            slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }

    private int Part(ulong key) => (int)(key >> 32) & (filter.Length - 1);
}
