using System.Collections.Concurrent;
using Artisan.Core.Usage.Budgets;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Usage.Budgets;

/// <summary>Whatever nodes reserve, settle, release and give back in whatever order: used and booked never pass the limit, and nothing is lost.</summary>
public sealed class LeaseTests
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    private static BudgetRule Rule(BudgetLimits limits) => new() { Id = Guid.CreateVersion7(), Name = "Cap", Origin = "budget", Subject = BudgetSubject.Tenant, Window = BudgetWindow.Month, Limits = limits };

    private static BudgetPeriod Month => BudgetPeriod.Of(BudgetWindow.Month, DateTimeOffset.UtcNow, TimeZoneInfo.Utc);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Random_sequences_on_three_nodes_hold_the_cap_exactly(int seed)
    {
        var random = new Random(seed);
        var limits = new BudgetLimits(random.Next(1000, 50_000), random.Next(1, 500) / 100m, random.Next(2) == 0 ? null : random.Next(20, 400));
        var store = new CountingStore();
        BudgetRule rule = Rule(limits);
        BudgetLeases[] nodes = [new(store), new(store), new(store)];
        var open = new List<(BudgetLeases Node, LeasePool Pool, BudgetAmount Amount)>();
        BudgetAmount used = default;
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            BudgetLeases node = nodes[random.Next(3)];
            LeasePool pool = node.PoolOf(Tenant, new AppliedBudget(rule, Tenant), Month);
            switch (random.Next(10))
            {
                case < 5:
                    var amount = new BudgetAmount(random.Next(1, 400), random.Next(1, 2000) / 1_000_000m, random.Next(2));
                    if (pool.TryReserve(amount, limits) || await node.DrawAsync(pool, amount, limits, CancellationToken.None) is null)
                        open.Add((node, pool, amount));
                    else
                        refused++;
                    break;
                case < 9 when open.Count > 0:
                    int at = random.Next(open.Count);
                    (BudgetLeases owner, LeasePool spent, BudgetAmount reserved) = open[at];
                    open.RemoveAt(at);
                    // Released, or settled with less than was reserved; the ledger takes it some time.
                    BudgetAmount settled = random.Next(4) == 0 ? default : new(random.NextInt64(reserved.Tokens + 1), Math.Round(reserved.Usd * (decimal)random.NextDouble(), 10), reserved.Requests);
                    spent.Settle(reserved, settled);
                    used += settled;
                    store.Journal(owner.Holder, settled);
                    if (random.Next(3) == 0)
                        store.Ledger();
                    break;
                default:
                    await node.GiveBackAsync(pool, CancellationToken.None);
                    break;
            }
            BudgetAmount taken = store.State.Used + store.State.Leased;
            taken.Tokens.ShouldBeLessThanOrEqualTo(limits.Tokens!.Value);
            taken.Usd.ShouldBeLessThanOrEqualTo(limits.Usd!.Value);
            if (limits.Requests is { } most)
                taken.Requests.ShouldBeLessThanOrEqualTo(most);
        }
        refused.ShouldBeGreaterThan(0, "the cap was reached");
        foreach ((_, LeasePool pool, BudgetAmount amount) in open)
            pool.Settle(amount, default);
        store.Ledger();
        foreach (BudgetLeases node in nodes)
        {
            foreach (LeasePool pool in node.Pools)
                await node.GiveBackAsync(pool, CancellationToken.None);
        }
        store.State.Leased.ShouldBe(default, "nothing stays reserved");
        store.State.Used.ShouldBe(used);
    }

    [Fact]
    public async Task Many_callers_of_one_node_draw_seldom_and_never_more_than_there_is()
    {
        var store = new CountingStore();
        var leases = new BudgetLeases(store);
        var limits = new BudgetLimits(1_000_000, null, null);
        BudgetRule rule = Rule(limits);
        int granted = 0;
        await Parallel.ForAsync(0, 20_000, async (_, cancellationToken) =>
        {
            LeasePool pool = leases.PoolOf(Tenant, new AppliedBudget(rule, Tenant), Month);
            var amount = new BudgetAmount(100, 0, 1);
            if (!pool.TryReserve(amount, limits) && await leases.DrawAsync(pool, amount, limits, cancellationToken) is not null)
                return;
            Interlocked.Increment(ref granted);
            pool.Settle(amount, amount);
        });
        granted.ShouldBe(10_000, "as many as fit, and not one more");
        store.Draws.ShouldBeLessThan(12_000);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_holds_at_once_for_what_is_booked_already()
    {
        var store = new CountingStore();
        var leases = new BudgetLeases(store);
        BudgetRule rule = Rule(new BudgetLimits(10_000, null, null));
        LeasePool pool = leases.PoolOf(Tenant, new AppliedBudget(rule, Tenant), Month);
        (await leases.DrawAsync(pool, new BudgetAmount(100, 0, 1), rule.Limits, CancellationToken.None)).ShouldBeNull();
        pool.Settle(new BudgetAmount(100, 0, 1), new BudgetAmount(100, 0, 1));
        var lower = new BudgetLimits(150, null, null);
        pool.TryReserve(new BudgetAmount(100, 0, 1), lower).ShouldBeFalse();
        (await leases.DrawAsync(pool, new BudgetAmount(100, 0, 1), lower, CancellationToken.None)).ShouldNotBeNull();
        (await leases.DrawAsync(pool, new BudgetAmount(50, 0, 1), lower, CancellationToken.None)).ShouldBeNull();
    }

    /// <summary>One count in memory, by the rules of the database's.</summary>
    private sealed class CountingStore : IBudgetStore
    {
        private readonly Lock _lock = new();
        private readonly ConcurrentDictionary<Guid, BudgetAmount> _leases = new();
        private readonly Queue<(Guid Holder, BudgetAmount Amount)> _journal = new();
        private CountState _state = new(Guid.CreateVersion7(), default, default, default);

        public int Draws { get; private set; }

        public CountState State
        {
            get
            {
                lock (_lock)
                    return _state;
            }
        }

        public void Journal(Guid holder, BudgetAmount amount)
        {
            lock (_lock)
                _journal.Enqueue((holder, amount));
        }

        public void Ledger()
        {
            lock (_lock)
            {
                while (_journal.TryDequeue(out var entry))
                {
                    _leases[entry.Holder] -= entry.Amount;
                    _state = _state with { Used = _state.Used + entry.Amount, Leased = _state.Leased - entry.Amount };
                }
            }
        }

        public Task<DrawAnswer> DrawAsync(CountKey key, Guid holder, Draw draw, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Draws++;
                BudgetAmount own = _leases.GetValueOrDefault(holder) - draw.GiveBack;
                CountState state = _state with { Leased = _state.Leased - draw.GiveBack, Own = own };
                BudgetAmount taken = state.Used + state.Leased;
                bool met = !(draw.Limits.Tokens - taken.Tokens < draw.Need.Tokens) && !(draw.Limits.Usd - taken.Usd < draw.Need.Usd) && !(draw.Limits.Requests - taken.Requests < draw.Need.Requests);
                BudgetAmount granted = !met ? default : new(
                    draw.Limits.Tokens - taken.Tokens is { } t ? Math.Max(draw.Need.Tokens, Math.Min(draw.Want.Tokens, t / 8)) : draw.Want.Tokens,
                    draw.Limits.Usd - taken.Usd is { } u ? Math.Max(draw.Need.Usd, Math.Min(draw.Want.Usd, u / 8)) : draw.Want.Usd,
                    draw.Limits.Requests - taken.Requests is { } r ? Math.Max(draw.Need.Requests, Math.Min(draw.Want.Requests, r / 8)) : draw.Want.Requests);
                _state = state with { Leased = state.Leased + granted, Own = default };
                _leases[holder] = own + granted;
                return Task.FromResult(new DrawAnswer(met, granted, _state with { Own = own + granted }));
            }
        }

        public Task GiveBackAsync(Guid tenantId, Guid countId, Guid holder, BudgetAmount amount, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _leases[holder] -= amount;
                _state = _state with { Leased = _state.Leased - amount };
            }
            return Task.CompletedTask;
        }

        public Task EndLeasesAsync(IReadOnlyCollection<Guid> holders, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CountState>> ReadAsync(IReadOnlyList<CountKey> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<BudgetAmount> ResetAsync(CountKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> AlertAsync(BudgetAlert alert, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PruneAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
