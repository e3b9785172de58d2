using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Quartz;

namespace Artisan.Jobs.Operations;

/// <summary>Quartz behind Core's port.</summary>
internal sealed class QuartzScheduler(ISchedulerFactory schedulers, IEnumerable<RecurringJob> declared) : IJobScheduler
{
    internal const string Recurring = "recurring";
    internal static readonly JobKey RowRunner = new("row", "jobs");

    public async Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken)
    {
        IScheduler scheduler = await schedulers.GetScheduler(cancellationToken);
        var key = new TriggerKey(jobId.ToString("N"), "rows");
        ITrigger trigger = TriggerBuilder.Create().ForJob(RowRunner).WithIdentity(key).UsingJobData(RunJobRow.JobIdKey, jobId.ToString()).StartNow().Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
    }

    public async Task<IReadOnlyList<RecurringJobState>> ListRecurringAsync(CancellationToken cancellationToken)
    {
        IScheduler scheduler = await schedulers.GetScheduler(cancellationToken);
        var states = new List<RecurringJobState>();
        foreach (RecurringJob job in declared.OrderBy(j => j.Title, StringComparer.Ordinal))
        {
            var key = new TriggerKey(job.Key, Recurring);
            ITrigger? trigger = await scheduler.GetTrigger(key, cancellationToken);
            bool paused = await scheduler.GetTriggerState(key, cancellationToken) == TriggerState.Paused;
            states.Add(new RecurringJobState(job, paused ? null : trigger?.NextFireTimeUtc, trigger?.PreviousFireTimeUtc, paused));
        }
        return states;
    }

    public async Task TriggerAsync(string key, CancellationToken cancellationToken) =>
        await (await schedulers.GetScheduler(cancellationToken)).TriggerJob(KeyOf(key), [], cancellationToken);

    public async Task PauseAsync(string key, CancellationToken cancellationToken) =>
        await (await schedulers.GetScheduler(cancellationToken)).PauseTrigger(new TriggerKey(KeyOf(key).Name, Recurring), cancellationToken);

    public async Task ResumeAsync(string key, CancellationToken cancellationToken) =>
        await (await schedulers.GetScheduler(cancellationToken)).ResumeTrigger(new TriggerKey(KeyOf(key).Name, Recurring), cancellationToken);

    private JobKey KeyOf(string key) => declared.Any(j => j.Key == key) ? new JobKey(key, Recurring) : throw ArtisanException.NotFound("The recurring job");
}
