using System.Collections.Concurrent;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage.Budgets;

/// <summary>What this process has booked of all counts: spent in memory, filled from the database when it runs low.</summary>
public sealed class BudgetLeases(IBudgetStore store)
{
    private readonly ConcurrentDictionary<(Guid Budget, Guid Subject, long From), LeasePool> _pools = new();

    /// <summary>This process among those that book.</summary>
    public Guid Holder { get; } = Guid.CreateVersion7();

    /// <summary>All pools.</summary>
    public ICollection<LeasePool> Pools => _pools.Values;

    /// <summary>The pool of a budget's count; made where it is not there.</summary>
    public LeasePool PoolOf(Guid tenantId, AppliedBudget applied, BudgetPeriod period)
    {
        LeasePool pool = _pools.GetOrAdd((applied.Rule.Id, applied.SubjectId, period.From.UtcTicks), static (_, made) => new LeasePool(KeyOf(made.tenantId, made.applied, made.period), made.applied.Rule), (tenantId, applied, period));
        if (!ReferenceEquals(pool.Rule, applied.Rule))
            pool.Rule = applied.Rule;
        return pool;
    }

    /// <summary>The pool of a budget's count where this process has one.</summary>
    public LeasePool? Find(AppliedBudget applied, BudgetPeriod period) => _pools.GetValueOrDefault((applied.Rule.Id, applied.SubjectId, period.From.UtcTicks));

    /// <summary>The count of a budget.</summary>
    public static CountKey KeyOf(Guid tenantId, AppliedBudget applied, BudgetPeriod period) => new(tenantId, applied.Rule.Id, applied.Rule.CountedBy, applied.SubjectId, applied.Rule.UseCase ?? "", period);

    /// <summary>Draws what is missing and reserves it; one draw of a pool at a time.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="amount">What to reserve.</param>
    /// <param name="limits">The limits now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when it is reserved; else how the count stands, which leaves too little.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when the database is away.</exception>
    public async Task<CountState?> DrawAsync(LeasePool pool, BudgetAmount amount, BudgetLimits limits, CancellationToken cancellationToken)
    {
        await pool.Drawing.WaitAsync(cancellationToken);
        try
        {
            if (pool.TryReserve(amount, limits))
                return null;
            Draw draw = pool.Plan(amount, limits);
            DrawAnswer answer;
            try
            {
                // A draw that the database has made must be noted here: a caller who leaves does not stop it.
                answer = await store.DrawAsync(pool.Key, Holder, draw, CancellationToken.None);
            }
            catch
            {
                pool.Return(draw.GiveBack);
                throw;
            }
            return pool.Fill(answer, limits, amount) ? null : answer.State;
        }
        finally
        {
            pool.Drawing.Release();
        }
    }

    /// <summary>Fills a pool ahead of need; takes what there is.</summary>
    public async Task FillAsync(LeasePool pool, CancellationToken cancellationToken)
    {
        await pool.Drawing.WaitAsync(cancellationToken);
        try
        {
            BudgetLimits limits = LimitsOf(pool);
            Draw draw = pool.Plan(BudgetAmount.None, limits);
            try
            {
                pool.Fill(await store.DrawAsync(pool.Key, Holder, draw, CancellationToken.None), limits, BudgetAmount.None);
            }
            catch
            {
                pool.Return(draw.GiveBack);
                throw;
            }
        }
        finally
        {
            pool.Drawing.Release();
        }
    }

    /// <summary>Gives back what of a pool is free.</summary>
    public async Task GiveBackAsync(LeasePool pool, CancellationToken cancellationToken)
    {
        await pool.Drawing.WaitAsync(cancellationToken);
        try
        {
            BudgetAmount free = pool.TakeFree();
            if (free.IsNone || pool.CountId == Guid.Empty)
                return;
            try
            {
                await store.GiveBackAsync(pool.Key.TenantId, pool.CountId, Holder, free, cancellationToken);
            }
            catch
            {
                pool.Return(free);
                throw;
            }
        }
        finally
        {
            pool.Drawing.Release();
        }
    }

    /// <summary>Forgets a pool whose window has ended and that no call uses.</summary>
    public void Forget(LeasePool pool) => _pools.TryRemove((pool.Key.BudgetId, pool.Key.SubjectId, pool.Key.Period.From.UtcTicks), out _);

    /// <summary>The limits that a pool draws under: none where the budget only warns.</summary>
    public static BudgetLimits LimitsOf(LeasePool pool) => pool.Rule.Hard ? pool.Rule.LimitsFor(pool.Key.SubjectId, DateTimeOffset.UtcNow) : BudgetLimits.None;
}
