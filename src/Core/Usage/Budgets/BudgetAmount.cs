namespace Artisan.Core.Usage.Budgets;

/// <summary>What is used, reserved or left, in the three units of a budget.</summary>
/// <param name="Tokens">Tokens, prompt and answer.</param>
/// <param name="Usd">USD.</param>
/// <param name="Requests">Requests; retries and fallbacks of one request count once.</param>
public readonly record struct BudgetAmount(long Tokens, decimal Usd, long Requests)
{
    /// <summary>Nothing.</summary>
    public static readonly BudgetAmount None;

    /// <summary>Whether nothing is in it.</summary>
    public bool IsNone => Tokens == 0 && Usd == 0 && Requests == 0;

    /// <summary>Whether all of the other fits into this.</summary>
    public bool Covers(in BudgetAmount other) => Tokens >= other.Tokens && Usd >= other.Usd && Requests >= other.Requests;

    /// <summary>What of it lies above zero.</summary>
    public BudgetAmount Positive() => new(Math.Max(0, Tokens), Math.Max(0, Usd), Math.Max(0, Requests));

    /// <summary>Adds.</summary>
    public static BudgetAmount operator +(in BudgetAmount a, in BudgetAmount b) => new(a.Tokens + b.Tokens, a.Usd + b.Usd, a.Requests + b.Requests);

    /// <summary>Takes off.</summary>
    public static BudgetAmount operator -(in BudgetAmount a, in BudgetAmount b) => new(a.Tokens - b.Tokens, a.Usd - b.Usd, a.Requests - b.Requests);
}

/// <summary>The limits of a budget; null for none in that unit.</summary>
/// <param name="Tokens">Tokens, prompt and answer.</param>
/// <param name="Usd">USD.</param>
/// <param name="Requests">Requests.</param>
public readonly record struct BudgetLimits(long? Tokens, decimal? Usd, long? Requests)
{
    /// <summary>No limit at all.</summary>
    public static readonly BudgetLimits None;

    /// <summary>Whether nothing is limited.</summary>
    public bool IsNone => Tokens is null && Usd is null && Requests is null;

    /// <summary>The largest share that is used of any limit, 0 to 1 and beyond; 0 without limits.</summary>
    public double ShareOf(in BudgetAmount used)
    {
        double share = 0;
        if (Tokens is { } tokens)
            share = Part(used.Tokens, tokens);
        if (Usd is { } usd)
            share = Math.Max(share, Part((double)used.Usd, (double)usd));
        if (Requests is { } requests)
            share = Math.Max(share, Part(used.Requests, requests));
        return share;
    }

    private static double Part(double used, double limit) => limit > 0 ? used / limit : used >= 0 ? 1 : 0;
}
