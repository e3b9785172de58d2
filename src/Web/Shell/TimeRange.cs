using System.Globalization;

namespace Artisan.Web.Shell;

/// <summary>A range of time as the address holds it: "24h", "7d" up to now, or "2026-11-01..2026-11-21" by days of the viewer's zone.</summary>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Text">In the address.</param>
/// <param name="Words">For people: "Last 24 hours".</param>
public sealed record TimeRange(DateTimeOffset From, DateTimeOffset To, string Text, string Words)
{
    /// <summary>Those that are offered.</summary>
    public static readonly IReadOnlyList<(string Text, string Words)> Presets =
        [("1h", "Last hour"), ("24h", "Last 24 hours"), ("7d", "Last 7 days"), ("30d", "Last 30 days"), ("90d", "Last 90 days")];

    /// <summary>The longest range that is read, in days.</summary>
    public const int LongestDays = 731;

    /// <summary>The range before, of the same length, to compare with.</summary>
    public TimeRange Before => this with { From = From - Length, To = From };

    /// <summary>How long it is.</summary>
    public TimeSpan Length => To - From;

    /// <summary>A width of buckets that gives a chart some 24 to 60 of them: minutes, hours or days.</summary>
    public TimeSpan Bucket => Length.TotalHours switch
    {
        <= 1 => TimeSpan.FromMinutes(2),
        <= 6 => TimeSpan.FromMinutes(15),
        <= 48 => TimeSpan.FromHours(1),
        <= 24 * 8 => TimeSpan.FromHours(6),
        <= 24 * 62 => TimeSpan.FromDays(1),
        <= 24 * 366 => TimeSpan.FromDays(7),
        _ => TimeSpan.FromDays(14),
    };

    /// <summary>Reads the address; the fallback (itself a preset) where the text is absent or makes no sense.</summary>
    public static TimeRange Parse(string? text, DateTimeOffset now, TimeZoneInfo? zone = null, string fallback = "24h") =>
        TryParse(text, now, zone) ?? TryParse(fallback, now, zone) ?? new TimeRange(now.AddDays(-1), now, "24h", "Last 24 hours");

    /// <summary>Writes days as the address holds them.</summary>
    public static string Days(DateOnly first, DateOnly last) => FormattableString.Invariant($"{first:yyyy-MM-dd}..{last:yyyy-MM-dd}");

    private static TimeRange? TryParse(string? text, DateTimeOffset now, TimeZoneInfo? zone)
    {
        if (text is null || text.Length is < 2 or > 22)
            return null;
        if (text.Split("..") is [var from, var to])
            return ByDays(text, from, to, zone ?? TimeZoneInfo.Utc);
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is 0 or > 9999)
            return null;
        TimeSpan? length = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
        if (length is not { } span || span.TotalDays > LongestDays)
            return null;
        string unit = text[^1] switch { 'm' => "minute", 'h' => "hour", _ => "day" };
        return new TimeRange(now - span, now, text, count == 1 ? $"Last {unit}" : $"Last {count} {unit}s");
    }

    private static TimeRange? ByDays(string text, string from, string to, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
            || !DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly last)
            || last < first || last.DayNumber - first.DayNumber >= LongestDays || last == DateOnly.MaxValue || first.Year < 2000)
            return null;
        DateTimeOffset begin = Midnight(first, zone);
        DateTimeOffset end = Midnight(last.AddDays(1), zone);
        string words = first == last
            ? first.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
            : $"{first.ToString(first.Year == last.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture)} – {last.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}";
        return new TimeRange(begin, end, text, words);
    }

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // A night that skips midnight begins when the clocks have been put forward.
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
