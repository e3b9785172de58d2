namespace Artisan.Core.Usage.Budgets;

/// <summary>A stretch of time over which a budget counts.</summary>
/// <param name="From">Begin (UTC).</param>
/// <param name="Until">End (UTC), which belongs to the next.</param>
public readonly record struct BudgetPeriod(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Whether a time lies in it.</summary>
    public bool Holds(DateTimeOffset at) => From <= at && at < Until;

    /// <summary>
    /// The period of a time. Days and months begin at midnight of the zone; where a clock change skips midnight, with the first moment of the new day, and
    /// where midnight comes twice, with the first of both.
    /// </summary>
    /// <param name="window">Minute, day or month.</param>
    /// <param name="at">The time.</param>
    /// <param name="zone">The tenant's time zone.</param>
    /// <exception cref="ArgumentOutOfRangeException">For the window of one request, which has no period.</exception>
    public static BudgetPeriod Of(BudgetWindow window, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (window == BudgetWindow.Minute)
        {
            var minute = new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
            return new BudgetPeriod(minute, minute.AddMinutes(1));
        }
        DateTime day = TimeZoneInfo.ConvertTime(at, zone).Date;
        switch (window)
        {
            case BudgetWindow.Day:
                return new BudgetPeriod(BeginOf(day, zone), BeginOf(day.AddDays(1), zone));
            case BudgetWindow.Month:
                var first = new DateTime(day.Year, day.Month, 1);
                return new BudgetPeriod(BeginOf(first, zone), BeginOf(first.AddMonths(1), zone));
            default:
                throw new ArgumentOutOfRangeException(nameof(window), window, "One request has no period.");
        }
    }

    private static DateTimeOffset BeginOf(DateTime day, TimeZoneInfo zone)
    {
        DateTime local = DateTime.SpecifyKind(day, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
