using System.Text;
using System.Text.Json;

namespace Artisan.Core.Kernel;

/// <summary>Asks for one page of a list, by key.</summary>
/// <param name="Cursor">Opaque text from the page before; null for the first page.</param>
/// <param name="Limit">Rows wanted, 1 to 500.</param>
/// <param name="Sort">Name of the column to sort by; null for the list's own order.</param>
/// <param name="Descending">Whether the largest comes first.</param>
public sealed record PageRequest(string? Cursor = null, int Limit = 50, string? Sort = null, bool Descending = true)
{
    /// <summary>The limit, brought into 1 to 500.</summary>
    public int Size => Math.Clamp(Limit, 1, 500);
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, in order.</param>
/// <param name="NextCursor">Asks for the page after; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>A page with nothing on it.</summary>
    public static readonly Page<T> Empty = new([], null);

    /// <summary>The same page with other rows.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> project) => new(Items.Select(project).ToArray(), NextCursor);
}

/// <summary>The place after a row: the value of the sort column and the row's id.</summary>
public readonly record struct Cursor(string? Value, Guid Id)
{
    /// <summary>As URL-safe text.</summary>
    public string Encode() => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new[] { Value, Id.ToString("N") })))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when the text is not a cursor.</exception>
    public static Cursor Decode(string text)
    {
        try
        {
            string padded = text.Replace('-', '+').Replace('_', '/');
            padded += new string('=', (4 - padded.Length % 4) % 4);
            string?[] parts = JsonSerializer.Deserialize<string?[]>(Convert.FromBase64String(padded)) ?? [];
            if (parts.Length == 2 && Guid.TryParseExact(parts[1], "N", out Guid id))
                return new Cursor(parts[0], id);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // falls through to the one message below
        }
        throw ArtisanException.Invalid("cursor", "The cursor is not one that this list gave. Start again without it.");
    }
}
