namespace Artisan.Core.Guardrails.Injection;

/// <summary>Keys of words that are the same but for the order of their inner letters ("ignroe").</summary>
internal static class LetterSum
{
    private static readonly ulong[] Weights = BuildWeights();

    /// <summary>The key of a word.</summary>
    /// <param name="word">The word; apostrophes in it count for nothing, upper-case ASCII letters as lower case.</param>
    /// <param name="first">Its first letter in lower case.</param>
    /// <param name="last">Its last letter in lower case.</param>
    /// <param name="letters">How many letters it has.</param>
    public static ulong Of(ReadOnlySpan<char> word, char first, char last, int letters)
    {
        ulong sum = 0;
        foreach (char letter in word)
        {
            if (letter != '\'')
                sum += Weights[(char.IsAsciiLetter(letter) ? letter | ' ' : letter) & 127];
        }
        return sum ^ ((ulong)first << 8 | last) * 0x9E3779B97F4A7C15 ^ (ulong)letters << 56;
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
