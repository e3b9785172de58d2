using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>How many members and API keys called models.</summary>
/// <param name="Count">In the range, each counted once.</param>
/// <param name="Before">In the period of the same length before.</param>
/// <param name="Points">In each interval, as <see cref="UsageSeries.Points"/> has them.</param>
public sealed record ActiveCallers(int Count, int Before, IReadOnlyList<int> Points);

/// <summary>Counts the members and API keys that called, by hours up to four days, by days beyond.</summary>
public sealed class GetActiveCallers(IArtisanDbFactory databases)
{
    /// <summary>Counts those that the scope may see.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<ActiveCallers> ExecuteAsync(TenantScope scope, UsageFilter filter, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        await using ArtisanDb db = databases.Open(scope);
        var calls = await filter.Apply(db.UsageHours.AsNoTracking(), scope, reach).Select(h => new { h.Hour, h.ActorId }).Distinct().ToArrayAsync(cancellationToken);
        int before = await filter.Before().Apply(db.UsageHours.AsNoTracking(), scope, reach).Select(h => h.ActorId).Distinct().CountAsync(cancellationToken);
        var steps = new UsageSteps(filter, zone);
        var callers = new HashSet<Guid>[steps.Points.Count];
        foreach (var call in calls)
        {
            if (steps.IndexOf(call.Hour) is { } i)
                (callers[i] ??= []).Add(call.ActorId);
        }
        return new ActiveCallers(calls.Select(c => c.ActorId).Distinct().Count(), before, [.. callers.Select(c => c?.Count ?? 0)]);
    }
}
