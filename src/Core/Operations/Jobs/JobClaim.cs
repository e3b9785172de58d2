using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations.Jobs;

/// <summary>How a run ended.</summary>
/// <param name="Status">Where the row stands now; <see cref="JobStatus.Queued"/> has it run again.</param>
/// <param name="ResultJson">What came out.</param>
/// <param name="Error">What went wrong, for people.</param>
/// <param name="Again">Whether the next run counts as another attempt.</param>
internal sealed record JobEnd(JobStatus Status, string? ResultJson = null, string? Error = null, bool Again = false);

/// <summary>A run's hold on its row. Every write names node and start of the run, so that a run which was taken over changes nothing.</summary>
internal sealed class JobClaim
{
    /// <summary>Progress is written when it changed; a sign of life at least this often.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private DateTimeOffset _written;

    private JobClaim(JobRun run) => (Run, _written) = (run, run.StartedAt!.Value);

    /// <summary>The row, as it was when the run began.</summary>
    public JobRun Run { get; }

    /// <summary>Whether another run has the row by now.</summary>
    public bool Lost { get; private set; }

    /// <summary>Takes a row that waits, or whose run has given no sign of life for <see cref="JobRunner.Abandoned"/>.</summary>
    /// <returns>The claim, or null when there is nothing to run; and the row if it was ended instead (cancelled meanwhile, or run too often).</returns>
    public static async Task<(JobClaim? Claim, JobRun? Ended)> TakeAsync(IArtisanDbFactory databases, Guid jobId, string node, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset now = DateTimeOffset.UtcNow, dead = now - JobRunner.Abandoned;
        IQueryable<JobRun> free = db.OfAllTenants<JobRun>()
            .Where(j => j.Id == jobId && (j.Status == JobStatus.Queued || (j.Status == JobStatus.Running && j.HeartbeatAt < dead)));
        int taken = await free.Where(j => !j.CancelRequested && (j.Status == JobStatus.Queued || j.Attempt < JobRunner.MostAttempts))
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.Attempt, j => j.Status == JobStatus.Running ? j.Attempt + 1 : j.Attempt)
                .SetProperty(j => j.Status, JobStatus.Running).SetProperty(j => j.StartedAt, now).SetProperty(j => j.HeartbeatAt, now).SetProperty(j => j.Node, node)
                .SetProperty(j => j.FinishedAt, (DateTimeOffset?)null).SetProperty(j => j.Error, (string?)null), cancellationToken);
        if (taken == 1)
            return (new JobClaim(await RowAsync(db, jobId, cancellationToken)), null);

        int cancelled = await free.Where(j => j.CancelRequested)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Cancelled).SetProperty(j => j.FinishedAt, now), cancellationToken);
        string error = $"Artisan ended {JobRunner.MostAttempts} times while it ran this job, so it does not try again by itself. Look into the logs of {node} and its neighbours for the cause.";
        int given = cancelled == 1 ? 0 : await free.Where(j => j.Status == JobStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Failed).SetProperty(j => j.FinishedAt, now).SetProperty(j => j.Error, error), cancellationToken);
        return (null, cancelled + given == 1 ? await RowAsync(db, jobId, cancellationToken) : null);
    }

    /// <summary>Asks whether to stop and writes what is new; one short read, and a write only when there is something to tell.</summary>
    /// <returns>Whether progress was written, and whether the run must stop.</returns>
    public async Task<(bool Told, bool Stop)> BeatAsync(IArtisanDbFactory databases, JobProgress progress, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        bool? cancelRequested = await Mine(db).Select(j => (bool?)j.CancelRequested).SingleOrDefaultAsync(cancellationToken);
        if (cancelRequested is null)
        {
            Lost = true;
            return (false, true);
        }
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (progress.IsNew || now - _written >= SignOfLife)
        {
            (double? share, string? step, int version) = progress.Read();
            await Mine(db).ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatAt, now).SetProperty(j => j.Progress, share).SetProperty(j => j.Step, step), cancellationToken);
            _written = now;
            return (progress.Written(version), cancelRequested.Value);
        }
        return (false, cancelRequested.Value);
    }

    /// <summary>Writes the end.</summary>
    public async Task FinishAsync(IArtisanDbFactory databases, JobProgress progress, JobEnd end)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        (double? share, string? step, _) = progress.Read();
        if (end.Status == JobStatus.Succeeded)
            share = 1;
        DateTimeOffset? finished = end.Status == JobStatus.Queued ? null : DateTimeOffset.UtcNow;
        int attempt = end.Again ? Run.Attempt + 1 : Run.Attempt;
        string? error = db.Kept(Run.TenantId, KeptPlace.Requests, end.Error is { Length: > 8000 } ? end.Error[..8000] : end.Error);
        string? result = db.KeptJson(Run.TenantId, KeptPlace.Requests, end.ResultJson);
        Lost = await Mine(db).ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, end.Status).SetProperty(j => j.ResultJson, result).SetProperty(j => j.Error, error)
            .SetProperty(j => j.FinishedAt, finished).SetProperty(j => j.Progress, share).SetProperty(j => j.Step, step).SetProperty(j => j.Attempt, attempt)) == 0;
    }

    private IQueryable<JobRun> Mine(ArtisanDb db) =>
        db.OfAllTenants<JobRun>().Where(j => j.Id == Run.Id && j.Status == JobStatus.Running && j.Node == Run.Node && j.StartedAt == Run.StartedAt);

    private static Task<JobRun> RowAsync(ArtisanDb db, Guid jobId, CancellationToken cancellationToken) =>
        db.OfAllTenants<JobRun>().AsNoTracking().SingleAsync(j => j.Id == jobId, cancellationToken);
}
