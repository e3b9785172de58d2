using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>Registers the console's settings.</summary>
internal static class SettingsPages
{
    /// <summary>Adds them to the navigation, and what is in them to the palette.</summary>
    public static IServiceCollection AddSettingsPages(this IServiceCollection services) => services
        .AddNavEntry<SettingsPage>(NavGroup.System, 20, "Settings", "settings", "organisation", "members", "people", "roles", "api keys", "features", "providers", "configuration", "audit", "licences", "about")
        .AddScoped<ICommandSource, SettingsCommands>();
}
