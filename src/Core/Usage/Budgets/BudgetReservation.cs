using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Usage.Budgets;

/// <summary>What one attempt has reserved, in every budget that applies; settled or released once.</summary>
public sealed class BudgetReservation
{
    private readonly LeasePool[] _pools;
    private readonly BudgetAmount _amount;
    private readonly Guid _holder;
    private bool _ended;

    internal BudgetReservation(LeasePool[] pools, BudgetAmount amount, CallBound bound, Guid holder) => (_pools, _amount, Bound, _holder) = (pools, amount, bound, holder);

    /// <summary>The most that the attempt can use.</summary>
    public CallBound Bound { get; }

    /// <summary>Figures that Artisan estimated, within the bound: the vendor was told the limit, and bills no more.</summary>
    public TokenUsage Bounded(TokenUsage usage)
    {
        if (!usage.Estimated)
            return usage;
        return usage with { Input = Math.Min(usage.Input, Bound.Prompt), Output = Math.Min(usage.Output, (long)Bound.Output * Bound.Choices) };
    }

    /// <summary>Names the counts in the attempt's usage record, so that the ledger frees the leases in the same transaction.</summary>
    internal void Stamp(UsageRecord record)
    {
        if (_pools.Length == 0)
            return;
        record.BudgetHolder = _holder;
        record.BudgetCounts = Array.ConvertAll(_pools, p => p.CountId);
    }

    /// <summary>The attempt has ended and its record is in the journal.</summary>
    /// <param name="tokens">What it used.</param>
    /// <param name="usd">What that costs.</param>
    internal void Settle(long tokens, decimal usd) => End(new BudgetAmount(tokens, usd, _amount.Requests));

    /// <summary>The vendor was not called.</summary>
    internal void Release() => End(default);

    private void End(in BudgetAmount used)
    {
        if (_ended)
            return;
        _ended = true;
        foreach (LeasePool pool in _pools)
            pool.Settle(_amount, used);
    }
}
