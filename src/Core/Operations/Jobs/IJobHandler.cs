using Artisan.Core.Tenancy;

namespace Artisan.Core.Operations.Jobs;

/// <summary>Does one kind of background work. Idempotent: after a crash the same row is run again, on any node.</summary>
public interface IJobHandler
{
    /// <summary>Which rows it takes, for instance <c>requests.prune</c>.</summary>
    string Kind { get; }

    /// <summary>Does the work.</summary>
    /// <returns>What came out, to be kept as JSON; null for nothing.</returns>
    /// <exception cref="OperationCanceledException">When the token ends it.</exception>
    Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken);
}

/// <summary>What a handler has of its job.</summary>
/// <param name="run">The job's row, as it was when the run began.</param>
/// <param name="report">Takes progress.</param>
public sealed class JobContext(JobRun run, Action<double?, string?> report)
{
    /// <summary>The job's row, as it was when the run began.</summary>
    public JobRun Run => run;

    /// <summary>The scope to work in: Artisan itself, in the tenant and workspace that the job is for. The use case that queued the job has checked its caller's rights.</summary>
    /// <exception cref="InvalidOperationException">When the job is the deployment's own, which works over all tenants.</exception>
    public TenantScope Scope => run.TenantId is { } tenantId
        ? TenantScope.System(tenantId, run.WorkspaceId ?? Guid.Empty, run.CreatedBy)
        : throw new InvalidOperationException($"Job {run.Id} is the deployment's own and has no tenant.");

    /// <summary>What to do.</summary>
    public T Input<T>() => System.Text.Json.JsonSerializer.Deserialize<T>(run.InputJson, Kernel.ArtisanJson.Options)
        ?? throw new InvalidOperationException($"Job {run.Id} has no input.");

    /// <summary>Tells how far it is; written down twice a second at most.</summary>
    /// <param name="progress">0 to 1; null when unknown.</param>
    /// <param name="step">What it is doing now.</param>
    public void Report(double? progress, string? step = null) => report(progress, step);
}

/// <summary>Work that recurs, as the product declares it.</summary>
/// <param name="Key">Stable key.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it does and why.</param>
/// <param name="Kind">Which handler does it.</param>
/// <param name="Cron">Quartz cron expression, UTC.</param>
public sealed record RecurringJob(string Key, string Title, string Description, string Kind, string Cron);

/// <summary>Recurring work as the scheduler knows it.</summary>
/// <param name="Job">What it is.</param>
/// <param name="NextAt">When it runs next (UTC); null when paused.</param>
/// <param name="PreviousAt">When it last ran (UTC).</param>
/// <param name="Paused">Whether it is paused.</param>
public sealed record RecurringJobState(RecurringJob Job, DateTimeOffset? NextAt, DateTimeOffset? PreviousAt, bool Paused);

/// <summary>The port to the scheduler: it knows when, the rows know what.</summary>
public interface IJobScheduler
{
    /// <summary>Has a queued row run soon, on any node.</summary>
    Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Recurring work.</summary>
    Task<IReadOnlyList<RecurringJobState>> ListRecurringAsync(CancellationToken cancellationToken);

    /// <summary>Runs recurring work now, besides its schedule.</summary>
    Task TriggerAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stops recurring work until it is resumed.</summary>
    Task PauseAsync(string key, CancellationToken cancellationToken);

    /// <summary>Lets recurring work go on.</summary>
    Task ResumeAsync(string key, CancellationToken cancellationToken);
}
