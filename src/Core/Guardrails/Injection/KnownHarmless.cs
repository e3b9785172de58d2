using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Remembers texts in which nothing was found, by their digests. A program sends its system prompt and its tools with every call, and the conversation so far
/// with every turn: they are looked at once. One text per place of a table; a newer one takes the place of the one before it.
/// </summary>
public sealed class KnownHarmless
{
    private const int Places = 16_384;

    // Digests of what is known; a reference is written whole, two numbers are not.
    private sealed record Digest(UInt128 Value);

    private readonly Digest?[] _table = new Digest?[Places];

    /// <summary>The digest of a text that is judged by these thresholds.</summary>
    public static UInt128 Of(ReadOnlySpan<char> text, InjectionThresholds thresholds) => Of(MemoryMarshal.AsBytes(text), thresholds);

    /// <summary>The digest of JSON whose texts are judged by these thresholds.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> bytes, InjectionThresholds thresholds)
    {
        // The length of what follows is fixed, so that no text can pass for another with other thresholds.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        Span<byte> limits = stackalloc byte[8];
        BitConverter.TryWriteBytes(limits, thresholds.Flag);
        BitConverter.TryWriteBytes(limits[4..], thresholds.Block);
        hash.AppendData(limits);
        hash.GetHashAndReset(digest);
        return BitConverter.ToUInt128(digest);
    }

    /// <summary>Whether nothing was found in it.</summary>
    public bool Knows(UInt128 digest) => _table[(int)(digest % Places)] is { } known && known.Value == digest;

    /// <summary>Remembers that nothing was found in it.</summary>
    public void Add(UInt128 digest) => _table[(int)(digest % Places)] = new Digest(digest);
}
