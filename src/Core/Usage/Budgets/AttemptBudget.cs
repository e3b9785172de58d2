using System.Globalization;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage.Budgets;

/// <summary>
/// Reserves the most that an attempt can use in every budget that applies, before its vendor is called, so that no cap is passed however many calls are
/// under way on however many nodes. From memory while the leases last.
/// </summary>
public sealed class AttemptBudget(BudgetBooks books, BudgetLeases leases)
{
    /// <summary>Reserves.</summary>
    /// <param name="call">The call, planned.</param>
    /// <param name="candidate">The model.</param>
    /// <param name="at">When the attempt begins (UTC): its window is the one of this time.</param>
    /// <param name="number">Which attempt of the request, from 1: the first counts as a request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">
    /// With <see cref="ErrorCode.BudgetExceeded"/>, <see cref="ErrorCode.RateLimited"/> or <see cref="ErrorCode.UnpricedModel"/>; with
    /// <see cref="ErrorCode.Unavailable"/> when a draw is needed and the database is away.
    /// </exception>
    public async ValueTask<BudgetReservation> ReserveAsync(AiCall call, AiCandidate candidate, DateTimeOffset at, int number, CancellationToken cancellationToken)
    {
        BudgetBook book = books.Of(call.Control, call.Config);
        IReadOnlyList<AppliedBudget> applied = book.For(call.Scope, call.UseCase);
        CallBound bound = BoundOf(call, candidate, applied, at);
        BudgetAmount amount = bound.Amount(number == 1 ? 1 : 0);
        (LeasePool[] pools, ArtisanException? refusal) = await TryAsync(call, applied, book, amount, at, cancellationToken);
        // The prompt's bytes may not fit where its tokens do: then all is reserved anew at the smaller bound.
        if (refusal is not null && bound.Count())
        {
            amount = bound.Amount(number == 1 ? 1 : 0);
            (pools, refusal) = await TryAsync(call, applied, book, amount, at, cancellationToken);
        }
        if (refusal is not null)
            throw refusal;
        Note(call, pools, at);
        return new BudgetReservation(pools, amount, bound, leases.Holder);
    }

    // All budgets or none.
    private async ValueTask<(LeasePool[] Pools, ArtisanException? Refusal)> TryAsync(AiCall call, IReadOnlyList<AppliedBudget> applied, BudgetBook book, BudgetAmount amount, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var pools = new LeasePool[applied.Count(a => a.Rule.Window != BudgetWindow.Request)];
        int reserved = 0;
        try
        {
            foreach (AppliedBudget budget in applied)
            {
                if (budget.Rule.Window == BudgetWindow.Request)
                    continue;
                LeasePool pool = leases.PoolOf(call.Scope.TenantId, budget, book.PeriodOf(budget.Rule.Window, at));
                BudgetLimits limits = budget.Rule.Hard ? budget.Rule.LimitsFor(budget.SubjectId, at) : BudgetLimits.None;
                if (!pool.TryReserve(amount, limits) && await leases.DrawAsync(pool, amount, limits, cancellationToken) is { } state)
                {
                    Release(pools.AsSpan(0, reserved), amount);
                    return ([], BudgetRefusal.Of(pool, limits, amount, state, at));
                }
                pools[reserved++] = pool;
            }
        }
        catch
        {
            Release(pools.AsSpan(0, reserved), amount);
            throw;
        }
        return (pools, null);
    }

    private static CallBound BoundOf(AiCall call, AiCandidate candidate, IReadOnlyList<AppliedBudget> applied, DateTimeOffset at)
    {
        ModelPrice? price = call.Control.Prices.Of(candidate.Model, candidate.Card, at)?.Price;
        CallBound bound = CallBound.Of(call, candidate, price);
        foreach (AppliedBudget budget in applied)
        {
            if (!budget.Rule.Hard)
                continue;
            BudgetLimits limits = budget.Rule.LimitsFor(budget.SubjectId, at);
            if (limits.Usd is not null && price is null)
                throw BudgetRefusal.Unpriced(budget.Rule, candidate.Model);
            if (budget.Rule.Window == BudgetWindow.Request && !bound.Fit(Left(limits, call)))
                throw BudgetRefusal.TooLarge(budget.Rule, limits, bound);
        }
        return bound;
    }

    // What earlier attempts of the same request have used counts too.
    private static BudgetLimits Left(in BudgetLimits limits, AiCall call)
    {
        long tokens = 0;
        decimal usd = 0;
        foreach (AttemptTrace attempt in call.Trace.Attempts)
        {
            tokens += attempt.InputTokens + attempt.CachedInputTokens + attempt.CacheWriteTokens + attempt.OutputTokens + attempt.ReasoningTokens;
            usd += attempt.CostUsd ?? 0;
        }
        return new BudgetLimits(limits.Tokens - tokens, limits.Usd - usd, null);
    }

    private static void Release(ReadOnlySpan<LeasePool> pools, in BudgetAmount amount)
    {
        foreach (LeasePool pool in pools)
            pool.Settle(amount, default);
    }

    private static void Note(AiCall call, LeasePool[] pools, DateTimeOffset at)
    {
        BudgetRule? tightest = null;
        double most = -1;
        foreach (LeasePool pool in pools)
        {
            double share = pool.Rule.LimitsFor(pool.Key.SubjectId, at).ShareOf(pool.Used);
            if (share > most)
                (tightest, most) = (pool.Rule, share);
            if (share >= pool.Rule.SoftShare)
                call.Trace.Warn("soft_cap", $"The budget “{pool.Rule.Name}” stands at {share.ToString("P1", CultureInfo.InvariantCulture)} of its limit.");
        }
        if (tightest is not null)
            call.Trace.Budget = new BudgetTrace(pools.Length, tightest.Name, Math.Round(most, 4));
    }

    /// <summary>What the tightest budgets leave a caller after an answer: the least tokens and the least USD; null where none limits that unit.</summary>
    /// <param name="call">The call.</param>
    public (long? Tokens, decimal? Usd) RemainingOf(AiCall call)
    {
        BudgetBook book = books.Of(call.Control, call.Config);
        long? tokens = null;
        decimal? usd = null;
        foreach (AppliedBudget budget in book.For(call.Scope, call.UseCase))
        {
            if (budget.Rule.Window == BudgetWindow.Request || leases.Find(budget, book.PeriodOf(budget.Rule.Window, call.At)) is not { IsDrawn: true } pool)
                continue;
            BudgetLimits limits = budget.Rule.LimitsFor(budget.SubjectId, call.At);
            BudgetAmount used = pool.Used;
            if (limits.Tokens is { } allowed)
                tokens = Math.Max(0, Math.Min(tokens ?? long.MaxValue, allowed - used.Tokens));
            if (limits.Usd is { } money)
                usd = Math.Max(0, Math.Min(usd ?? decimal.MaxValue, money - used.Usd));
        }
        return (tokens, usd);
    }
}
