using System.Text;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local;

/// <summary>
/// Embedding vectors without a model: words, pairs of neighbouring words and character n-grams are hashed into the dimensions with a sign
/// (Weinberger et al. 2009), weighted by the logarithm of their count, and brought to length 1. Texts that share words or parts of words lie near each other;
/// meaning beyond the words is not known. The same text gives the same vector in every process and version.
/// </summary>
public static class HashingEmbedder
{
    /// <summary>Vector length where the caller wants no other.</summary>
    public const int DefaultDimensions = 512;

    private const float WordWeight = 1f;
    private const float StopWordWeight = 0.15f;
    private const float PairWeight = 0.5f;
    private const float PieceWeight = 0.35f;
    private const int Piece = 4;
    private const uint WordSeed = 0x9E3779B9;
    private const uint PairSeed = 0x85EBCA6B;
    private const uint PieceSeed = 0xC2B2AE35;

    /// <summary>The vector of a text, of length 1; of length 0 where the text has no word.</summary>
    /// <param name="text">The text, of any length; time grows linearly.</param>
    /// <param name="dimensions">1 to 65,536.</param>
    public static float[] Embed(string text, int dimensions = DefaultDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 65_536);
        Language language = Languages.Detect(text);
        var counts = new Dictionary<uint, float>();
        string? before = null;
        foreach (Word word in Words.Of(text.Normalize(NormalizationForm.FormC)))
        {
            bool content = Words.IsContent(word.Lower, language);
            string stem = content ? Stemmer.Stem(word.Lower, language) : word.Lower;
            Add(counts, Hash(stem, WordSeed), content ? WordWeight : StopWordWeight);
            if (!content)
                continue;
            if (before is not null)
                Add(counts, Hash(before, PairSeed) * 31 + Hash(stem, PairSeed), PairWeight);
            before = stem;
            if (word.Lower.Length > 3)
            {
                string bounded = $"<{word.Lower}>";
                for (int i = 0; i + Piece <= bounded.Length; i++)
                    Add(counts, Hash(bounded.AsSpan(i, Piece), PieceSeed), PieceWeight / MathF.Sqrt(bounded.Length - Piece + 1));
            }
        }
        var vector = new float[dimensions];
        foreach ((uint hash, float weight) in counts)
        {
            uint mixed = Mix(hash);
            vector[mixed % (uint)dimensions] += (mixed & 0x8000_0000) != 0 ? Sublinear(weight) : -Sublinear(weight);
        }
        double squares = 0;
        foreach (float value in vector)
            squares += (double)value * value;
        float length = (float)Math.Sqrt(squares);
        for (int i = 0; i < vector.Length && length > 0; i++)
            vector[i] /= length;
        return vector;
    }

    // Ten mentions do not weigh ten times one.
    private static float Sublinear(float weight) => weight <= 1 ? weight : 1 + MathF.Log(weight);

    private static void Add(Dictionary<uint, float> counts, uint hash, float weight) => counts[hash] = counts.GetValueOrDefault(hash) + weight;

    // FNV-1a over UTF-16 units: string.GetHashCode differs between processes.
    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        uint hash = 2166136261 ^ seed;
        foreach (char c in text)
            hash = (hash ^ c) * 16777619;
        return hash;
    }

    private static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7FEB352D;
        hash ^= hash >> 15;
        hash *= 0x846CA68B;
        return hash ^ (hash >> 16);
    }
}
