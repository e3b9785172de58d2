using System.Globalization;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Tells a caller why a budget refuses: which limit, how much is left, when it starts anew and what to do.</summary>
internal static class BudgetRefusal
{
    /// <summary>A rate limit or a budget that does not leave enough.</summary>
    internal static ArtisanException Of(LeasePool pool, in BudgetLimits limits, in BudgetAmount wanted, in CountState state, DateTimeOffset now)
    {
        BudgetAmount left = new((limits.Tokens ?? 0) - state.Used.Tokens - state.Leased.Tokens, (limits.Usd ?? 0) - state.Used.Usd - state.Leased.Usd, (limits.Requests ?? 0) - state.Used.Requests - state.Leased.Requests);
        BudgetAmount free = left + pool.Free;
        // What other calls give back meanwhile may make it look as if nothing were short; then the unit that the budget has is told.
        string why = limits.Requests is { } requests && (free.Requests < wanted.Requests || limits is { Tokens: null, Usd: null }) ? $"{Count(requests)} requests {Words(pool.Rule.Window)}, of which {Count(free.Requests)} are left"
            : limits.Tokens is { } tokens && (free.Tokens < wanted.Tokens || limits.Usd is null) ? $"{Count(tokens)} tokens {Words(pool.Rule.Window)}, of which {Count(free.Tokens)} are left{Booked(state.Leased.Tokens > 0)}; this call may use up to {Count(wanted.Tokens)}"
            : $"{Usd(limits.Usd ?? 0)} {Words(pool.Rule.Window)}, of which {Usd(free.Usd)} are left{Booked(state.Leased.Usd > 0)}; this call may cost up to {Usd(wanted.Usd)}";
        TimeSpan wait = pool.Key.Period.Until - now;
        if (pool.Rule.Window == BudgetWindow.Minute)
            return new ArtisanException(ErrorCode.RateLimited, $"The rate limit “{pool.Rule.Name}” allows {why}. Try again in {Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))} s.") { RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))) };
        return new ArtisanException(ErrorCode.BudgetExceeded, $"The budget “{pool.Rule.Name}” allows {why}. It starts anew at {pool.Key.Period.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. Wait, shorten the prompt or its output limit, or ask for more: POST /api/v1/ai/budget/requests with budget_id {pool.Rule.Id}.");
    }

    /// <summary>A request that is larger than one may be.</summary>
    internal static ArtisanException TooLarge(BudgetRule rule, in BudgetLimits limits, CallBound bound) =>
        new(ErrorCode.BudgetExceeded, bound.Tokens > limits.Tokens
            ? $"The limit “{rule.Name}” allows {Count(limits.Tokens ?? 0)} tokens; this request may use up to {Count(bound.Tokens)} ({Count(bound.Prompt)} of prompt, {Count((long)bound.Output * bound.Choices)} of answer). Shorten the prompt or set a lower output limit, or ask an admin for a larger limit."
            : $"The limit “{rule.Name}” allows {Usd(limits.Usd ?? 0)}; this request may cost up to {Usd(bound.Usd)}. Shorten the prompt, set a lower output limit or choose a cheaper model, or ask an admin for a larger limit.");

    /// <summary>A step of the descent that refuses.</summary>
    internal static ArtisanException Stepped(BudgetRule rule, double share, BudgetPeriod period) =>
        new(ErrorCode.BudgetExceeded, $"The budget “{rule.Name}” refuses calls from {share.ToString("P0", CultureInfo.InvariantCulture)} of its limit on. It starts anew at {period.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. Wait, or ask for more: POST /api/v1/ai/budget/requests with budget_id {rule.Id}.");

    /// <summary>A model without a price under a money cap.</summary>
    internal static ArtisanException Unpriced(BudgetRule rule, string model) =>
        new(ErrorCode.UnpricedModel, $"The model {model} has no price, and the budget “{rule.Name}” caps money, so the call is refused. Name a model with a price, or ask an admin to price this one.") { Field = "model" };

    private static string Booked(bool any) => any ? " after what calls under way have reserved" : "";

    private static string Count(long value) => Math.Max(0, value).ToString("N0", CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => "$" + Math.Max(0, value).ToString("0.00####", CultureInfo.InvariantCulture);

    private static string Words(BudgetWindow window) => window switch { BudgetWindow.Minute => "a minute", BudgetWindow.Day => "a day", BudgetWindow.Month => "a month", _ => "a request" };
}
