using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>What went over one lane: a use case's attempts at one model.</summary>
/// <param name="UseCase">Use case.</param>
/// <param name="Provider">Provider instance.</param>
/// <param name="Model">Model.</param>
/// <param name="Totals">Sums.</param>
public sealed record LaneTraffic(string UseCase, string Provider, string Model, UsageTotals Totals);

/// <summary>Usage by use case and model together, for the diagram of lanes.</summary>
public sealed class GetLaneTraffic(IArtisanDbFactory databases)
{
    /// <summary>Adds up.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<IReadOnlyList<LaneTraffic>> ExecuteAsync(TenantScope scope, UsageFilter filter, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        await using ArtisanDb db = databases.Open(scope);
        var rows = await filter.Apply(db.UsageHours.AsNoTracking(), scope, reach).GroupBy(h => new { h.UseCase, h.Provider, h.Model }).Select(g => new
        {
            g.Key,
            Totals = new UsageTotals(g.Sum(h => h.Attempts), g.Sum(h => h.Failures), g.Sum(h => h.Unpriced), g.Sum(h => h.InputTokens), g.Sum(h => h.CachedInputTokens), g.Sum(h => h.OutputTokens), g.Sum(h => h.AudioSeconds), g.Sum(h => h.CostUsd)),
        }).ToArrayAsync(cancellationToken);
        return rows.Select(r => new LaneTraffic(r.Key.UseCase, r.Key.Provider, r.Key.Model, r.Totals)).ToArray();
    }
}
