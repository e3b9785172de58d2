using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations.Jobs;

/// <summary>
/// Reads and cancels a job for the feature that started it: who may do the work may watch it, also without access to the jobs page. A rep and a key see
/// only jobs that they started.
/// </summary>
public sealed class GetOwnJob(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is none of this kind for the caller.</exception>
    public async Task<JobInfo> ExecuteAsync(TenantScope scope, Guid jobId, string kind, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await Own(db, scope, jobId, kind).AsNoTracking().Select(JobAccess.Info).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The job");
    }

    /// <summary>Reads the caller's latest job of a kind that waits, runs, or has ended since a time (UTC); null when there is none.</summary>
    public async Task<JobInfo?> LatestAsync(TenantScope scope, string kind, DateTimeOffset endedSince, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        string name = scope.ActorName;
        return await db.JobRuns.AsNoTracking().Where(j => j.Kind == kind && j.CreatedBy == name && (j.Status == JobStatus.Queued || j.Status == JobStatus.Running || j.FinishedAt >= endedSince))
            .OrderByDescending(j => j.Id).Select(JobAccess.Info).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Asks a job to stop; one that has ended stays as it is.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when there is none of this kind for the caller.</exception>
    public async Task<JobInfo> CancelAsync(TenantScope scope, Guid jobId, string kind, CancellationToken cancellationToken)
    {
        await using (ArtisanDb db = databases.Open(scope))
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            await Own(db, scope, jobId, kind).Where(j => j.Status == JobStatus.Running).ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequested, true), cancellationToken);
            await Own(db, scope, jobId, kind).Where(j => j.Status == JobStatus.Queued)
                .ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequested, true).SetProperty(j => j.Status, JobStatus.Cancelled).SetProperty(j => j.FinishedAt, now), cancellationToken);
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Jobs, jobId.ToString("N")));
        return await ExecuteAsync(scope, jobId, kind, cancellationToken);
    }

    private static IQueryable<JobRun> Own(ArtisanDb db, TenantScope scope, Guid jobId, string kind)
    {
        IQueryable<JobRun> jobs = db.JobRuns.Where(j => j.Id == jobId && j.Kind == kind);
        bool all = scope.ActorKind == ActorKind.System || scope.Role is Role.Admin or Role.Manager or Role.Compliance;
        string name = scope.ActorName;
        return all ? jobs : jobs.Where(j => j.CreatedBy == name);
    }
}
