using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Reads the budgets that apply to the caller, and how they stand.</summary>
public sealed class GetOwnBudgets(BudgetBooks books, ControlPlane control, IAiConfigSource config, IBudgetStore store, TimeProvider time)
{
    /// <summary>Reads, the fullest first.</summary>
    /// <exception cref="ArtisanException">When the scope may not use AI.</exception>
    public async Task<IReadOnlyList<BudgetStatus>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        BudgetBook book = books.Of(tenant, config.Current);
        DateTimeOffset now = time.GetUtcNow();
        // Those of use cases apply to whoever does that work.
        AppliedBudget[] applied = [.. book.For(scope, "").Concat(book.Rules.Where(r => r.Subject == BudgetSubject.UseCase).Select(r => new AppliedBudget(r, tenant.TenantId)))];
        return [.. (await BudgetStatuses.ReadAsync(store, book, applied, now, cancellationToken)).OrderByDescending(s => s.UsedShare)];
    }
}

/// <summary>Reads all budgets of the organisation, with who is near their limits.</summary>
public sealed class ListBudgets(BudgetBooks books, ControlPlane control, IAiConfigSource config, IArtisanDbFactory databases, IBudgetStore store, TimeProvider time)
{
    private const int Shown = 10;

    /// <summary>Reads, the fullest first; those that are switched off last.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public async Task<IReadOnlyList<BudgetOverview>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        BudgetBook book = books.Of(tenant, config.Current);
        DateTimeOffset now = time.GetUtcNow();
        await using ArtisanDb db = databases.Open(scope);
        Dictionary<Guid, Budget> rows = await db.Budgets.AsNoTracking().ToDictionaryAsync(b => b.Id, cancellationToken);
        BudgetCount[] open = await db.BudgetCounts.AsNoTracking().Where(c => c.FromAt <= now && c.UntilAt > now).ToArrayAsync(cancellationToken);
        ILookup<Guid, BudgetCount> counts = open.ToLookup(c => c.BudgetId);
        var overviews = new List<BudgetOverview>();
        foreach (BudgetRule rule in book.Rules)
        {
            // Every member's and every key's have as many counts as there are callers; of the others there is one, which is made where it is not there yet.
            IEnumerable<BudgetStatus> statuses = rule.Subject is BudgetSubject.EveryMember or BudgetSubject.EveryKey
                ? counts[rule.Id].Select(c => BudgetStatuses.Of(book, new AppliedBudget(rule, c.SubjectId), BudgetStatuses.StateOf(c), new BudgetPeriod(c.FromAt, c.UntilAt), now))
                : await BudgetStatuses.ReadAsync(store, book, [new AppliedBudget(rule, rule.SubjectId ?? tenant.TenantId)], now, cancellationToken);
            BudgetChangeInfo[] changes = [.. rule.Changes.Where(c => c.Kind != BudgetChangeKind.Reset).OrderByDescending(c => c.Id).Select(BudgetChangeInfo.Of)];
            overviews.Add(new BudgetOverview(rule.Id, rule.Name, rule.Origin, rows.TryGetValue(rule.Id, out Budget? row) ? BudgetSetting.Of(row) : null, [.. statuses.OrderByDescending(s => s.UsedShare).Take(Shown)], changes));
        }
        overviews.AddRange(rows.Values.Where(r => book.Find(r.Id) is null).Select(r => new BudgetOverview(r.Id, r.Name, "budget", BudgetSetting.Of(r), [], [])));
        return [.. overviews.OrderByDescending(o => o.Setting?.Enabled ?? true).ThenByDescending(o => o.Fullest.FirstOrDefault()?.UsedShare ?? 0).ThenBy(o => o.Name, StringComparer.Ordinal)];
    }
}

/// <summary>Puts together how budgets stand.</summary>
internal static class BudgetStatuses
{
    internal static async Task<IReadOnlyList<BudgetStatus>> ReadAsync(IBudgetStore store, BudgetBook book, IReadOnlyList<AppliedBudget> applied, DateTimeOffset now, CancellationToken cancellationToken)
    {
        AppliedBudget[] counted = [.. applied.Where(a => a.Rule.Window != BudgetWindow.Request)];
        BudgetPeriod[] periods = [.. counted.Select(a => book.PeriodOf(a.Rule.Window, now))];
        IReadOnlyList<CountState> states = await store.ReadAsync([.. counted.Select((a, i) => BudgetLeases.KeyOf(book.Tenant.TenantId, a, periods[i]))], cancellationToken);
        return [.. counted.Select((a, i) => Of(book, a, states[i], periods[i], now)), .. applied.Where(a => a.Rule.Window == BudgetWindow.Request).Select(a => Of(book, a, default, null, now))];
    }

    internal static CountState StateOf(BudgetCount c) => new(c.Id, new(c.UsedTokens - c.ResetTokens, c.UsedUsd - c.ResetUsd, c.UsedRequests - c.ResetRequests), new(c.LeasedTokens, c.LeasedUsd, c.LeasedRequests), default);

    internal static BudgetStatus Of(BudgetBook book, AppliedBudget applied, in CountState state, BudgetPeriod? period, DateTimeOffset now)
    {
        BudgetRule rule = applied.Rule;
        BudgetLimits limits = rule.LimitsFor(applied.SubjectId, now);
        BudgetAmount leased = state.Leased.Positive(), used = state.Used;
        // What is booked in a unit without a limit holds nobody up, and is nobody's concern.
        BudgetAmount reserved = new(limits.Tokens is null ? 0 : leased.Tokens, limits.Usd is null ? 0 : leased.Usd, limits.Requests is null ? 0 : leased.Requests);
        BudgetLimits remaining = new(limits.Tokens - used.Tokens - reserved.Tokens, limits.Usd - used.Usd - reserved.Usd, limits.Requests - used.Requests - reserved.Requests);
        return new BudgetStatus(rule.Id, rule.Name, rule.Origin, rule.Subject, applied.SubjectId, NameOf(book.Tenant, applied), rule.UseCase, rule.Window, rule.Hard, rule.SoftShare,
            limits, used, reserved, remaining, limits.ShareOf(used), ForecastOf(rule, used, period, now), period?.From, period?.Until);
    }

    // Straight on from the window's begin; in its first twentieth a forecast would say more of chance than of use.
    private static BudgetAmount? ForecastOf(BudgetRule rule, in BudgetAmount used, BudgetPeriod? period, DateTimeOffset now)
    {
        if (period is not { } p || rule.Window == BudgetWindow.Minute)
            return null;
        double passed = (now - p.From) / (p.Until - p.From);
        return passed < 0.05 ? null : new BudgetAmount((long)(used.Tokens / passed), Math.Round(used.Usd / (decimal)passed, 4), (long)(used.Requests / passed));
    }

    private static string NameOf(TenantControl tenant, AppliedBudget applied) => applied.Rule.Subject switch
    {
        BudgetSubject.Workspace => tenant.Workspaces.GetValueOrDefault(applied.SubjectId)?.Name ?? "Closed workspace",
        BudgetSubject.Member or BudgetSubject.EveryMember => tenant.Members.GetValueOrDefault(applied.SubjectId)?.Name ?? "Removed member",
        BudgetSubject.Key or BudgetSubject.EveryKey => tenant.Keys.FirstOrDefault(k => k.Scope.ActorId == applied.SubjectId)?.Scope.ActorName ?? "Revoked key",
        BudgetSubject.UseCase => applied.Rule.UseCase ?? "",
        _ => tenant.Name,
    };
}
