using Artisan.Core.Kernel;
using Artisan.Core.Usage.Budgets;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Usage.Budgets;

/// <summary>A refusal tells of the unit that is short, and never of one that the budget does not have.</summary>
public sealed class BudgetRefusalTests
{
    private static readonly Guid s_tenant = Guid.CreateVersion7();
    private static readonly DateTimeOffset s_now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly BudgetPeriod s_month = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(1000L, null, null, 900, 0, "1,000 tokens a month, of which 100 are left")]
    [InlineData(null, 2.0, null, 0, 1.5, "$2.00 a month, of which $0.50 are left")]
    [InlineData(1000L, 2.0, null, 10, 1.9, "$2.00 a month, of which $0.10 are left")]
    [InlineData(null, null, 5L, 0, 0, "5 requests a month, of which 5 are left")]
    // Others have given back since the draw was refused: nothing is short any more.
    [InlineData(1000L, null, null, 0, 0, "1,000 tokens a month, of which 1,000 are left")]
    [InlineData(null, 2.0, null, 0, 0, "$2.00 a month, of which $2.00 are left")]
    public void The_unit_that_is_short_is_told(long? tokens, double? usd, long? requests, long usedTokens, double usedUsd, string told)
    {
        var limits = new BudgetLimits(tokens, (decimal?)usd, requests);
        var rule = new BudgetRule { Id = Guid.CreateVersion7(), Name = "Cap", Origin = "budget", Subject = BudgetSubject.Tenant, Window = BudgetWindow.Month, Limits = limits };
        LeasePool pool = new BudgetLeases(null!).PoolOf(s_tenant, new AppliedBudget(rule, s_tenant), s_month);
        var state = new CountState(Guid.CreateVersion7(), new BudgetAmount(usedTokens, (decimal)usedUsd, 0), default, default);
        ArtisanException refused = BudgetRefusal.Of(pool, limits, new BudgetAmount(500, 0.6m, 1), state, s_now);
        refused.Code.ShouldBe(ErrorCode.BudgetExceeded);
        refused.Message.ShouldContain(told);
        refused.Message.ShouldContain("2026-12-01 00:00 UTC");
    }
}
