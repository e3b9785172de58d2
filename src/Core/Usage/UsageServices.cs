using Artisan.Core.Gateway.Prices;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Usage.Budgets;
using Artisan.Core.Usage.Rating;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Usage;

/// <summary>Registers the feature.</summary>
public static class UsageServices
{
    /// <summary>Adds the ledger's reports and the budgets.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<GetUsageSummary>().AddSingleton<GetUsageBreakdown>().AddSingleton<GetUsageSeries>().AddSingleton<GetLatencySeries>().AddSingleton<GetUsageQuota>().AddSingleton<GetLaneTraffic>().AddSingleton<GetActiveCallers>();
        services.AddSingleton<BudgetBooks>().AddSingleton<BudgetLeases>().AddSingleton<AttemptBudget>().AddSingleton<BudgetDescent>().AddSingleton<RaiseBudgetAlerts>();
        services.AddSingleton<GetOwnBudgets>().AddSingleton<ListBudgets>().AddSingleton<SaveBudget>().AddSingleton<ChangeBudget>().AddSingleton<RequestBudget>().AddSingleton<DecideBudgetRequest>().AddSingleton<ListBudgetAlerts>();
        services.AddSingleton<SetPrice>().AddSingleton<ListPrices>().AddSingleton<RerateUsage>().AddSingleton<CompareVendorUsage>().AddSingleton<IJobHandler, RateLedger>();
        services.AddSingleton<IJobHandler, PruneBudgetCounts>();
        services.AddSingleton(new RecurringJob("budgets.prune", "Delete old budget counts", "Deletes what budgets counted in windows that ended long ago; the usage ledger stays.", PruneBudgetCounts.JobKind, "0 25 * * * ?"));
        return services;
    }
}
