using System.Numerics;

namespace Artisan.Core.Guardrails.Pii.Lexicons;

/// <summary>Words by the hash of their folded letters: open addressing with linear probing; a word is told from its neighbours by 32 more bits of the hash, so words themselves are not kept. Filled once, then only read.</summary>
internal sealed class WordTable
{
    private const ulong Prime = 0x9E3779B97F4A7C15UL;

    /// <summary>A slot: the print of its word, and which flags it has. Both lie together, since a look-up in so large a table costs as much as the cache lines it touches.</summary>
    private struct Slot
    {
        /// <summary>32 bits of the hash; 0 in an empty slot.</summary>
        public uint Print;
        /// <summary>The place of its flags.</summary>
        public ushort Flags;
    }

    private readonly Slot[] _slots;
    private readonly List<WordFlags> _flags = [WordFlags.None];
    private readonly Dictionary<WordFlags, ushort> _flagIndex = new() { [WordFlags.None] = 0 };
    private WordFlags[] _flagArray = [WordFlags.None];

    /// <summary>An empty table.</summary>
    /// <param name="capacity">The number of words that it will hold at most.</param>
    public WordTable(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2));
        _slots = new Slot[size];
    }

    /// <summary>The beginning of a hash.</summary>
    public const ulong Seed = 0xCBF29CE484222325UL;

    /// <summary>Adds a folded letter to a hash.</summary>
    public static ulong Step(ulong hash, char folded) => (hash ^ folded) * 0x100000001B3UL;

    /// <summary>Ends a hash. Its bits are then even enough for the table.</summary>
    public static ulong Finish(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= Prime;
        return hash ^ (hash >> 29);
    }

    /// <summary>The hash of a phrase whose beginning has one hash and whose next word has another.</summary>
    public static ulong Join(ulong phrase, ulong word) => Finish((BitOperations.RotateLeft(phrase, 17) ^ word) * Prime);

    /// <summary>The hash of one word.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word)
    {
        ulong hash = Seed;
        foreach (char c in word)
            hash = Step(hash, Text.CharacterClasses.Folded[c]);
        return Finish(hash);
    }

    /// <summary>What is known of a word; <see cref="WordFlags.None"/> where nothing is.</summary>
    public WordFlags Find(ulong hash)
    {
        Slot[] slots = _slots;
        uint print = PrintOf(hash);
        for (int at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            Slot slot = slots[at];
            if (slot.Print == print)
                return _flagArray[slot.Flags];
            if (slot.Print == 0)
                return WordFlags.None;
        }
    }

    /// <summary>Adds what is known of a word to what was known.</summary>
    public void Add(ulong hash, WordFlags flags)
    {
        uint print = PrintOf(hash);
        int mask = _slots.Length - 1, at = (int)hash & mask;
        while (_slots[at].Print != 0 && _slots[at].Print != print)
            at = (at + 1) & mask;
        ref Slot slot = ref _slots[at];
        slot.Print = print;
        WordFlags all = _flags[slot.Flags] | flags;
        if (!_flagIndex.TryGetValue(all, out ushort index))
        {
            index = checked((ushort)_flags.Count);
            _flags.Add(all);
            _flagIndex.Add(all, index);
            _flagArray = [.. _flags];
        }
        slot.Flags = index;
    }

    private static uint PrintOf(ulong hash) => (uint)(hash >> 32) | 1;
}
