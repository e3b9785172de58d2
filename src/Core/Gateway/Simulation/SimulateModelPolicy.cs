using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

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

/// <summary>Replays recorded requests against a policy, page by page, without calling a model.</summary>
public sealed class ReplayRequests(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, ModelQuality quality, TimeProvider time) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string JobKind = "gateway.simulate";
    private const int PageSize = 2000;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        SimulationInput input = context.Input<SimulationInput>();
        TenantScope scope = context.Scope;
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        DateTimeOffset to = time.GetUtcNow(), from = to.AddDays(-input.Days);
        await using ArtisanDb db = databases.Open(scope);
        var recorded = await RecordedAsync(db, from, cancellationToken);
        var simulator = new RouteSimulator(input.Policy, tenant, config.Current, recorded, (provider, model) => quality.Of(scope.TenantId, provider, model));
        var sums = new SimulationSums(input.Policy, tenant);
        bool namedAllowed = tenant.Workspaces.GetValueOrDefault(input.WorkspaceId)?.AllowNamedModels ?? true;
        Guid first = TimeIds.Floor(from), after = first;
        IQueryable<RequestRecord> requests = db.Requests.AsNoTracking().Where(r => r.WorkspaceId == input.WorkspaceId && r.Operation == "chat" && r.Id >= first);
        int total = await requests.CountAsync(cancellationToken), seen = 0;
        while (true)
        {
            var page = await requests.Where(r => r.Id > after).OrderBy(r => r.Id).Take(PageSize)
                .Select(r => new { r.Id, r.At, r.UseCase, r.ActorId, r.RequestedModel, r.Provider, r.Model, r.InputTokens, r.OutputTokens, r.CostUsd, r.LatencyMs, r.Status, r.TraceJson }).ToArrayAsync(cancellationToken);
            foreach (var row in page)
            {
                if (row.RequestedModel is { Length: > 0 } named && namedAllowed && !named.StartsWith("artisan/", StringComparison.Ordinal))
                {
                    sums.Named++;
                    continue;
                }
                RequestTrace? trace = JsonSerializer.Deserialize(row.TraceJson, TraceJsonContext.Default.RequestTrace);
                var call = new RecordedCall(new RoutedCall(trace?.Segment, row.UseCase, tenant.Members.GetValueOrDefault(row.ActorId)?.Role.ToString(), trace?.Attributes, MetadataOf(trace)), row.InputTokens, row.OutputTokens, row.Id.GetHashCode(), row.At);
                sums.Add(row.Id, call, row.Provider, row.Model, row.CostUsd, row.LatencyMs, simulator.Route(call), simulator);
            }
            seen += page.Length;
            context.Report(total == 0 ? 1 : (double)seen / total, $"{seen:N0} of {total:N0} requests");
            if (page.Length < PageSize)
                break;
            after = page[^1].Id;
        }
        return sums.Result(from, to);
    }

    private static Dictionary<string, string>? MetadataOf(RequestTrace? trace)
    {
        const string prefix = "metadata.";
        return trace?.Attributes is not { Count: > 0 } all ? null : all.Where(a => a.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(a => a.Key[prefix.Length..], a => a.Value);
    }

    private static async Task<Dictionary<(string, string), RecordedModel>> RecordedAsync(ArtisanDb db, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var rows = await db.UsageHours.AsNoTracking().Where(h => h.Hour >= from).GroupBy(h => new { h.Provider, h.Model })
            .Select(g => new { g.Key.Provider, g.Key.Model, Attempts = g.Sum(h => h.Attempts), Failures = g.Sum(h => h.Failures), Ms = g.Sum(h => h.LatencyMsSum) }).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(r => (r.Provider, r.Model), r => new RecordedModel(r.Attempts == 0 ? null : r.Ms / r.Attempts, r.Attempts == 0 ? 0 : (double)r.Failures / r.Attempts));
    }
}
