using Artisan.Core.Operations.Jobs;
using Artisan.Jobs.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Artisan.Jobs;

/// <summary>Registers when things happen.</summary>
public static class JobsServices
{
    /// <summary>Adds Quartz with its clustered store in the product's database (the registered data source), and the schedules of what is declared.</summary>
    public static IServiceCollection AddArtisanJobs(this IServiceCollection services)
    {
        services.AddSingleton<IJobScheduler, QuartzScheduler>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "artisan";
                options.InstanceId = NodeId(Environment.MachineName, Environment.ProcessId);
                options.MaxBatchSize = 5;
            });
            quartz.UseDefaultThreadPool(options => options.MaxConcurrency = 8);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database => database.UseRegisteredDataSource = true);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(15);
                });
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                store.ConfigureStore(options =>
                {
                    options.StoreJobDataAsStrings = true;
                    options.TablePrefix = "qrtz_";
                });
            });
            quartz.AddJob<RunJobRow>(job => job.WithIdentity(QuartzScheduler.RowRunner).StoreDurably().RequestRecovery());
            quartz.AddJob<SweepJobRows>(job => job.WithIdentity("sweep", "jobs").StoreDurably());
            quartz.AddTrigger<SweepJobRows>(trigger => trigger.ForJob(new JobKey("sweep", "jobs")).WithIdentity("sweep", "jobs").WithCronSchedule("0/30 * * * * ?"));
        });
        services.AddHostedService<ScheduleRecurring>();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>A name of this process in the cluster: told apart by its random part, whatever machines are called; for people the rest.</summary>
    internal static string NodeId(string machine, int processId) => $"{(machine.Length > 32 ? machine[..32] : machine)}-{processId}-{Guid.NewGuid():N}";
}

/// <summary>Writes the declared schedules into the store: new ones are added, changed ones replaced, paused ones stay paused.</summary>
internal sealed class ScheduleRecurring(ISchedulerFactory schedulers, IEnumerable<RecurringJob> declared) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IScheduler scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (RecurringJob job in declared)
        {
            var jobKey = new JobKey(job.Key, QuartzScheduler.Recurring);
            var triggerKey = new TriggerKey(job.Key, QuartzScheduler.Recurring);
            await scheduler.AddJob(JobBuilder.Create<RunRecurring>().WithIdentity(jobKey).StoreDurably().Build(), new AddJobOptions { Replace = true }, cancellationToken);
            ITrigger? there = await scheduler.GetTrigger(triggerKey, cancellationToken);
            if (there is ICronTrigger cron && cron.CronExpressionString == job.Cron)
                continue;
            ITrigger trigger = TriggerBuilder.Create().ForJob(jobKey).WithIdentity(triggerKey)
                .WithCronSchedule(job.Cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build();
            if (there is null)
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
            else
                await scheduler.RescheduleJob(triggerKey, trigger, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
