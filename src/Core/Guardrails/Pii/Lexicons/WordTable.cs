using System.Numerics;
using System.Runtime.CompilerServices;
using Artisan.Core.Guardrails.Pii.Text;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Pii.Lexicons;

/// <summary>Words by the hash of their folded letters: open addressing with linear probing; a word is told from its neighbours by 32 more bits of the hash, so words themselves are not kept. Filled once, then only read.</summary>
internal sealed class WordTable
{
    private static readonly Interest s_unknown = Interests.Of(WordFlags.None);
    private const int PhraseBits = 1 << 20;
    private const int NeighbourBits = 1 << 19;

    /// <summary>Each slot holds 32 bits of its word's hash above, 16 of which scanners the word interests, and the place of its flags below; 0 is an empty one. Both lie together, since a look-up in so large a table costs as much as the cache lines it touches.</summary>
    private readonly ulong[] _slots;
    private readonly ulong[] _phrases = new ulong[PhraseBits / 64];
    private readonly ulong[] _neighbours = new ulong[NeighbourBits / 64];
    private readonly List<WordFlags> _flags = [WordFlags.None];
    private readonly Dictionary<WordFlags, ushort> _flagIndex = new() { [WordFlags.None] = 0 };
    private WordFlags[] _flagArray = [WordFlags.None];

    /// <summary>An empty table.</summary>
    /// <param name="capacity">The number of words that it will hold at most.</param>
    public WordTable(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2));
        _slots = new ulong[size];
    }

    /// <summary>The hash of a phrase whose beginning has one hash and whose next word has another.</summary>
    public static ulong Join(ulong phrase, ulong word) => WordKey.Of(phrase, word);

    /// <summary>The hash of one word.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word)
    {
        var key = new WordKey();
        foreach (char c in word)
        {
            if (CharacterClasses.Folded[c] is not '\0' and var folded)
                key.Add(folded);
        }
        return key.Value;
    }

    /// <summary>Whether a hash may be that of a phrase of several words: a look into a table small enough to be near, since most words that could go on do not.</summary>
    public bool MayBePhrase(ulong hash) => (_phrases[(int)(hash >> 32) & (_phrases.Length - 1)] >> (int)(hash >> 58) & 1) != 0;

    /// <summary>Whether two words may be the first two of a phrase: cheaper than their hash, and few others are taken for such.</summary>
    public bool MayBeNeighbours(ulong first, ulong second) => (_neighbours[PlaceOf(first, second)] >> (int)(second >> 58) & 1) != 0;

    /// <summary>Notes the first two words of a phrase.</summary>
    public void AddNeighbours(ulong first, ulong second) => _neighbours[PlaceOf(first, second)] |= 1UL << (int)(second >> 58);

    /// <summary>What is known of a word; <see cref="WordFlags.None"/> where nothing is.</summary>
    public WordFlags Find(ulong hash) => Find(hash, out _);

    /// <summary>What is known of a word; <see cref="WordFlags.None"/> where nothing is.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="interest">Which scanners it interests by what is known of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordFlags Find(ulong hash, out Interest interest)
    {
        ulong slot = _slots[(int)hash & (_slots.Length - 1)];
        if ((uint)(slot >> 32) != PrintOf(hash))
            return FindBehind(hash, out interest);
        interest = (Interest)(ushort)(slot >> 16);
        return _flagArray[(ushort)slot];
    }

    /// <summary>Hardly any word that texts are made of has lost its own slot to another, so the rest of the search is kept out of the way.</summary>
    private WordFlags FindBehind(ulong hash, out Interest interest)
    {
        ulong[] slots = _slots;
        uint print = PrintOf(hash);
        for (int at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ulong slot = slots[at];
            if ((uint)(slot >> 32) == print)
            {
                interest = (Interest)(ushort)(slot >> 16);
                return _flagArray[(ushort)slot];
            }
            if (slot == 0)
            {
                interest = s_unknown;
                return WordFlags.None;
            }
        }
    }

    /// <summary>Adds what is known of a phrase, or of the beginning of one, of several words.</summary>
    public void AddPhrase(ulong hash, WordFlags flags)
    {
        _phrases[(int)(hash >> 32) & (_phrases.Length - 1)] |= 1UL << (int)(hash >> 58);
        Add(hash, flags);
    }

    /// <summary>Adds what is known of a word to what was known.</summary>
    public void Add(ulong hash, WordFlags flags)
    {
        uint print = PrintOf(hash);
        int mask = _slots.Length - 1, at = (int)hash & mask;
        while (_slots[at] != 0 && (uint)(_slots[at] >> 32) != print)
            at = (at + 1) & mask;
        WordFlags all = _flags[(ushort)_slots[at]] | flags;
        if (!_flagIndex.TryGetValue(all, out ushort index))
        {
            index = checked((ushort)_flags.Count);
            _flags.Add(all);
            _flagIndex.Add(all, index);
            _flagArray = [.. _flags];
        }
        _slots[at] = ((ulong)print << 32) | (ulong)Interests.Of(all) << 16 | index;
    }

    private static int PlaceOf(ulong first, ulong second) => (int)((first >> 32) ^ (second >> 20)) & (NeighbourBits / 64 - 1);

    private static uint PrintOf(ulong hash) => (uint)(hash >> 32) | 1;
}
