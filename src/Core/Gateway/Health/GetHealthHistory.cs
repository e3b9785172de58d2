using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Health;

/// <summary>Health of one provider or model over a stretch of time.</summary>
/// <param name="Provider">Provider instance.</param>
/// <param name="Model">Model; null for the instance's probes.</param>
/// <param name="Points">From the oldest to the newest; a stretch without traffic has <see cref="HealthStatus.Unknown"/>.</param>
public sealed record HealthHistory(string Provider, string? Model, IReadOnlyList<HealthPoint> Points);

/// <summary>A stretch of a history.</summary>
/// <param name="From">Its begin (UTC).</param>
/// <param name="Status">The worst of <see cref="HealthStatus"/> in it.</param>
/// <param name="Attempts">Attempts.</param>
/// <param name="Failures">Failures.</param>
/// <param name="AverageLatencyMs">Mean milliseconds.</param>
/// <param name="Message">What went wrong, the last word on it.</param>
public sealed record HealthPoint(DateTimeOffset From, string Status, long Attempts, long Failures, double? AverageLatencyMs, string? Message);

/// <summary>Reads how providers and models were.</summary>
public sealed class GetHealthHistory(IArtisanDbFactory databases, TimeProvider time)
{
    /// <summary>Stretches of an answer.</summary>
    public const int Stretches = 48;

    /// <summary>Reads.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="span">How far back, at most 30 days.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<HealthHistory>> ExecuteAsync(TenantScope scope, TimeSpan span, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        span = span > TimeSpan.FromDays(30) ? TimeSpan.FromDays(30) : span < TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : span;
        DateTimeOffset to = time.GetUtcNow(), from = to - span;
        TimeSpan step = span / Stretches;
        ModelHealthMetric[] rows;
        await using (ArtisanDb db = databases.Open(scope))
            rows = await db.ModelHealthMetrics.AsNoTracking().Where(m => m.At > from && m.At <= to).OrderBy(m => m.At).ToArrayAsync(cancellationToken);
        return [.. rows.GroupBy(r => (r.Provider, r.Model)).OrderBy(g => g.Key.Provider, StringComparer.Ordinal).ThenBy(g => g.Key.Model, StringComparer.Ordinal)
            .Select(g => new HealthHistory(g.Key.Provider, g.Key.Model, Points([.. g], from, step)))];
    }

    private static HealthPoint[] Points(ModelHealthMetric[] rows, DateTimeOffset from, TimeSpan step)
    {
        var points = new HealthPoint[Stretches];
        for (int i = 0; i < Stretches; i++)
        {
            DateTimeOffset begin = from + i * step;
            ModelHealthMetric[] here = [.. rows.Where(r => r.At > begin && r.At <= begin + step)];
            double[] latencies = [.. here.Where(r => r.AverageLatencyMs is not null).Select(r => r.AverageLatencyMs!.Value)];
            points[i] = new HealthPoint(begin, here.Select(r => r.Status).Aggregate(HealthStatus.Unknown, HealthStatus.Worse), here.Sum(r => r.Attempts), here.Sum(r => r.Failures),
                latencies.Length == 0 ? null : latencies.Average(), here.LastOrDefault(r => r.Message is not null)?.Message);
        }
        return points;
    }
}
