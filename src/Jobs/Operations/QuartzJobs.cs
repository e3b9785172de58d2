using Artisan.Core.Operations.Jobs;
using Quartz;

namespace Artisan.Jobs.Operations;

/// <summary>Runs one job row. Quartz asks for recovery, so that a row whose node died is run by another.</summary>
internal sealed class RunJobRow(JobRunner runner) : IJob
{
    internal const string JobIdKey = "jobId";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(context.MergedJobDataMap.GetString(JobIdKey), out Guid jobId))
            await runner.RunAsync(jobId, cancellationToken);
    }
}

/// <summary>Recurring work is due.</summary>
[DisallowConcurrentExecution]
internal sealed class RunRecurring(RunRecurringJob run) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await run.ExecuteAsync(context.JobDetail.Key.Name, cancellationToken);
}

/// <summary>Looks for rows that nobody runs.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJobRows(RescueLostJobs rescue) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await rescue.ExecuteAsync(cancellationToken);
}
