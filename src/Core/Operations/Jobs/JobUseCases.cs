using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations.Jobs;

/// <summary>A job in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="TenantId">Whose; null for the deployment's own.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Title">What it does.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Progress">0 to 1; null when unknown.</param>
/// <param name="Step">What it is doing.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="ResultJson">What came out.</param>
/// <param name="CancelRequested">Whether it is being cancelled.</param>
/// <param name="Attempt">1 for the first run.</param>
/// <param name="CreatedBy">Who started it.</param>
/// <param name="CreatedAt">When it was asked for (UTC).</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="FinishedAt">When it ended (UTC).</param>
/// <param name="Node">Which node ran it.</param>
public sealed record JobInfo(Guid Id, Guid? TenantId, string Kind, string Title, JobStatus Status, double? Progress, string? Step, string? Error, string? ResultJson, bool CancelRequested,
    int Attempt, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Node);

/// <summary>Queues background work for a tenant.</summary>
public sealed class StartJob(IArtisanDbFactory databases, IJobScheduler scheduler, LiveFeed feed)
{
    /// <summary>Queues. The caller has checked that the scope may do what the job does.</summary>
    /// <param name="scope">For whom.</param>
    /// <param name="kind">Which handler does it.</param>
    /// <param name="title">What it does, for people.</param>
    /// <param name="input">What to do, kept as JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The job's id.</returns>
    public async Task<Guid> ExecuteAsync(TenantScope scope, string kind, string title, object input, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        var run = new JobRun
        {
            Id = Guid.CreateVersion7(),
            TenantId = scope.TenantId,
            WorkspaceId = scope.WorkspaceId,
            Kind = kind,
            Title = title,
            Status = JobStatus.Queued,
            InputJson = JsonSerializer.Serialize(input, ArtisanJson.Options),
            CreatedBy = scope.ActorName,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        db.JobRuns.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        await scheduler.EnqueueAsync(run.Id, cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Jobs, run.Id.ToString("N")));
        return run.Id;
    }
}

/// <summary>Lists jobs, newest first: the tenant's, and for operators the deployment's own too.</summary>
public sealed class ListJobs(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<Page<JobInfo>> ExecuteAsync(TenantScope scope, JobStatus? status, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = JobAccess.Open(databases, scope, Level.See);
        IQueryable<JobRun> jobs = JobAccess.Jobs(db, scope).AsNoTracking();
        if (status is { } wanted)
            jobs = jobs.Where(j => j.Status == wanted);
        if (page.Cursor is { } text)
        {
            Guid after = Cursor.Decode(text).Id;
            jobs = jobs.Where(j => j.Id.CompareTo(after) < 0);
        }
        List<JobInfo> rows = await jobs.OrderByDescending(j => j.Id).Take(page.Size + 1).Select(JobAccess.Info).ToListAsync(cancellationToken);
        return rows.Count > page.Size ? new Page<JobInfo>(rows[..page.Size], new Cursor(null, rows[page.Size - 1].Id).Encode()) : new Page<JobInfo>(rows, null);
    }
}

/// <summary>Reads one job.</summary>
public sealed class GetJob(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<JobInfo> ExecuteAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = JobAccess.Open(databases, scope, Level.See);
        return await JobAccess.Jobs(db, scope).AsNoTracking().Where(j => j.Id == jobId).Select(JobAccess.Info).SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The job");
    }
}

/// <summary>Asks a job to stop; a running one stops at its next step.</summary>
public sealed class CancelJob(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Asks.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> or, when it has ended, <see cref="ErrorCode.Conflict"/>.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = JobAccess.Open(databases, scope, Level.Edit);
        JobRun job = await JobAccess.Jobs(db, scope).SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken) ?? throw ArtisanException.NotFound("The job");
        if (job.Status is not (JobStatus.Queued or JobStatus.Running))
            throw new ArtisanException(ErrorCode.Conflict, "The job has ended already.");
        job.CancelRequested = true;
        if (job.Status == JobStatus.Queued)
            (job.Status, job.FinishedAt) = (JobStatus.Cancelled, DateTimeOffset.UtcNow);
        db.AuditEntries.Add(AuditLog.Create(job.TenantId ?? scope.TenantId, scope.ActorName, (int)scope.ActorKind, scope.ActorId, "job.cancelled", job.Title, new { job.Id, job.Kind }));
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new FeedSignal(job.TenantId ?? Guid.Empty, FeedTopic.Jobs, jobId.ToString("N")));
    }
}

