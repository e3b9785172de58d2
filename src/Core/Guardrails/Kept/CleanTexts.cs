using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>
/// Remembers texts in which nothing was found. What is written of a request repeats itself (names of properties, models, reasons, system prompts, the turns
/// of a conversation before the last), and looking it through each time would be most of the work. Short texts are known by themselves, long ones by their
/// SHA-256. One text per place of a table: a newer one takes the place of the one before it.
/// </summary>
/// <param name="longest">Longest text in characters that is remembered.</param>
internal sealed class CleanTexts(int longest = CleanTexts.Short)
{
    /// <summary>Texts up to this many characters are kept as they are.</summary>
    public const int Short = 160;
    private const int Places = 4096;

    // What is looked for belongs to what was found: another policy's options are another object.
    private sealed record Clean(string Text, PiiOptions Options);
    private sealed record CleanHash(byte[] Hash, PiiOptions Options);

    private readonly Clean?[] _table = new Clean?[Places];
    private readonly CleanHash?[] _hashes = longest > Short ? new CleanHash?[Places] : [];

    /// <summary>Whether the text is known to hold nothing that these options look for.</summary>
    public bool Knows(ReadOnlySpan<char> text, PiiOptions options)
    {
        if (text.Length <= Short)
            return _table[PlaceOf(text, options)] is { } known && ReferenceEquals(known.Options, options) && text.SequenceEqual(known.Text);
        if (text.Length > longest)
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return _hashes[PlaceOf(hash)] is { } kept && ReferenceEquals(kept.Options, options) && hash.SequenceEqual(kept.Hash);
    }

    /// <summary>Remembers a text in which nothing was found.</summary>
    public void Add(ReadOnlySpan<char> text, PiiOptions options)
    {
        if (text.Length <= Short)
        {
            _table[PlaceOf(text, options)] = new Clean(text.ToString(), options);
        }
        else if (text.Length <= longest)
        {
            byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes(text));
            _hashes[PlaceOf(hash)] = new CleanHash(hash, options);
        }
    }

    private static int PlaceOf(ReadOnlySpan<char> text, PiiOptions options) => (string.GetHashCode(text) ^ RuntimeHelpers.GetHashCode(options)) & (Places - 1);

    private static int PlaceOf(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<ushort>(hash) & (Places - 1);
}
