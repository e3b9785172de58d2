using Artisan.Core.Tenancy;
using Artisan.Core.Usage;

namespace Artisan.Web.Features.Usage;

/// <summary>Everything that the usage page shows of one range.</summary>
public sealed record UsageReport(
    UsageSummary Summary, UsageSeries Series, LatencySeries Latency, IReadOnlyList<UsageShare> Models, IReadOnlyList<UsageShare> Actors,
    IReadOnlyList<UsageShare> UseCases, IReadOnlyList<UsageShare> Workspaces, IReadOnlyList<UsageShare> Leads, UsageQuota? Quota, IReadOnlyList<UsageAnomaly> Anomalies)
{
    /// <summary>Whether nothing was used, in this range and the one before.</summary>
    public bool IsEmpty => Summary.Totals.Attempts == 0 && Summary.Previous.Attempts == 0;

    /// <summary>Cost of each interval, over all groups.</summary>
    public double[] CostPoints => Points(l => l.CostUsd.Select(c => (double)c));

    /// <summary>Tokens of each interval.</summary>
    public double[] TokenPoints => Points(l => l.Tokens.Select(t => (double)t));

    /// <summary>Attempts of each interval.</summary>
    public double[] AttemptPoints => Points(l => l.Attempts.Select(a => (double)a));

    /// <summary>Share of failed attempts of each interval.</summary>
    public double[] ErrorPoints => [.. Points(l => l.Failures.Select(f => (double)f)).Zip(AttemptPoints, (failed, all) => all == 0 ? 0 : failed / all)];

    /// <summary>The 95th percentile of each interval; an interval without any stays on the one before.</summary>
    public double[] P95Points => Times(l => l.P95);

    /// <summary>The median of each interval; an interval without any stays on the one before.</summary>
    public double[] P50Points => Times(l => l.P50);

    private double[] Times(Func<LatencyPercentiles, double?> of)
    {
        double last = 0;
        return [.. Latency.Latencies.Select(l => last = of(l) ?? last)];
    }

    private double[] Points(Func<UsageSeriesLine, IEnumerable<double>> of)
    {
        var sums = new double[Series.Points.Count];
        foreach (UsageSeriesLine line in Series.Series)
        {
            int i = 0;
            foreach (double value in of(line))
                sums[i++] += value;
        }
        return sums;
    }
}

/// <summary>Puts a <see cref="UsageReport"/> together from the use cases, as far as the caller's rights go.</summary>
public sealed class UsageReports(GetUsageSummary summary, GetUsageSeries series, GetLatencySeries latency, GetUsageBreakdown breakdown, GetUsageQuota quota)
{
    /// <summary>Reads one.</summary>
    public async Task<UsageReport> ReadAsync(TenantScope scope, UsageFilter filter, UsageGroup group, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        Reach reach = scope.AccessTo(Area.Usage).Reach;
        Task<UsageSummary> sums = summary.ExecuteAsync(scope, filter, cancellationToken);
        Task<UsageSeries> lines = series.ExecuteAsync(scope, filter, group, zone, cancellationToken);
        Task<LatencySeries> times = latency.ExecuteAsync(scope, filter, zone, cancellationToken);
        bool own = reach == Reach.Own;
        Task<IReadOnlyList<UsageShare>> models = ByAsync(UsageGroup.Model), useCases = ByAsync(UsageGroup.UseCase), leads = ByAsync(UsageGroup.Lead);
        Task<IReadOnlyList<UsageShare>> actors = own ? NoneAsync() : ByAsync(UsageGroup.Actor), workspaces = own ? NoneAsync() : ByAsync(UsageGroup.Workspace);
        await Task.WhenAll(sums, lines, times, models, useCases, leads, actors, workspaces);
        return new UsageReport(await sums, await lines, await times, await models, await actors, await useCases, await workspaces, await leads,
            // The organisation's limit beside a part of its use would only mislead.
            reach == Reach.All ? await quota.ExecuteAsync(scope, cancellationToken) : null,
            UsageAnomalies.Find(await lines));

        Task<IReadOnlyList<UsageShare>> ByAsync(UsageGroup by) => breakdown.ExecuteAsync(scope, filter, by, cancellationToken);
        static Task<IReadOnlyList<UsageShare>> NoneAsync() => Task.FromResult<IReadOnlyList<UsageShare>>([]);
    }
}
