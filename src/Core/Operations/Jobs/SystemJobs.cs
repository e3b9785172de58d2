using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations.Jobs;

/// <summary>Makes the row of recurring work that is due, so that it has history and progress like any job, and runs it.</summary>
public sealed class RunRecurringJob(IArtisanDbFactory databases, JobRunner runner, IEnumerable<RecurringJob> declared)
{
    /// <summary>Runs.</summary>
    /// <param name="key">Key of what is due.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(string key, CancellationToken cancellationToken)
    {
        RecurringJob job = declared.Single(j => j.Key == key);
        var run = new JobRun
        {
            Id = Guid.CreateVersion7(),
            Kind = job.Kind,
            Title = job.Title,
            Status = JobStatus.Queued,
            CreatedBy = "Schedule",
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await using (ArtisanDb db = databases.OpenDeployment())
        {
            db.JobRuns.Add(run);
            await db.SaveChangesAsync(cancellationToken);
        }
        await runner.RunAsync(run.Id, cancellationToken);
    }
}

/// <summary>Finds rows that nobody runs — queued without a trigger after a crash between the two, or running on a node that is gone — and has them run.</summary>
public sealed class RescueLostJobs(IArtisanDbFactory databases, IJobScheduler scheduler)
{
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(20);

    /// <summary>Rescues.</summary>
    /// <returns>How many were found.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset now = DateTimeOffset.UtcNow, waiting = now - Waiting, dead = now - JobRunner.Abandoned;
        Guid[] lost = await db.OfAllTenants<JobRun>()
            .Where(j => (j.Status == JobStatus.Queued && j.CreatedAt < waiting) || (j.Status == JobStatus.Running && j.HeartbeatAt < dead))
            .OrderBy(j => j.Id).Take(100).Select(j => j.Id).ToArrayAsync(cancellationToken);
        foreach (Guid jobId in lost)
            await scheduler.EnqueueAsync(jobId, cancellationToken);
        return lost.Length;
    }
}
