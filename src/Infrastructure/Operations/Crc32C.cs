using System.Numerics;
using System.Runtime.InteropServices;

namespace Artisan.Infrastructure.Operations;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4) by the processor's instruction. The framework's own package for it is not in the feed.</summary>
internal static class Crc32C
{
    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (byte single in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
