using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Budgets;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Simulation;

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
        BudgetBook book = BudgetBook.Of(tenant, config.Current);
        var budgets = new SimulatedBudgets(book);
        var sums = new SimulationSums(input.Policy, budgets);
        bool namedAllowed = tenant.Workspaces.GetValueOrDefault(input.WorkspaceId)?.AllowNamedModels ?? true;
        // Budgets count what everybody uses, from the begin of the month in which the replay begins; whatever the policy does not decide on stays as it was.
        Guid after = TimeIds.Floor(book.PeriodOf(BudgetWindow.Month, from).From);
        IQueryable<RequestRecord> requests = db.Requests.AsNoTracking().Where(r => r.Id >= after);
        int total = await requests.CountAsync(cancellationToken), seen = 0;
        while (true)
        {
            var page = await requests.Where(r => r.Id > after).OrderBy(r => r.Id).Take(PageSize)
                .Select(r => new
                {
                    r.Id,
                    r.At,
                    r.UseCase,
                    r.WorkspaceId,
                    r.Operation,
                    r.ActorKind,
                    r.ActorId,
                    r.RequestedModel,
                    r.Provider,
                    r.Model,
                    r.InputTokens,
                    r.OutputTokens,
                    r.CostUsd,
                    r.LatencyMs,
                    r.ErrorCode,
                    TraceJson = r.WorkspaceId == input.WorkspaceId && r.At >= from ? r.TraceJson : null,
                }).ToArrayAsync(cancellationToken);
            foreach (var row in page)
            {
                var user = new RecordedUser(row.WorkspaceId, (ActorKind)row.ActorKind, row.ActorId, row.UseCase, row.At);
                bool decides = row.TraceJson is not null && row.Operation == "chat";
                bool named = row.RequestedModel is { Length: > 0 } model && namedAllowed && !model.StartsWith("artisan/", StringComparison.Ordinal);
                if (!decides || named)
                {
                    budgets.Use(user, new BudgetAmount(row.InputTokens + row.OutputTokens, row.CostUsd ?? 0, 1));
                    if (decides)
                        sums.Named++;
                    continue;
                }
                RequestTrace? trace = JsonSerializer.Deserialize(row.TraceJson!, TraceJsonContext.Default.RequestTrace);
                var call = new RecordedCall(new RoutedCall(trace?.Segment, row.UseCase, tenant.Members.GetValueOrDefault(row.ActorId)?.Role.ToString(), trace?.Attributes, MetadataOf(trace)), row.InputTokens, row.OutputTokens, row.Id.GetHashCode(), row.At);
                SimulatedRoute route = simulator.Route(call);
                if (budgets.CheaperModel(user) is { } cheaper && simulator.Named(cheaper, call) is { } lower && lower != route.Model)
                {
                    route = route with { Model = lower };
                    sums.Descended++;
                }
                if (row.ErrorCode == ErrorCode.BudgetExceeded)
                    sums.RefusedByBudgets++;
                sums.Add(row.Id, call, user, row.Provider, row.Model, row.CostUsd, row.LatencyMs, route, simulator);
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
