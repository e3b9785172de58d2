using System.Security.Cryptography;
using System.Text;

namespace Artisan.Core.Crm.Imports;

/// <summary>
/// Which leads rows of a file have named already, so that a second row of the same lead is known. Holds some 32 bytes a row, whatever the rows hold;
/// what a piece adds counts only when it is kept, since a piece may be tried again.
/// </summary>
internal sealed class SeenRows
{
    private readonly Dictionary<UInt128, (int Line, int Content)> _kept = [];
    private readonly Dictionary<UInt128, (int Line, int Content)> _added = [];

    /// <summary>The line of the first row of the same lead; null when this is the first.</summary>
    /// <param name="row">The row.</param>
    /// <param name="same">Whether that row is the same in every cell.</param>
    internal int? Find(ImportRow row, out bool same)
    {
        UInt128 key = KeyOf(row);
        same = false;
        if (!_added.TryGetValue(key, out (int Line, int Content) first) && !_kept.TryGetValue(key, out first))
            return null;
        same = first.Content == ContentOf(row);
        return first.Line;
    }

    /// <summary>Notes a row that was taken.</summary>
    internal void Add(ImportRow row) => _added.TryAdd(KeyOf(row), (row.Raw.Line, ContentOf(row)));

    /// <summary>Keeps what was added.</summary>
    internal void Keep()
    {
        foreach ((UInt128 key, (int, int) first) in _added)
            _kept.TryAdd(key, first);
        _added.Clear();
    }

    /// <summary>Forgets what was added and not kept.</summary>
    internal void Forget() => _added.Clear();

    private static UInt128 KeyOf(ImportRow row)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(row.Key), hash);
        return BitConverter.ToUInt128(hash);
    }

    // The same in every process, so that a node that takes over finds the same.
    private static int ContentOf(ImportRow row)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', row.Raw.Cells)), hash);
        return BitConverter.ToInt32(hash);
    }
}
