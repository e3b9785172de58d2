namespace Artisan.Core.Kernel;

/// <summary>Version-7 ids as points in time (RFC 9562, 5.7: the first 48 bits are Unix milliseconds).</summary>
public static class TimeIds
{
    /// <summary>The order of ids in the database: byte by byte, as PostgreSQL and the time in them have it. The framework's own order is the same for version-7 ids.</summary>
    public static readonly IComparer<Guid> Order = Comparer<Guid>.Default;

    /// <summary>The least id of a time (UTC): every id made then or later is at least this.</summary>
    public static Guid Floor(DateTimeOffset at)
    {
        long milliseconds = Math.Max(0, at.ToUnixTimeMilliseconds());
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 5; i >= 0; i--, milliseconds >>= 8)
            bytes[i] = (byte)milliseconds;
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When an id was made (UTC).</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (int i = 0; i < 6; i++)
            milliseconds = milliseconds << 8 | bytes[i];
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
