using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Usage;

/// <summary>Registers the feature.</summary>
public static class UsageServices
{
    /// <summary>Adds the ledger's reports.</summary>
    public static IServiceCollection AddUsage(this IServiceCollection services) => services
        .AddSingleton<GetUsageSummary>().AddSingleton<GetUsageBreakdown>().AddSingleton<GetUsageSeries>().AddSingleton<GetLatencySeries>().AddSingleton<GetUsageQuota>().AddSingleton<GetLaneTraffic>().AddSingleton<GetActiveCallers>();
}
