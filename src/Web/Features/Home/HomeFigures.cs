using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Features.Usage;

namespace Artisan.Web.Features.Home;

/// <summary>The figures at the top of the home page: the last 24 hours against the 24 before.</summary>
/// <param name="Report">Sums, course, latencies, shares.</param>
/// <param name="Scored">Leads scored; null when the caller may not see leads.</param>
/// <param name="Callers">Members and keys that called; null when the caller sees only his own use.</param>
public sealed record HomeFigures(UsageReport Report, ScoreCount? Scored, ActiveCallers? Callers)
{
    /// <summary>Whether the organisation has never been seen to call, in 30 days.</summary>
    public required bool FirstSteps { get; init; }
}

/// <summary>Reads <see cref="HomeFigures"/>.</summary>
public sealed class ReadHomeFigures(UsageReports reports, GetUsageSummary summary, GetActiveCallers callers, CountScores scores, TimeProvider clock)
{
    /// <summary>Reads.</summary>
    public async Task<HomeFigures> ReadAsync(TenantScope scope, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var day = new UsageFilter(now.AddDays(-1), now);
        UsageReport report = await reports.ReadAsync(scope, day, UsageGroup.Model, zone, cancellationToken);
        ActiveCallers? active = scope.AccessTo(Area.Usage).Reach == Reach.Own ? null : await callers.ExecuteAsync(scope, day, zone, cancellationToken);
        bool first = report.IsEmpty && (await summary.ExecuteAsync(scope, new UsageFilter(now.AddDays(-30), now), cancellationToken)).Totals.Attempts == 0;
        ScoreCount? scored = scope.MaySee(Area.Leads) ? await scores.ExecuteAsync(scope, cancellationToken) : null;
        return new HomeFigures(report, scored, active) { FirstSteps = first };
    }
}