/// <summary>Runs a failed or cancelled job again, with the same input.</summary>
public sealed class RetryJob(IArtisanDbFactory databases, IJobScheduler scheduler, LiveFeed feed)
{
    /// <summary>Queues it again.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> or, when it neither failed nor was cancelled, <see cref="ErrorCode.Conflict"/>.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = JobAccess.Open(databases, scope, Level.Edit);
        JobRun job = await JobAccess.Jobs(db, scope).SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken) ?? throw ArtisanException.NotFound("The job");
        if (job.Status is not (JobStatus.Failed or JobStatus.Cancelled))
            throw new ArtisanException(ErrorCode.Conflict, "Only failed and cancelled jobs can be run again.");
        (job.Status, job.CancelRequested, job.Error, job.FinishedAt, job.Progress) = (JobStatus.Queued, false, null, null, null);
        job.Attempt++;
        db.AuditEntries.Add(AuditLog.Create(job.TenantId ?? scope.TenantId, scope.ActorName, (int)scope.ActorKind, scope.ActorId, "job.retried", job.Title, new { job.Id, job.Kind, job.Attempt }));
        await db.SaveChangesAsync(cancellationToken);
        await scheduler.EnqueueAsync(jobId, cancellationToken);
        feed.Publish(new FeedSignal(job.TenantId ?? Guid.Empty, FeedTopic.Jobs, jobId.ToString("N")));
    }
}

/// <summary>Recurring work of the deployment; for operators.</summary>
public sealed class ManageRecurringJobs(IJobScheduler scheduler)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope is no operator's.</exception>
    public async Task<IReadOnlyList<RecurringJobState>> ListAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.DemandOperator();
        return await scheduler.ListRecurringAsync(cancellationToken);
    }

    /// <summary>Runs one now.</summary>
    /// <exception cref="ArtisanException">When the scope is no operator's.</exception>
    public async Task TriggerAsync(TenantScope scope, string key, CancellationToken cancellationToken)
    {
        scope.DemandOperator();
        await scheduler.TriggerAsync(key, cancellationToken);
    }

    /// <summary>Pauses or resumes one.</summary>
    /// <exception cref="ArtisanException">When the scope is no operator's.</exception>
    public async Task PauseAsync(TenantScope scope, string key, bool paused, CancellationToken cancellationToken)
    {
        scope.DemandOperator();
        await (paused ? scheduler.PauseAsync(key, cancellationToken) : scheduler.ResumeAsync(key, cancellationToken));
    }
}

/// <summary>Whose jobs a caller reaches.</summary>
internal static class JobAccess
{
    internal static readonly System.Linq.Expressions.Expression<Func<JobRun, JobInfo>> Info = j => new JobInfo(
        j.Id, j.TenantId, j.Kind, j.Title, j.Status, j.Progress, j.Step, j.Error, j.ResultJson, j.CancelRequested, j.Attempt, j.CreatedBy, j.CreatedAt, j.StartedAt, j.FinishedAt, j.Node);

    // The deployment's own jobs have no tenant, which the tenant filter hides; operators read past it and name both themselves.
    internal static ArtisanDb Open(IArtisanDbFactory databases, TenantScope scope, Level level)
    {
        if (scope.IsOperator)
            return databases.OpenDeployment();
        scope.Demand(Area.Jobs, level);
        return databases.Open(scope);
    }

    internal static IQueryable<JobRun> Jobs(ArtisanDb db, TenantScope scope)
    {
        if (!db.IsDeployment)
            return db.JobRuns;
        Guid tenantId = scope.TenantId;
        return db.OfAllTenants<JobRun>().Where(j => j.TenantId == null || j.TenantId == tenantId);
    }
}
