namespace Artisan.Core.Usage;

/// <summary>The intervals of a chart: hours up to four days, days of the viewer's time zone beyond; without gaps.</summary>
internal sealed class UsageSteps
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), LongestHourly = TimeSpan.FromDays(4);

    private readonly bool _hourly;
    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<DateTimeOffset, int> _index = [];

    internal UsageSteps(UsageFilter filter, TimeZoneInfo zone)
    {
        _zone = zone;
        _hourly = filter.To - filter.From <= LongestHourly;
        var points = new List<DateTimeOffset>();
        // Two hours more than a day reach the next day also where clocks are put back.
        for (DateTimeOffset at = BeginOf(filter.From); at < filter.To; at = _hourly ? at.AddHours(1) : DayBegin(at + Day + TimeSpan.FromHours(2)))
        {
            _index[at] = points.Count;
            points.Add(at);
        }
        Points = points;
        Stretches = _hourly ? [] : StretchesOf(filter, zone);
    }

    /// <summary>Begin of each interval (UTC), in order.</summary>
    internal IReadOnlyList<DateTimeOffset> Points { get; }

    /// <summary>
    /// For days: pieces of the range in which the time zone's distance to UTC stays the same, so that the database can add hours up to local days itself.
    /// Empty for hours.
    /// </summary>
    internal IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, TimeSpan Offset)> Stretches { get; }

    /// <summary>How long an interval is.</summary>
    internal TimeSpan Step => _hourly ? TimeSpan.FromHours(1) : Day;

    /// <summary>The interval of an hour; null when it lies outside.</summary>
    internal int? IndexOf(DateTimeOffset hour) => _index.TryGetValue(BeginOf(hour), out int i) ? i : null;

    /// <summary>The begin (UTC) of a local day.</summary>
    internal DateTimeOffset BeginOfDay(DateTime local) => new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();

    private static List<(DateTimeOffset, DateTimeOffset, TimeSpan)> StretchesOf(UsageFilter filter, TimeZoneInfo zone)
    {
        var stretches = new List<(DateTimeOffset From, DateTimeOffset To, TimeSpan Offset)>();
        DateTimeOffset hour = new(filter.From.UtcTicks - filter.From.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        for (; hour < filter.To; hour = hour.AddHours(1))
        {
            TimeSpan offset = zone.GetUtcOffset(hour);
            if (stretches.Count > 0 && stretches[^1].Offset == offset)
                stretches[^1] = (stretches[^1].From, hour.AddHours(1), offset);
            else
                stretches.Add((hour, hour.AddHours(1), offset));
        }
        return stretches;
    }

    private DateTimeOffset BeginOf(DateTimeOffset at) => _hourly ? new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero) : DayBegin(at);

    private DateTimeOffset DayBegin(DateTimeOffset at)
    {
        return BeginOfDay(TimeZoneInfo.ConvertTime(at, _zone).Date);
    }
}
