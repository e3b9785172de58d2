using Artisan.Core.Compliance.Retention;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Operations;

/// <summary>Registers the feature.</summary>
public static class OperationsServices
{
    /// <summary>Adds the jobs' use cases, maintenance and its schedule.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<JobRunner>().AddSingleton<StartJob>().AddSingleton<ListJobs>().AddSingleton<GetJob>().AddSingleton<GetOwnJob>().AddSingleton<CancelJob>().AddSingleton<RetryJob>().AddSingleton<ManageRecurringJobs>()
        .AddSingleton<RunRecurringJob>().AddSingleton<RescueLostJobs>()
        .AddSingleton<IJobHandler, PruneJobsAndBlobs>().AddSingleton<IRetentionSource, FileRetentionSource>()
        .AddSingleton(new RecurringJob("jobs.prune", "Delete old jobs and expired files", "Job rows are kept for 30 days; files as long as they were stored for.", PruneJobsAndBlobs.JobKind, "0 45 2 * * ?"));
}
