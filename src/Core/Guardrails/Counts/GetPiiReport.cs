using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Counts;

/// <summary>Personal data of a type over time.</summary>
/// <param name="Type">The type.</param>
/// <param name="Count">In all.</param>
/// <param name="Days">For every day of the report how many, the first day first.</param>
public sealed record PiiSeriesV1(string Type, long Count, IReadOnlyList<long> Days);

/// <summary>Personal data of a type in a place.</summary>
/// <param name="Place">Where: a table of texts, or <c>to_models</c>, <c>to_callers</c>, <c>logs</c>.</param>
/// <param name="Type">The type.</param>
/// <param name="Action">What was done: <c>redact</c>, <c>mask</c>, <c>replace</c>, <c>hash</c>, <c>token</c>, <c>keep</c>, <c>block</c>.</param>
/// <param name="Count">How many.</param>
public sealed record PiiPlaceV1(string Place, string Type, string Action, long Count);

/// <summary>What personal data was found.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="To">The last day (UTC).</param>
/// <param name="Total">In all.</param>
/// <param name="Kept">How much of it stayed as it was.</param>
/// <param name="Series">By type over time, the most frequent first.</param>
/// <param name="Places">By place, type and what was done, the most frequent first.</param>
public sealed record PiiReportV1(DateOnly From, DateOnly To, long Total, long Kept, IReadOnlyList<PiiSeriesV1> Series, IReadOnlyList<PiiPlaceV1> Places);

/// <summary>A day's count, as it is exported.</summary>
public sealed record PiiDayV1(DateOnly Day, string Place, string Type, string Action, long Count);

/// <summary>Tells what personal data was found where over time, by type.</summary>
public sealed class GetPiiReport(IArtisanDbFactory databases)
{
    /// <summary>The longest report, in days.</summary>
    public const int MostDays = 1100;

    /// <summary>Tells.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the days are wrong.</exception>
    public async Task<PiiReportV1> ExecuteAsync(TenantScope scope, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        Demand(scope, from, to);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<PiiCount> counts = db.PiiCounts.AsNoTracking().Where(c => c.Day >= from && c.Day <= to);
        var days = await counts.GroupBy(c => new { c.Type, c.Day }).Select(g => new { g.Key.Type, g.Key.Day, Count = g.Sum(c => c.Count) }).ToArrayAsync(cancellationToken);
        var places = await counts.GroupBy(c => new { c.Place, c.Type, c.Action }).Select(g => new PiiPlaceV1(g.Key.Place, g.Key.Type, g.Key.Action, g.Sum(c => c.Count))).ToArrayAsync(cancellationToken);
        int length = to.DayNumber - from.DayNumber + 1;
        PiiSeriesV1[] series = [.. days.GroupBy(d => d.Type).Select(type =>
        {
            var values = new long[length];
            foreach (var day in type)
                values[day.Day.DayNumber - from.DayNumber] = day.Count;
            return new PiiSeriesV1(type.Key, type.Sum(d => d.Count), values);
        }).OrderByDescending(s => s.Count).ThenBy(s => s.Type, StringComparer.Ordinal)];
        return new PiiReportV1(from, to, series.Sum(s => s.Count), places.Where(p => p.Action == PiiDone.Kept).Sum(p => p.Count), series,
            [.. places.OrderByDescending(p => p.Count).ThenBy(p => p.Place, StringComparer.Ordinal).ThenBy(p => p.Type, StringComparer.Ordinal)]);
    }

    /// <summary>Every day's counts.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the days are wrong.</exception>
    public async IAsyncEnumerable<PiiDayV1> DaysAsync(TenantScope scope, DateOnly from, DateOnly to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Demand(scope, from, to);
        await using ArtisanDb db = databases.Open(scope);
        await foreach (PiiDayV1 day in db.PiiCounts.AsNoTracking().Where(c => c.Day >= from && c.Day <= to).OrderBy(c => c.Day).ThenBy(c => c.Place).ThenBy(c => c.Type).ThenBy(c => c.Action)
            .Select(c => new PiiDayV1(c.Day, c.Place, c.Type, c.Action, c.Count)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return day;
        }
    }

    private static void Demand(TenantScope scope, DateOnly from, DateOnly to)
    {
        scope.Demand(Area.Compliance, Level.See);
        if (from > to)
            throw ArtisanException.Invalid("from", "The first day lies behind the last.");
        if (to.DayNumber - from.DayNumber >= MostDays)
            throw ArtisanException.Invalid("from", $"At most {MostDays} days can be told at once.");
    }
}
