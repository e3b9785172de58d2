using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Operations.Jobs;

/// <summary>Runs one job row: claims it, lets its handler work, writes progress and the end. Only one node at a time runs a row.</summary>
public sealed class JobRunner(IArtisanDbFactory databases, IEnumerable<IJobHandler> handlers, LiveFeed feed, ILogger<JobRunner> logger)
{
    /// <summary>A running job without a sign of life for this long is taken over.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind);
    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Runs the row, unless it is done, cancelled or runs elsewhere.</summary>
    /// <exception cref="OperationCanceledException">When the node stops; the row is queued again for another.</exception>
    public async Task RunAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(jobId, cancellationToken) is not { } run)
            return;
        Signal(run);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var state = new Progress();
        var context = new JobContext(run, state.Set);
        using var ended = new CancellationTokenSource();
        Task beating = BeatAsync(run, state, cancel, ended.Token);
        (JobStatus status, string? result, string? error) end;
        try
        {
            if (!_handlers.TryGetValue(run.Kind, out IJobHandler? handler))
                throw new InvalidOperationException($"This version has no handler for jobs of the kind {run.Kind}.");
            object? result = await handler.RunAsync(context, cancel.Token);
            end = (JobStatus.Succeeded, result is null ? null : JsonSerializer.Serialize(result, ArtisanJson.Options), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            end = (JobStatus.Queued, null, null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            end = (JobStatus.Cancelled, null, null);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Job {JobId} of kind {Kind} failed", run.Id, run.Kind);
            end = (JobStatus.Failed, null, e is ArtisanException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
        await ended.CancelAsync();
        await beating;
        await FinishAsync(run, state, end.status, end.result, end.error);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<JobRun?> ClaimAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset now = DateTimeOffset.UtcNow, dead = now - Abandoned;
        int taken = await db.OfAllTenants<JobRun>()
            .Where(j => j.Id == jobId && !j.CancelRequested && (j.Status == JobStatus.Queued || (j.Status == JobStatus.Running && j.HeartbeatAt < dead)))
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Running).SetProperty(j => j.StartedAt, now).SetProperty(j => j.HeartbeatAt, now)
                .SetProperty(j => j.Node, _node).SetProperty(j => j.FinishedAt, (DateTimeOffset?)null).SetProperty(j => j.Error, (string?)null), cancellationToken);
        if (taken == 1)
            return await db.OfAllTenants<JobRun>().AsNoTracking().SingleAsync(j => j.Id == jobId, cancellationToken);
        // Cancelled while it waited.
        await db.OfAllTenants<JobRun>().Where(j => j.Id == jobId && j.CancelRequested && j.Status == JobStatus.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Cancelled).SetProperty(j => j.FinishedAt, now), cancellationToken);
        return null;
    }

    private async Task BeatAsync(JobRun run, Progress state, CancellationTokenSource cancel, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Beat, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
                return;
            try
            {
                await using ArtisanDb db = databases.OpenDeployment();
                (double? progress, string? step, bool changed) = state.Take();
                DateTimeOffset now = DateTimeOffset.UtcNow;
                int own = await Own(db, run)
                    .ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatAt, now).SetProperty(j => j.Progress, progress).SetProperty(j => j.Step, step), ended);
                if (changed)
                    Signal(run);
                if (own == 0 || await db.OfAllTenants<JobRun>().AnyAsync(j => j.Id == run.Id && j.CancelRequested, ended))
                    await cancel.CancelAsync();
            }
            catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or OperationCanceledException or InvalidOperationException)
            {
                // The database is away or the job has ended; the next beat comes.
            }
        }
    }

    private async Task FinishAsync(JobRun run, Progress state, JobStatus status, string? result, string? error)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        (double? progress, string? step, _) = state.Take();
        if (status == JobStatus.Succeeded)
            progress = 1;
        DateTimeOffset? finished = status == JobStatus.Queued ? null : DateTimeOffset.UtcNow;
        if (error is { Length: > 8000 })
            error = error[..8000];
        await Own(db, run)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, status).SetProperty(j => j.ResultJson, result).SetProperty(j => j.Error, error)
                .SetProperty(j => j.FinishedAt, finished).SetProperty(j => j.Progress, progress).SetProperty(j => j.Step, step));
        Signal(run);
    }

    // A node that was thought dead (it slept, or the database was away from it) must not write over the run of the one that took over.
    private static IQueryable<JobRun> Own(ArtisanDb db, JobRun run) =>
        db.OfAllTenants<JobRun>().Where(j => j.Id == run.Id && j.Node == run.Node && j.StartedAt == run.StartedAt);

    private void Signal(JobRun run) => feed.Publish(new FeedSignal(run.TenantId ?? Guid.Empty, FeedTopic.Jobs, run.Id.ToString("N")));

    private sealed class Progress
    {
        private readonly Lock _gate = new();
        private double? _progress;
        private string? _step;
        private bool _changed;

        public void Set(double? progress, string? step)
        {
            lock (_gate)
                (_progress, _step, _changed) = (progress is { } p ? Math.Clamp(p, 0, 1) : null, step is { Length: > 400 } ? step[..400] : step ?? _step, true);
        }

        public (double?, string?, bool) Take()
        {
            lock (_gate)
            {
                bool changed = _changed;
                _changed = false;
                return (_progress, _step, changed);
            }
        }
    }
}
