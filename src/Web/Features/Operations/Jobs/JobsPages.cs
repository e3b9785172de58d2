using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Operations.Jobs;

/// <summary>Registers the console's page of jobs.</summary>
internal static class JobsPages
{
    /// <summary>Adds it to the navigation.</summary>
    public static IServiceCollection AddJobsPages(this IServiceCollection services) =>
        services.AddNavEntry<JobsPage>(NavGroup.System, 10, "Jobs", "list-checks", "background", "queue", "schedule", "cron", "recurring");
}
