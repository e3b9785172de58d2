using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Simulation;

/// <summary>Begins a simulation, and reads what came out.</summary>
public sealed class SimulateModelPolicy(StartJob start, GetOwnJob jobs, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Most days that are replayed.</summary>
    public const int MostDays = 90;

    /// <summary>Begins.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="workspace">Slug or id; null for the caller's own.</param>
    /// <param name="policy">The policy that is tried.</param>
    /// <param name="days">How many days back, 1 to 90.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="ArtisanException">With every fault of the policy by field.</exception>
    public async Task<Guid> StartAsync(TenantScope scope, string? workspace, ModelPolicy policy, int days, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        if (days is < 1 or > MostDays)
            throw ArtisanException.Invalid("days", $"Replay 1 to {MostDays} days.");
        ModelPolicyCheck.Demand(policy, tenant, config.Current);
        WorkspaceControl found = GetModelPolicy.WorkspaceOf(scope, tenant, workspace);
        return await start.ExecuteAsync(scope, ReplayRequests.JobKind, $"Simulate a model policy on {days} days of {found.Slug}", new SimulationInput(found.Id, days, policy), cancellationToken);
    }

    /// <summary>Reads how far it is.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or there is none.</exception>
    public Task<JobInfo> GetAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        return jobs.ExecuteAsync(scope, jobId, ReplayRequests.JobKind, cancellationToken);
    }

    /// <summary>Stops it.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or there is none.</exception>
    public Task<JobInfo> CancelAsync(TenantScope scope, Guid jobId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        return jobs.CancelAsync(scope, jobId, ReplayRequests.JobKind, cancellationToken);
    }

    /// <summary>Reads a result; null when the job has none.</summary>
    public static SimulationResult? ResultOf(JobInfo job) => job.ResultJson is { } json ? JsonSerializer.Deserialize<SimulationResult>(json, ArtisanJson.Options) : null;
}
