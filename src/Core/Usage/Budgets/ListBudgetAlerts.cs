using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Budgets;

/// <summary>A budget that crossed a share in a window that is still open.</summary>
/// <param name="BudgetId">Which.</param>
/// <param name="Name">Its name then.</param>
/// <param name="Hard">Whether the limit itself was reached.</param>
/// <param name="Share">The share then, 0 to 1.</param>
/// <param name="At">When (UTC).</param>
public sealed record BudgetAlertInfo(Guid BudgetId, string Name, bool Hard, double Share, DateTimeOffset At);

/// <summary>Lists the alerts of windows that are open, one for each budget and subject, the hard ones first.</summary>
public sealed class ListBudgetAlerts(IArtisanDbFactory databases, TimeProvider time)
{
    private const int Most = 20;

    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<BudgetAlertInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        var rows = await (from alert in db.BudgetAlerts.AsNoTracking()
                          join count in db.BudgetCounts on alert.CountId equals count.Id
                          where count.UntilAt > now && (alert.Hard || !db.BudgetAlerts.Any(h => h.CountId == alert.CountId && h.Hard))
                          orderby alert.Hard descending, alert.At descending
                          select new BudgetAlertInfo(alert.BudgetId, alert.Name, alert.Hard, alert.Share, alert.At)).Take(Most).ToArrayAsync(cancellationToken);
        return rows;
    }
}
