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
        var rows = await filter.Apply(db.UsageLatencyHours.AsNoTracking(), scope, reach)
            .GroupBy(h => new { h.Hour, h.Bucket }).Select(g => new { g.Key.Hour, g.Key.Bucket, Count = g.Sum(h => h.Attempts) }).ToArrayAsync(cancellationToken);
        var steps = new UsageSteps(filter, zone);
        // Percentiles of hours cannot be averaged; the counts behind them can be added.
        var counts = new List<KeyValuePair<int, long>>[steps.Points.Count];
        foreach (var row in rows)
            if (steps.IndexOf(row.Hour) is { } i)
                (counts[i] ??= []).Add(KeyValuePair.Create(row.Bucket, row.Count));
        return new LatencySeries(steps.Step, steps.Points, counts.Select(Of).ToArray());
    }

    private static LatencyPercentiles Of(List<KeyValuePair<int, long>>? counts)
    {
        if (counts is null)
            return new LatencyPercentiles(null, null, null);
        KeyValuePair<int, long>[] merged = counts.GroupBy(c => c.Key).Select(g => KeyValuePair.Create(g.Key, g.Sum(c => c.Value))).ToArray();
        return new LatencyPercentiles(LatencyBuckets.Percentile(merged, 0.5), LatencyBuckets.Percentile(merged, 0.95), LatencyBuckets.Percentile(merged, 0.99));
    }
}
