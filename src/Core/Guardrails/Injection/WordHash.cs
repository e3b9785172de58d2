namespace Artisan.Core.Guardrails.Injection;

/// <summary>Hashes of words, computed letter by letter while a text is read. FNV-1a, 64 bits: words are taken as equal where their hashes are.</summary>
internal static class WordHash
{
    /// <summary>The hash of no letters.</summary>
    public const ulong Empty = 14695981039346656037;

    private static readonly ulong[] LetterWeights = BuildWeights();

    /// <summary>The hash with one more letter.</summary>
    public static ulong Add(ulong hash, char letter) => (hash ^ letter) * 1099511628211;

    /// <summary>The hash of a whole word.</summary>
    public static ulong Of(ReadOnlySpan<char> word)
    {
        ulong hash = Empty;
        foreach (char letter in word)
            hash = Add(hash, letter);
        return hash;
    }

    /// <summary>What a letter adds to a sum that does not depend on the order of the letters.</summary>
    public static ulong Weight(char letter) => LetterWeights[letter & 127];

    /// <summary>The key of words that are the same but for the order of their inner letters ("ignroe").</summary>
    public static ulong Scrambled(ulong weights, char first, char last, int length) =>
        weights ^ ((ulong)first << 8 | last) * 0x9E3779B97F4A7C15 ^ (ulong)length << 56;

    /// <summary><see cref="Scrambled(ulong, char, char, int)"/> of a whole word.</summary>
    public static ulong Scrambled(ReadOnlySpan<char> word)
    {
        ulong weights = 0;
        foreach (char letter in word)
            weights += Weight(letter);
        return Scrambled(weights, word[0], word[^1], word.Length);
    }

    private static ulong[] BuildWeights()
    {
        var weights = new ulong[128];
        ulong state = 0x9E3779B97F4A7C15;
        for (int i = 0; i < weights.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            weights[i] = state;
        }
        return weights;
    }
}
