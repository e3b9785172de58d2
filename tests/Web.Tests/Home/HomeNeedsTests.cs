using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Features.Home;
using Artisan.Web.Shell.Components;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Home;

public sealed class HomeNeedsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_valid_keys_that_end_within_two_weeks_are_named()
    {
        IEnumerable<Need> needs = HomeNeeds.Expiring([Key("soon", 3), Key("later", 40), Key("past", -1), Key("revoked", 2) with { RevokedAt = Now }, Key("never", null)], Now);
        needs.ShouldHaveSingleItem().What.ShouldBe("The API key soon ends in 3 d.");
    }

    [Fact]
    public void The_most_overdue_tasks_are_named_and_the_rest_is_counted()
    {
        HomeNeeds.Overdue([Task("Call", 1), Task("Later", -2), Task("Some time", null)], Now).ShouldHaveSingleItem().What.ShouldBe("Call: Anna Weber.");
        Need[] needs = [.. HomeNeeds.Overdue([.. Enumerable.Range(1, 7).Select(d => Task($"T{d}", d))], Now)];
        needs.Select(n => n.What).ShouldBe(["T7: Anna Weber.", "T6: Anna Weber.", "T5: Anna Weber.", "4 more tasks of yours are overdue."]);
        needs[^1].Href.ShouldBe("/leads?only=overdue&owner=me&sort=next_step");
    }

    [Fact]
    public void A_provider_is_sick_from_a_fifth_of_failures_on_but_not_of_two_calls()
    {
        IEnumerable<Need> needs = HomeNeeds.Sick([Share("openai", 20, 5), Share("azure", 20, 1), Share("lab", 2, 2)]);
        Need need = needs.ShouldHaveSingleItem();
        need.What.ShouldBe("openai fails 25.0 % of its calls.");
        need.Href.ShouldBe("/requests?range=1h&status=failed&provider=openai");
    }

    [Fact]
    public void Limits_that_are_near_warn_and_limits_that_are_passed_are_bad()
    {
        var quota = new UsageQuota(Now, Now, new QuotaLine(100, 85, 15, 0.85), new QuotaLine(10, 12, -2, 1.2), new QuotaLine(null, 5, null, null), 0, 0, 0.8);
        HomeNeeds.Caps(quota).Select(n => n.Tone).ShouldBe([Tone.Bad, Tone.Warning]);
    }

    [Fact]
    public void Only_enabled_providers_that_something_needs_are_named() =>
        HomeNeeds.Unusable([Provider("openai", true, false, 4), Provider("off", false, false, 4), Provider("unneeded", true, false, 0), Provider("fine", true, true, 4)])
            .ShouldHaveSingleItem().What.ShouldBe("openai cannot be called.");

    private static ApiKeyInfo Key(string name, int? days) => new(Guid.NewGuid(), name, "ak_123456", Guid.NewGuid(), KeyScopes.Ai, Now, "Ada", days is { } d ? Now.AddDays(d) : null, null, null);

    private static UsageShare Share(string name, long attempts, long failures) => new(name, name, UsageTotals.None with { Attempts = attempts, Failures = failures });

    private static ProviderInfo Provider(string name, bool enabled, bool usable, int models) => new(null, name, "openai", null, null, null, enabled, usable, "built in", models);

    private static TaskRow Task(string title, int? daysLate) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Anna Weber", title, daysLate is { } days ? Now.AddDays(-days) : null, null, null, null, "x", Now);
}
