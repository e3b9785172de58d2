namespace Artisan.Core.Guardrails.Injection;

/// <summary>A table from hash to number that does not change once it is built: open addressing, a quarter full, so that a miss mostly costs one look.</summary>
internal sealed class HashIndex
{
    private readonly ulong[] keys;
    private readonly int[] values;
    private readonly int mask;

    /// <summary>Builds it.</summary>
    public HashIndex(IReadOnlyDictionary<ulong, int> entries)
    {
        int size = 64;
        while (size < entries.Count * 4)
            size *= 2;
        (keys, values, mask) = (new ulong[size], new int[size], size - 1);
        Array.Fill(values, -1);
        foreach ((ulong key, int value) in entries)
        {
            int slot = Slot(key);
            while (values[slot] >= 0)
                slot = (slot + 1) & mask;
            (keys[slot], values[slot]) = (key, value);
        }
    }

    /// <summary>The number of a hash, or -1.</summary>
    public int Find(ulong key)
    {
        for (int slot = Slot(key); values[slot] >= 0; slot = (slot + 1) & mask)
        {
            if (keys[slot] == key)
                return values[slot];
        }
        return -1;
    }

    private int Slot(ulong key) => (int)(key >> 32 ^ key) & mask;
}
