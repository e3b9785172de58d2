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
    }

    /// <summary>Begin of each interval (UTC), in order.</summary>
    internal IReadOnlyList<DateTimeOffset> Points { get; }

    /// <summary>How long an interval is.</summary>
    internal TimeSpan Step => _hourly ? TimeSpan.FromHours(1) : Day;

    /// <summary>The interval of an hour; null when it lies outside.</summary>
    internal int? IndexOf(DateTimeOffset hour) => _index.TryGetValue(BeginOf(hour), out int i) ? i : null;

    private DateTimeOffset BeginOf(DateTimeOffset at) => _hourly ? new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero) : DayBegin(at);

    private DateTimeOffset DayBegin(DateTimeOffset at)
    {
        DateTime local = TimeZoneInfo.ConvertTime(at, _zone).Date;
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
