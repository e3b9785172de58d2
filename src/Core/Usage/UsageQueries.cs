using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage;

/// <summary>Which usage: a range of time and conditions; null leaves a condition out.</summary>
/// <param name="From">From this time on (UTC), rounded down to its hour.</param>
/// <param name="To">Before this time (UTC), rounded up to its hour.</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="Model">Model.</param>
/// <param name="Provider">Provider instance.</param>
/// <param name="UseCase">Use case.</param>
/// <param name="ActorId">Member or key.</param>
public sealed record UsageFilter(DateTimeOffset From, DateTimeOffset To, Guid? WorkspaceId = null, string? Model = null, string? Provider = null, string? UseCase = null, Guid? ActorId = null)
{
    /// <summary>Longest range that is answered.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>The same conditions over the period of the same length before.</summary>
    public UsageFilter Before() => this with { From = From - (To - From), To = From };

    /// <summary>Throws when the range is empty or too long.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/>.</exception>
    public void Check()
    {
        if (To <= From)
            throw ArtisanException.Invalid("to", "The range is empty: 'to' must lie after 'from'.");
        if (To - From > Longest)
            throw ArtisanException.Invalid("from", $"The range is longer than {Longest.TotalDays:0} days. Ask for less at once.");
    }

    internal IQueryable<UsageHour> Apply(IQueryable<UsageHour> hours, TenantScope scope, Reach reach)
    {
        DateTimeOffset from = Floor(From), to = Floor(To + TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        hours = hours.Where(h => h.Hour >= from && h.Hour < to);
        if (reach == Reach.Own)
            hours = hours.Where(h => h.ActorId == scope.ActorId);
        else if (reach == Reach.Team)
        {
            Guid[] workspaces = scope.Workspaces.ToArray();
            hours = hours.Where(h => workspaces.Contains(h.WorkspaceId));
        }
        if (WorkspaceId is { } workspaceId)
            hours = hours.Where(h => h.WorkspaceId == workspaceId);
        if (Model is not null)
            hours = hours.Where(h => h.Model == Model);
        if (Provider is not null)
            hours = hours.Where(h => h.Provider == Provider);
        if (UseCase is not null)
            hours = hours.Where(h => h.UseCase == UseCase);
        if (ActorId is { } actorId)
            hours = hours.Where(h => h.ActorId == actorId);
        return hours;
    }

    internal IQueryable<UsageLatencyHour> Apply(IQueryable<UsageLatencyHour> hours, TenantScope scope, Reach reach)
    {
        DateTimeOffset from = Floor(From), to = Floor(To + TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        hours = hours.Where(h => h.Hour >= from && h.Hour < to);
        if (reach == Reach.Own)
            hours = hours.Where(h => h.ActorId == scope.ActorId);
        else if (reach == Reach.Team)
        {
            Guid[] workspaces = scope.Workspaces.ToArray();
            hours = hours.Where(h => workspaces.Contains(h.WorkspaceId));
        }
        if (WorkspaceId is { } workspaceId)
            hours = hours.Where(h => h.WorkspaceId == workspaceId);
        if (Model is not null)
            hours = hours.Where(h => h.Model == Model);
        if (Provider is not null)
            hours = hours.Where(h => h.Provider == Provider);
        if (ActorId is { } actorId)
            hours = hours.Where(h => h.ActorId == actorId);
        return hours;
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
}

/// <summary>Sums of usage.</summary>
/// <param name="Attempts">Calls of models.</param>
/// <param name="Failures">Of these, failed or broken off.</param>
/// <param name="Unpriced">Of these, without a price.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="CachedInputTokens">Of these, read from vendors' caches.</param>
/// <param name="OutputTokens">Answer tokens.</param>
/// <param name="AudioSeconds">Seconds of audio.</param>
/// <param name="CostUsd">USD, of priced calls.</param>
public sealed record UsageTotals(long Attempts, long Failures, long Unpriced, long InputTokens, long CachedInputTokens, long OutputTokens, double AudioSeconds, decimal CostUsd)
{
    /// <summary>Nothing.</summary>
    public static readonly UsageTotals None = new(0, 0, 0, 0, 0, 0, 0, 0);
    /// <summary>All tokens.</summary>
    public long TotalTokens => InputTokens + OutputTokens;
    /// <summary>Share of attempts that failed, 0 to 1.</summary>
    public double ErrorRate => Attempts == 0 ? 0 : (double)Failures / Attempts;
}

/// <summary>Latencies of successful attempts, in milliseconds; null without any.</summary>
/// <param name="P50">Median.</param>
/// <param name="P95">95 of 100 are not slower.</param>
/// <param name="P99">99 of 100 are not slower.</param>
public sealed record LatencyPercentiles(double? P50, double? P95, double? P99);

/// <summary>Usage of a period.</summary>
/// <param name="From">Begin (UTC).</param>
/// <param name="To">End (UTC).</param>
/// <param name="Totals">Sums.</param>
/// <param name="Previous">Sums of the period of the same length before.</param>
/// <param name="LatencyMs">Latencies.</param>
/// <param name="PreviousLatencyMs">Latencies of the period before.</param>
public sealed record UsageSummary(DateTimeOffset From, DateTimeOffset To, UsageTotals Totals, UsageTotals Previous, LatencyPercentiles LatencyMs, LatencyPercentiles PreviousLatencyMs);

/// <summary>Sums up usage, with the period before and latencies.</summary>
public sealed class GetUsageSummary(IArtisanDbFactory databases)
{
    /// <summary>Sums up.</summary>
    /// <exception cref="ArtisanException">When the scope may not or the range is wrong.</exception>
    public async Task<UsageSummary> ExecuteAsync(TenantScope scope, UsageFilter filter, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.Usage, Level.See);
        filter.Check();
        UsageFilter before = filter.Before();
        Task<UsageTotals> now = SumOfAsync(filter), then = SumOfAsync(before);
        Task<LatencyPercentiles> latency = LatencyOfAsync(filter), latencyBefore = LatencyOfAsync(before);
        await Task.WhenAll(now, then, latency, latencyBefore);
        return new UsageSummary(filter.From, filter.To, await now, await then, await latency, await latencyBefore);

        // Each with a connection of its own, at the same time.
        async Task<UsageTotals> SumOfAsync(UsageFilter of)
        {
            await using ArtisanDb db = databases.Open(scope);
            return await SumAsync(of.Apply(db.UsageHours.AsNoTracking(), scope, reach), cancellationToken);
        }

        async Task<LatencyPercentiles> LatencyOfAsync(UsageFilter of)
        {
            await using ArtisanDb db = databases.Open(scope);
            return await LatencyAsync(of.Apply(db.UsageLatencyHours.AsNoTracking(), scope, reach), cancellationToken);
        }
    }

    internal static async Task<UsageTotals> SumAsync(IQueryable<UsageHour> hours, CancellationToken cancellationToken) =>
        await hours.GroupBy(_ => 1).Select(g => new UsageTotals(
            g.Sum(h => h.Attempts), g.Sum(h => h.Failures), g.Sum(h => h.Unpriced), g.Sum(h => h.InputTokens), g.Sum(h => h.CachedInputTokens),
            g.Sum(h => h.OutputTokens), g.Sum(h => h.AudioSeconds), g.Sum(h => h.CostUsd))).SingleOrDefaultAsync(cancellationToken) ?? UsageTotals.None;

    private static async Task<LatencyPercentiles> LatencyAsync(IQueryable<UsageLatencyHour> hours, CancellationToken cancellationToken)
    {
        var counts = (await hours.GroupBy(h => h.Bucket).Select(g => new { g.Key, Count = g.Sum(h => h.Attempts) }).ToArrayAsync(cancellationToken))
            .Select(c => KeyValuePair.Create(c.Key, c.Count)).ToArray();
        return new LatencyPercentiles(LatencyBuckets.Percentile(counts, 0.5), LatencyBuckets.Percentile(counts, 0.95), LatencyBuckets.Percentile(counts, 0.99));
    }
}
