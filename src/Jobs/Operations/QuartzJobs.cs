using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Artisan.Jobs.Operations;

/// <summary>Runs one job row. Quartz asks for recovery, so that a row whose node died is run by another.</summary>
internal sealed class RunJobRow(JobRunner runner, IHostApplicationLifetime lifetime) : IJob
{
    internal const string JobIdKey = "jobId";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(context.MergedJobDataMap.GetString(JobIdKey), out Guid jobId))
            await Stoppable.RunAsync(lifetime, token => runner.RunAsync(jobId, token), cancellationToken);
    }
}

/// <summary>Recurring work is due.</summary>
[DisallowConcurrentExecution]
internal sealed class RunRecurring(RunRecurringJob run, IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await Stoppable.RunAsync(lifetime, token => run.ExecuteAsync(context.JobDetail.Key.Name, token), cancellationToken);
}

/// <summary>Looks for rows that nobody runs.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJobRows(RescueLostJobs rescue) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await rescue.ExecuteAsync(cancellationToken);
}

/// <summary>Ends work when the node stops. Quartz by itself waits for what runs, so an hour's import would hold up the stop and then be cut off.</summary>
internal static class Stoppable
{
    internal static async Task RunAsync(IHostApplicationLifetime lifetime, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await work(stop.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The row waits for the next node; to Quartz this firing is done.
        }
    }
}
