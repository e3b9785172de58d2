namespace Artisan.Core.Memory.Recall;

/// <summary>Brings a model's vectors to the 256 signed bytes that indexes hold.</summary>
public static class MeaningVectors
{
    /// <summary>
    /// Makes it short. The vectors of a model that was trained so keep their sense in their first components; those of others are projected at random, with
    /// signs that are the same in every process, which keeps angles to within some hundredths (Achlioptas 2003; Johnson and Lindenstrauss 1984).
    /// </summary>
    /// <param name="vector">As the model gave it, of any length.</param>
    /// <param name="shortens">Whether the model's vectors may be cut.</param>
    public static sbyte[] Small(ReadOnlySpan<float> vector, bool shortens)
    {
        if (vector.Length <= MemoryText.Dimensions || shortens)
        {
            float[] cut = new float[MemoryText.Dimensions];
            vector[..Math.Min(vector.Length, cut.Length)].CopyTo(cut);
            return MemoryText.Small(cut);
        }
        float[] projected = new float[MemoryText.Dimensions];
        ulong state = 0x9E3779B97F4A7C15;
        foreach (float value in vector)
        {
            for (int block = 0; block < projected.Length; block += 64)
            {
                ulong signs = Next(ref state);
                for (int i = 0; i < 64; i++, signs >>= 1)
                    projected[block + i] += (signs & 1) == 0 ? value : -value;
            }
        }
        return MemoryText.Small(projected);
    }

    // SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
