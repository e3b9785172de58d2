using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Home;

/// <summary>Registers what the home page needs.</summary>
public static class HomePages
{
    /// <summary>Adds the page's navigation entry and what it reads with.</summary>
    public static IServiceCollection AddHomePages(this IServiceCollection services) => services
        .AddSingleton<ReadHomeFigures>()
        .AddSingleton<HomeNeeds>()
        .AddNavEntry<HomePage>(NavGroup.Work, 10, "Home", "house", "overview", "dashboard");
}
