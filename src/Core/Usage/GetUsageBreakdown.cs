using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>What usage is grouped by.</summary>
public enum UsageGroup
{
    /// <summary>Model.</summary>
    Model,
    /// <summary>Provider instance.</summary>
    Provider,
    /// <summary>Use case.</summary>
    UseCase,
    /// <summary>Workspace.</summary>
    Workspace,
    /// <summary>Member or API key.</summary>
    Actor,
    /// <summary>Lead that the work was for; calls for none are left out.</summary>
    Lead,
}

/// <summary>Usage of one group.</summary>
/// <param name="Key">Stable key: a name, or an id for workspaces, actors and leads.</param>
/// <param name="Name">For people.</param>
/// <param name="Totals">Sums.</param>
public sealed record UsageShare(string Key, string Name, UsageTotals Totals);

/// <summary>Usage by model, provider, use case, workspace, actor or lead, dearest first.</summary>
public sealed class GetUsageBreakdown(IArtisanDbFactory databases)
{
    /// <summary>Most groups that are answered.</summary>
    public const int MostGroups = 500;

    /// <summary>Breaks down.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<IReadOnlyList<UsageShare>> ExecuteAsync(TenantScope scope, UsageFilter filter, UsageGroup group, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        await using ArtisanDb db = databases.Open(scope);
        if (group == UsageGroup.Lead)
            return await LeadUsage.ReadAsync(db, scope, filter, reach, cancellationToken);
        IQueryable<UsageHour> hours = filter.Apply(db.UsageHours.AsNoTracking(), scope, reach);
        if (group is UsageGroup.Workspace or UsageGroup.Actor)
        {
            IQueryable<IGrouping<Guid, UsageHour>> byId = group == UsageGroup.Workspace ? hours.GroupBy(h => h.WorkspaceId) : hours.GroupBy(h => h.ActorId);
            var rows = await byId.Select(g => new
            {
                g.Key,
                Totals = new UsageTotals(g.Sum(h => h.Attempts), g.Sum(h => h.Failures), g.Sum(h => h.Unpriced), g.Sum(h => h.InputTokens), g.Sum(h => h.CachedInputTokens), g.Sum(h => h.OutputTokens), g.Sum(h => h.AudioSeconds), g.Sum(h => h.CostUsd)),
            }).ToArrayAsync(cancellationToken);
            IReadOnlyDictionary<Guid, string> names = group == UsageGroup.Workspace
                ? await db.Workspaces.AsNoTracking().ToDictionaryAsync(w => w.Id, w => w.Name, cancellationToken)
                : await ActorNames.OfAsync(db, rows.Select(r => r.Key).ToArray(), cancellationToken);
            return Order(rows.Select(r => new UsageShare(r.Key.ToString(), group == UsageGroup.Actor ? ActorNames.Of(names, r.Key) : names.GetValueOrDefault(r.Key) ?? "Removed", r.Totals)));
        }
        IQueryable<IGrouping<string, UsageHour>> byName = group switch
        {
            UsageGroup.Model => hours.GroupBy(h => h.Model),
            UsageGroup.Provider => hours.GroupBy(h => h.Provider),
            _ => hours.GroupBy(h => h.UseCase),
        };
        var named = await byName.Select(g => new
        {
            g.Key,
            Totals = new UsageTotals(g.Sum(h => h.Attempts), g.Sum(h => h.Failures), g.Sum(h => h.Unpriced), g.Sum(h => h.InputTokens), g.Sum(h => h.CachedInputTokens), g.Sum(h => h.OutputTokens), g.Sum(h => h.AudioSeconds), g.Sum(h => h.CostUsd)),
        }).ToArrayAsync(cancellationToken);
        return Order(named.Select(r => new UsageShare(r.Key, r.Key, r.Totals)));
    }

    private static UsageShare[] Order(IEnumerable<UsageShare> shares) =>
        shares.OrderByDescending(s => s.Totals.CostUsd).ThenByDescending(s => s.Totals.TotalTokens).ThenBy(s => s.Name, StringComparer.Ordinal).Take(MostGroups).ToArray();
}

/// <summary>Names of members and keys, also of removed and revoked ones.</summary>
public static class ActorNames
{
    /// <summary>The names of these ids.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> OfAsync(ArtisanDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        Dictionary<Guid, string> names = await db.Memberships.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.DisplayName, cancellationToken);
        foreach (var key in await db.ApiKeys.AsNoTracking().Where(k => ids.Contains(k.Id)).Select(k => new { k.Id, k.Name }).ToArrayAsync(cancellationToken))
            names[key.Id] = $"{key.Name} (key)";
        return names;
    }

    /// <summary>One of them; in words where the id has no name.</summary>
    public static string Of(IReadOnlyDictionary<Guid, string> names, Guid id) => names.GetValueOrDefault(id) ?? (id == Guid.Empty ? "Artisan itself" : "Removed");
}
