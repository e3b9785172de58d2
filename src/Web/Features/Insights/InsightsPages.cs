using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Insights;

/// <summary>Registers what the assistant's page needs.</summary>
public static class InsightsPages
{
    /// <summary>Adds the page's navigation entry.</summary>
    public static IServiceCollection AddInsightsPages(this IServiceCollection services) =>
        services.AddNavEntry<InsightsPage>(NavGroup.Work, 50, "Assistant", "message-square", "chat", "insights", "ask", "transcript", "sentiment", "summary");
}
