using System.Data.Common;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Operations.Jobs;

/// <summary>
/// Runs one job row: claims it, lets its handler work, writes progress and the end. Only one run at a time owns a row; one that has lost it
/// (its node was away for too long and another took over) stops and writes nothing any more.
/// </summary>
public sealed class JobRunner(IArtisanDbFactory databases, IEnumerable<IJobHandler> handlers, LiveFeed feed, ILogger<JobRunner> logger)
{
    /// <summary>A running job without a sign of life for this long is taken over.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After this many runs that ended with their node, or with the database going away, the job fails instead of being run again: it may be
    /// what ends them. A person can still run it again.
    /// </summary>
    public const int MostAttempts = 5;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind);
    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Runs the row, unless it is done, cancelled or runs elsewhere.</summary>
    /// <exception cref="OperationCanceledException">When the node stops; the row is queued again for another.</exception>
    public async Task RunAsync(Guid jobId, CancellationToken cancellationToken)
    {
        (JobClaim? claim, JobRun? ended) = await JobClaim.TakeAsync(databases, jobId, _node, cancellationToken);
        if (ended is not null)
            Signal(ended);
        if (claim is null)
            return;
        Signal(claim.Run);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var over = new CancellationTokenSource();
        var progress = new JobProgress();
        Task beating = BeatAsync(claim, progress, cancel, over.Token);
        JobEnd end = await WorkAsync(claim.Run, progress, cancel.Token, cancellationToken);
        await over.CancelAsync();
        await beating;
        if (!claim.Lost)
            await FinishAsync(claim, progress, end);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<JobEnd> WorkAsync(JobRun run, JobProgress progress, CancellationToken cancelled, CancellationToken stopping)
    {
        try
        {
            if (!_handlers.TryGetValue(run.Kind, out IJobHandler? handler))
                throw new InvalidOperationException($"This version has no handler for jobs of the kind {run.Kind}.");
            object? result = await handler.RunAsync(new JobContext(run, progress.Set), cancelled);
            return new JobEnd(JobStatus.Succeeded, ResultJson: result is null ? null : JsonSerializer.Serialize(result, ArtisanJson.Options));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new JobEnd(JobStatus.Queued);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return new JobEnd(JobStatus.Cancelled);
        }
        catch (Exception e) when (IsDatabaseAway(e) && run.Attempt < MostAttempts)
        {
            logger.LogWarning(e, "Job {JobId} of kind {Kind} lost the database; it is run again", run.Id, run.Kind);
            return new JobEnd(JobStatus.Queued, Again: true);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Job {JobId} of kind {Kind} failed", run.Id, run.Kind);
            return new JobEnd(JobStatus.Failed, Error: e is ArtisanException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task BeatAsync(JobClaim claim, JobProgress progress, CancellationTokenSource cancel, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(Beat, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
                return;
            try
            {
                (bool told, bool stop) = await claim.BeatAsync(databases, progress, over);
                if (told)
                    Signal(claim.Run);
                if (stop)
                    await cancel.CancelAsync();
                if (claim.Lost)
                    return;
            }
            catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException or InvalidOperationException)
            {
                // The database is away or the job has ended; the next beat comes.
            }
        }
    }

    // A database that restarts just now must not cost the result of an hour's work: tried until the row would be taken over anyway.
    private async Task FinishAsync(JobClaim claim, JobProgress progress, JobEnd end)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow + Abandoned;
        for (TimeSpan pause = TimeSpan.FromMilliseconds(100); ; pause *= 2)
        {
            try
            {
                await claim.FinishAsync(databases, progress, end);
                Signal(claim.Run);
                return;
            }
            catch (Exception e) when (IsDatabaseAway(e) && DateTimeOffset.UtcNow + pause < until)
            {
                await Task.Delay(pause);
            }
        }
    }

    private static bool IsDatabaseAway(Exception? e) => e is DbException { IsTransient: true } || (e?.InnerException is { } inner && IsDatabaseAway(inner));

    private void Signal(JobRun run) => feed.Publish(new FeedSignal(run.TenantId ?? Guid.Empty, FeedTopic.Jobs, run.Id.ToString("N")));
}
