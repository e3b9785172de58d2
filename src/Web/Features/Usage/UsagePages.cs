using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Usage;

/// <summary>Registers what the console needs for usage.</summary>
public static class UsagePages
{
    /// <summary>Adds the page's navigation entry and what it reads with.</summary>
    public static IServiceCollection AddUsagePages(this IServiceCollection services) => services
        .AddSingleton<UsageReports>()
        .AddNavEntry<UsagePage>(NavGroup.Money, 10, "Usage", "gauge", "cost", "spend", "tokens", "quota");
}
