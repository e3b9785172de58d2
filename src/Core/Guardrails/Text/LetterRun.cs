using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Artisan.Core.Guardrails.Text;

/// <summary>
/// ASCII letters in a row, read sixteen characters at a time without a branch: where a word ends is what a processor guesses worst, and a loop over its letters
/// makes it guess at every word.
/// </summary>
internal readonly struct LetterRun
{
    /// <summary>The most letters that are read at once; a longer run gives this many.</summary>
    public const int Longest = 16;

    private LetterRun(Vector128<byte> bytes)
    {
        Vector128<byte> lower = bytes | Vector128.Create((byte)0x20);
        uint letters = Vector128.LessThanOrEqual(lower - Vector128.Create((byte)'a'), Vector128.Create((byte)('z' - 'a'))).ExtractMostSignificantBits();
        Length = BitOperations.TrailingZeroCount(~letters);
        // The bit that tells small letters from capitals, moved to where it is read from.
        uint small = Vector128.ShiftLeft(bytes.AsUInt16(), 2).AsByte().ExtractMostSignificantBits();
        Small = BitOperations.PopCount(small & ((1u << Length) - 1));
        Vector128<ulong> word = (lower & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Kept), (nuint)(Longest - Length))).AsUInt64();
        (First, Rest) = (word[0], word[1]);
    }

    /// <summary>How many letters there are, up to <see cref="Longest"/>.</summary>
    public int Length { get; }

    /// <summary>How many of them are small.</summary>
    public int Small { get; }

    /// <summary>The first eight letters in lower case, the very first in the lowest byte; 0 where there are no more.</summary>
    public ulong First { get; }

    /// <summary>The other letters in lower case.</summary>
    public ulong Rest { get; }

    /// <summary>The last letter in lower case; there must be one.</summary>
    public char Last => (char)(byte)(Length > sizeof(ulong) ? Rest >> ((Length - sizeof(ulong) - 1) * 8) : First >> ((Length - 1) * 8));

    /// <summary>A window of sixteen bytes into this keeps as many letters as it begins before the middle.</summary>
    private static ReadOnlySpan<byte> Kept =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Reads the letters from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LetterRun At(ReadOnlySpan<char> text, int at) => text.Length - at >= Longest ? new LetterRun(Narrow(text.Slice(at, Longest))) : AtEnd(text, at);

    private static LetterRun AtEnd(ReadOnlySpan<char> text, int at)
    {
        if (text.Length >= Longest)
        {
            // The last sixteen characters, moved down to where the run begins; nothing comes behind them.
            int before = Longest - (text.Length - at);
            return new LetterRun(Vector128.Shuffle(Narrow(text[^Longest..]), Vector128<byte>.Indices + Vector128.Create((byte)before)));
        }
        Span<char> padded = stackalloc char[Longest];
        padded.Clear();
        text[at..].CopyTo(padded);
        return new LetterRun(Narrow(padded));
    }

    /// <summary>Sixteen characters as bytes; what does not fit becomes 255, which is no letter.</summary>
    private static Vector128<byte> Narrow(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        return Vector128.NarrowWithSaturation(Vector128.Create(units), Vector128.Create(units[Vector128<ushort>.Count..]));
    }
}
