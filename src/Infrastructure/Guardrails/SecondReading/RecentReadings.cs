using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>
/// What was read last, by a hash of the stretch: no text is kept. Two generations: when the young one is full it becomes the old, and what was old is forgotten, so that
/// memory is bounded and what is asked for stays.
/// </summary>
/// <param name="most">How many a generation holds.</param>
internal sealed class RecentReadings(int most)
{
    private ConcurrentDictionary<UInt128, float> young = new(), old = new();

    /// <summary>What was read of a stretch; null if it is not known.</summary>
    public float? Find(string stretch)
    {
        UInt128 key = KeyOf(stretch);
        if (young.TryGetValue(key, out float reading))
            return reading;
        if (!old.TryGetValue(key, out reading))
            return null;
        Keep(key, reading);
        return reading;
    }

    /// <summary>Keeps what was read.</summary>
    public void Keep(string stretch, float reading) => Keep(KeyOf(stretch), reading);

    private void Keep(UInt128 key, float reading)
    {
        ConcurrentDictionary<UInt128, float> into = young;
        into[key] = reading;
        // Two threads may both see it full; then a generation is forgotten early, and read again.
        if (into.Count > most && Interlocked.CompareExchange(ref young, new(), into) == into)
            old = into;
    }

    private static UInt128 KeyOf(string stretch) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(stretch)));
}
