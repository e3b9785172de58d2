using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>Usage over time, split by a group.</summary>
/// <param name="Step">Hours or days between two points.</param>
/// <param name="Points">Begin of each interval (UTC), in order, without gaps.</param>
/// <param name="Series">One series a group, the largest first; beyond six the rest is "Other".</param>
public sealed record UsageSeries(TimeSpan Step, IReadOnlyList<DateTimeOffset> Points, IReadOnlyList<UsageSeriesLine> Series);

/// <summary>One group over time; values are in the order of <see cref="UsageSeries.Points"/>.</summary>
/// <param name="Name">The group.</param>
/// <param name="CostUsd">USD.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="Attempts">Calls of models.</param>
/// <param name="Failures">Of these, failed.</param>
public sealed record UsageSeriesLine(string Name, IReadOnlyList<decimal> CostUsd, IReadOnlyList<long> Tokens, IReadOnlyList<long> Attempts, IReadOnlyList<long> Failures);

/// <summary>Usage over time by model, provider or use case: by hours up to four days, by days of the tenant's time zone beyond.</summary>
public sealed class GetUsageSeries(IArtisanDbFactory databases)
{
    private const int MostSeries = 6;

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<UsageSeries> ExecuteAsync(TenantScope scope, UsageFilter filter, UsageGroup group, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<UsageHour> hours = filter.Apply(db.UsageHours.AsNoTracking(), scope, reach);
        var steps = new UsageSteps(filter, zone);
        var rows = group switch
        {
            UsageGroup.Model => await ReadAsync(hours.Select(h => new Cell { Hour = h.Hour, Name = h.Model, Cost = h.CostUsd, Tokens = h.InputTokens + h.OutputTokens, Attempts = h.Attempts, Failures = h.Failures }), steps, cancellationToken),
            UsageGroup.Provider => await ReadAsync(hours.Select(h => new Cell { Hour = h.Hour, Name = h.Provider, Cost = h.CostUsd, Tokens = h.InputTokens + h.OutputTokens, Attempts = h.Attempts, Failures = h.Failures }), steps, cancellationToken),
            _ => await ReadAsync(hours.Select(h => new Cell { Hour = h.Hour, Name = h.UseCase, Cost = h.CostUsd, Tokens = h.InputTokens + h.OutputTokens, Attempts = h.Attempts, Failures = h.Failures }), steps, cancellationToken),
        };
        int count = steps.Points.Count;
        string[] largest = rows.GroupBy(r => r.Name).OrderByDescending(g => g.Sum(r => r.Cost)).ThenByDescending(g => g.Sum(r => r.Tokens)).Select(g => g.Key).Take(MostSeries).ToArray();
        var lines = rows.GroupBy(r => largest.Contains(r.Name) ? r.Name : "Other").OrderBy(g => g.Key == "Other" ? int.MaxValue : Array.IndexOf(largest, g.Key)).Select(g =>
        {
            var (cost, tokens, attempts, failures) = (new decimal[count], new long[count], new long[count], new long[count]);
            foreach (Cell cell in g)
            {
                if (steps.IndexOf(cell.Hour) is not { } i)
                    continue;
                cost[i] += cell.Cost;
                tokens[i] += cell.Tokens;
                attempts[i] += cell.Attempts;
                failures[i] += cell.Failures;
            }
            return new UsageSeriesLine(g.Key, cost, tokens, attempts, failures);
        }).ToArray();
        return new UsageSeries(steps.Step, steps.Points, lines);
    }

    // With properties instead of a constructor: only so can a query group by what it has projected.
    private sealed record Cell
    {
        public DateTimeOffset Hour { get; init; }
        public string Name { get; init; } = "";
        public decimal Cost { get; init; }
        public long Tokens { get; init; }
        public long Attempts { get; init; }
        public long Failures { get; init; }
    }

    private static async Task<Cell[]> ReadAsync(IQueryable<Cell> cells, UsageSteps steps, CancellationToken cancellationToken)
    {
        if (steps.Stretches.Count == 0)
        {
            return await cells.GroupBy(c => new { c.Hour, c.Name }).Select(g => new Cell { Hour = g.Key.Hour, Name = g.Key.Name, Cost = g.Sum(c => c.Cost), Tokens = g.Sum(c => c.Tokens), Attempts = g.Sum(c => c.Attempts), Failures = g.Sum(c => c.Failures) })
                .ToArrayAsync(cancellationToken);
        }
        var days = new List<Cell>();
        foreach ((DateTimeOffset from, DateTimeOffset to, TimeSpan offset) in steps.Stretches)
        {
            double minutes = offset.TotalMinutes;
            var read = await cells.Where(c => c.Hour >= from && c.Hour < to).GroupBy(c => new { Day = c.Hour.AddMinutes(minutes).Date, c.Name })
                .Select(g => new { g.Key.Day, g.Key.Name, Cost = g.Sum(c => c.Cost), Tokens = g.Sum(c => c.Tokens), Attempts = g.Sum(c => c.Attempts), Failures = g.Sum(c => c.Failures) })
                .ToArrayAsync(cancellationToken);
            days.AddRange(read.Select(d => new Cell { Hour = steps.BeginOfDay(d.Day), Name = d.Name, Cost = d.Cost, Tokens = d.Tokens, Attempts = d.Attempts, Failures = d.Failures }));
        }
        return [.. days];
    }
}
