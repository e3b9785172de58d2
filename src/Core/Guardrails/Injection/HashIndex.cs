namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// A table from key to number that does not change once it is built: open addressing, a quarter full. A bit for each key, of sixteen times as many, stands before
/// it and is so small that it stays in the nearest cache: most keys that are not in the table are sent away by it.
/// </summary>
internal sealed class HashIndex
{
    private const int BitsPerSlot = 4;
    private readonly (ulong Key, int Value)[] slots;
    private readonly ulong[] filter;

    /// <summary>Builds it.</summary>
    public HashIndex(IReadOnlyDictionary<ulong, int> entries)
    {
        int size = 64;
        while (size < entries.Count * 4)
            size *= 2;
        (slots, filter) = (new (ulong, int)[size], new ulong[size * BitsPerSlot / 64]);
        Array.Fill(slots, (Key: 0UL, Value: -1));
        foreach ((ulong key, int value) in entries)
        {
            int slot = Slot(key);
            while (slots[slot].Value >= 0)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = (key, value);
            filter[Part(key)] |= 1UL << (int)(key >> 58);
        }
    }

    /// <summary>Whether a key may be in the table; a cheap look that says yes to few others.</summary>
    public bool MayHave(ulong key) => (filter[Part(key)] >> (int)(key >> 58) & 1) != 0;

    /// <summary>The number of a key, or -1.</summary>
    public int Find(ulong key)
    {
        if (!MayHave(key))
            return -1;
        for (int slot = Slot(key); slots[slot].Value >= 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (slots[slot].Key == key)
                return slots[slot].Value;
        }
        return -1;
    }

    private int Slot(ulong key) => (int)key & (slots.Length - 1);

    private int Part(ulong key) => (int)(key >> 32) & (filter.Length - 1);
}
