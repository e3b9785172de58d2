using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Tells once a window when a budget passes its warning share, and once when it reaches its limit. Rate limits raise none.</summary>
public sealed partial class RaiseBudgetAlerts(IArtisanDbFactory databases, IBudgetStore store, ControlPlane control, LiveFeed feed, ILogger<RaiseBudgetAlerts> logger)
{
    /// <summary>Looks at a count that this process spends of.</summary>
    public async Task ExecuteAsync(LeasePool pool, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (pool.HardTold || !pool.IsDrawn || pool.Rule.Window == BudgetWindow.Minute)
            return;
        BudgetLimits limits = pool.Rule.LimitsFor(pool.Key.SubjectId, now);
        double share = limits.ShareOf(pool.Used);
        bool hard = share >= 1;
        if (share < pool.Rule.SoftShare || limits.IsNone || !hard && pool.SoftTold)
            return;
        if (control.TenantOf(pool.Key.TenantId)?.Settings.GetValueOrDefault(TenantSettings.CostAlerts) == "false")
            return;
        var alert = new BudgetAlert { TenantId = pool.Key.TenantId, CountId = pool.CountId, Hard = hard, BudgetId = pool.Rule.Id, Name = pool.Rule.Name, SubjectId = pool.Key.SubjectId, Share = share, At = now };
        bool first = await store.AlertAsync(alert, cancellationToken);
        pool.SoftTold = true;
        pool.HardTold = hard;
        if (!first)
            return;
        await using ArtisanDb db = databases.OpenTenant(alert.TenantId);
        db.Audit(TenantScope.System(alert.TenantId, Guid.Empty, "Budgets"), hard ? "budget.spent" : "budget.nearly_spent", $"Budget {alert.Name}", new { alert.BudgetId, alert.SubjectId, share = Math.Round(share, 4) });
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(alert.TenantId, FeedTopic.Budgets));
        LogAlert(alert.Name, alert.TenantId, Math.Round(share * 100, 1));
    }

    [LoggerMessage(30, LogLevel.Warning, "Budget {name} of organisation {org_id} stands at {percent} % of its limit")]
    private partial void LogAlert(string name, Guid org_id, double percent);
}
