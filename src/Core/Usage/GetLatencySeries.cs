using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>Latencies over time, in milliseconds; null where no attempt succeeded.</summary>
/// <param name="Step">Hours or days between two points.</param>
/// <param name="Points">Begin of each interval (UTC).</param>
/// <param name="Latencies">One for every point.</param>
public sealed record LatencySeries(TimeSpan Step, IReadOnlyList<DateTimeOffset> Points, IReadOnlyList<LatencyPercentiles> Latencies);

/// <summary>Percentiles of latency over time, in the steps of <see cref="GetUsageSeries"/>.</summary>
public sealed class GetLatencySeries(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<LatencySeries> ExecuteAsync(TenantScope scope, UsageFilter filter, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<UsageLatencyHour> hours = filter.Apply(db.UsageLatencyHours.AsNoTracking(), scope, reach);
        var steps = new UsageSteps(filter, zone);
        // Percentiles of hours cannot be averaged; the counts behind them can be added.
        var counts = new List<KeyValuePair<int, long>>[steps.Points.Count];
        foreach ((DateTimeOffset at, int bucket, long count) in await ReadAsync(hours, steps, cancellationToken))
        {
            if (steps.IndexOf(at) is { } i)
                (counts[i] ??= []).Add(KeyValuePair.Create(bucket, count));
        }
        return new LatencySeries(steps.Step, steps.Points, counts.Select(Of).ToArray());
    }

    private static async Task<List<(DateTimeOffset At, int Bucket, long Count)>> ReadAsync(IQueryable<UsageLatencyHour> hours, UsageSteps steps, CancellationToken cancellationToken)
    {
        var cells = new List<(DateTimeOffset, int, long)>();
        if (steps.Stretches.Count == 0)
        {
            foreach (var row in await hours.GroupBy(h => new { h.Hour, h.Bucket }).Select(g => new { g.Key.Hour, g.Key.Bucket, Count = g.Sum(h => h.Attempts) }).ToArrayAsync(cancellationToken))
                cells.Add((row.Hour, row.Bucket, row.Count));
        }
        foreach ((DateTimeOffset from, DateTimeOffset to, TimeSpan offset) in steps.Stretches)
        {
            double minutes = offset.TotalMinutes;
            foreach (var row in await hours.Where(h => h.Hour >= from && h.Hour < to).GroupBy(h => new { Day = h.Hour.AddMinutes(minutes).Date, h.Bucket })
                .Select(g => new { g.Key.Day, g.Key.Bucket, Count = g.Sum(h => h.Attempts) }).ToArrayAsync(cancellationToken))
                cells.Add((steps.BeginOfDay(row.Day), row.Bucket, row.Count));
        }
        return cells;
    }

    private static LatencyPercentiles Of(List<KeyValuePair<int, long>>? counts)
    {
        if (counts is null)
            return new LatencyPercentiles(null, null, null);
        KeyValuePair<int, long>[] merged = counts.GroupBy(c => c.Key).Select(g => KeyValuePair.Create(g.Key, g.Sum(c => c.Value))).ToArray();
        return new LatencyPercentiles(LatencyBuckets.Percentile(merged, 0.5), LatencyBuckets.Percentile(merged, 0.95), LatencyBuckets.Percentile(merged, 0.99));
    }
}
