using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>Usage by lead, from the request log: the hourly sums do not know leads. Only requests that worked for a lead are read.</summary>
internal static class LeadUsage
{
    private const int Most = 100;

    /// <summary>The dearest leads of a range, at most a hundred. A lead that the caller does not reach has no name.</summary>
    internal static async Task<IReadOnlyList<UsageShare>> ReadAsync(ArtisanDb db, TenantScope scope, UsageFilter filter, Reach reach, CancellationToken cancellationToken)
    {
        Guid least = TimeIds.Floor(filter.From), end = TimeIds.Floor(filter.To);
        IQueryable<RequestRecord> requests = db.Requests.AsNoTracking().Where(r => r.LeadId != null && r.Id.CompareTo(least) >= 0 && r.Id.CompareTo(end) < 0);
        if (reach == Reach.Own)
            requests = requests.Where(r => r.ActorId == scope.ActorId);
        else if (reach == Reach.Team)
        {
            Guid[] workspaces = scope.Workspaces.ToArray();
            requests = requests.Where(r => workspaces.Contains(r.WorkspaceId));
        }
        if (filter.WorkspaceId is { } workspace)
            requests = requests.Where(r => r.WorkspaceId == workspace);
        if (filter.Model is not null)
            requests = requests.Where(r => r.Model == filter.Model);
        if (filter.Provider is not null)
            requests = requests.Where(r => r.Provider == filter.Provider);
        if (filter.UseCase is not null)
            requests = requests.Where(r => r.UseCase == filter.UseCase);
        if (filter.ActorId is { } actor)
            requests = requests.Where(r => r.ActorId == actor);
        var sums = await requests.GroupBy(r => r.LeadId!.Value).Select(g => new
        {
            g.Key,
            Attempts = g.Sum(r => (long)r.Attempts),
            Failures = g.Count(r => r.Status == RequestStatus.Failed || r.Status == RequestStatus.BrokenOff),
            Unpriced = g.Count(r => r.CostUsd == null),
            Input = g.Sum(r => r.InputTokens),
            Output = g.Sum(r => r.OutputTokens),
            Cost = g.Sum(r => r.CostUsd ?? 0),
        }).OrderByDescending(g => g.Cost).ThenByDescending(g => g.Input + g.Output).ThenBy(g => g.Key).Take(Most).ToArrayAsync(cancellationToken);
        Guid[] ids = [.. sums.Select(s => s.Key)];
        Dictionary<Guid, string> names = !scope.MaySee(Area.Leads) ? []
            : await db.Leads.AsNoTracking().Reached(scope).Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.Company == null ? l.Name : l.Name + ", " + l.Company, cancellationToken);
        return [.. sums.Select(s => new UsageShare(s.Key.ToString(), names.GetValueOrDefault(s.Key) ?? "A lead that is deleted or not yours", new UsageTotals(s.Attempts, s.Failures, s.Unpriced, s.Input, 0, s.Output, 0, s.Cost)))];
    }
}
