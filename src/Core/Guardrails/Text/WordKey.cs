using System.Numerics;

namespace Artisan.Core.Guardrails.Text;

/// <summary>
/// The key by which words are found in tables: 64 bits, computed from sixteen letters at a time, so that an ordinary word costs a few multiplications instead of
/// a chain as long as itself. Words are taken as equal where their keys are; words of up to eight ASCII letters have keys that no other such word has.
/// </summary>
internal struct WordKey
{
    private const ulong Seed = 0xCBF29CE484222325;
    private const ulong Odd = 0x9E3779B97F4A7C15;
    private const ulong OtherOdd = 0xC2B2AE3D27D4EB4F;

    private ulong key;
    private ulong first;
    private ulong rest;
    private int letters;

    /// <summary>The key of no letters yet.</summary>
    public WordKey() => key = Seed;

    /// <summary>The key of the letters so far.</summary>
    public readonly ulong Value => Block(key, first, rest);

    /// <summary>The key of a word of at most sixteen ASCII letters.</summary>
    /// <param name="first">Its first eight letters, the very first in the lowest byte.</param>
    /// <param name="rest">Its other letters.</param>
    public static ulong Of(ulong first, ulong rest) => Block(Seed, first, rest);

    /// <summary>The key of a whole word.</summary>
    public static ulong Of(ReadOnlySpan<char> word)
    {
        var key = new WordKey();
        foreach (char letter in word)
            key.Add(letter);
        return key.Value;
    }

    /// <summary>Adds a letter.</summary>
    public void Add(char letter)
    {
        int place = letters & (LetterRun.Longest - 1);
        if (place == 0 && letters > 0)
            (key, first, rest) = (Block(key, first, rest), 0, 0);
        // A letter beyond ASCII does not fit its byte: what it is and where it stands goes into the key besides.
        if (letter > '\x7f')
            key = (key ^ ((ulong)letter << 32 | (uint)letters)) * Odd;
        if (place < sizeof(ulong))
            first |= (ulong)(byte)letter << (place * 8);
        else
            rest |= (ulong)(byte)letter << ((place - sizeof(ulong)) * 8);
        letters++;
    }

    private static ulong Block(ulong key, ulong first, ulong rest)
    {
        ulong mixed = ((key ^ first) * Odd) ^ BitOperations.RotateLeft(rest * OtherOdd, 32);
        mixed ^= mixed >> 32;
        mixed *= OtherOdd;
        return mixed ^ (mixed >> 29);
    }
}
