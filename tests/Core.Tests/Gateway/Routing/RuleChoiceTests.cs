using Artisan.Core.Gateway.Routing;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Routing;

/// <summary>Which rule a call comes under.</summary>
public sealed class RuleChoiceTests
{
    private static readonly ModelPolicy Policy = new()
    {
        Rules =
        [
            new RoutingRule { Segment = "executives", Model = "gpt-5" },
            new RoutingRule { Segment = "late deals", Model = "gpt-4o", Match = new RuleMatch { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["lead.stage"] = ["Proposal", "Negotiation"] } } },
            new RoutingRule { Segment = "scores of reps", Model = "gpt-4o-mini", Match = new RuleMatch { UseCase = ["lead_scoring"], Role = ["Rep"] } },
            new RoutingRule { Segment = "default", Model = "gpt-4.1-nano" },
        ],
    };

    private static string? Of(RoutedCall call, ModelPolicy? policy = null) => RuleChoice.Of(policy ?? Policy, call, out _)?.Segment;

    [Fact]
    public void The_segment_that_the_caller_names_holds_whatever_its_case() =>
        Of(new RoutedCall("Executives", "gateway", null)).ShouldBe("executives");

    [Fact]
    public void A_clause_matches_by_itself() =>
        Of(new RoutedCall(null, "email_generation", "Manager", new Dictionary<string, string> { ["lead.stage"] = "negotiation" })).ShouldBe("late deals");

    [Fact]
    public void Every_clause_must_hold()
    {
        Of(new RoutedCall(null, "lead_scoring", "Rep")).ShouldBe("scores of reps");
        Of(new RoutedCall(null, "lead_scoring", "Admin")).ShouldBe("default");
        Of(new RoutedCall(null, "lead_scoring", null)).ShouldBe("default", "an API key has no role");
        Of(new RoutedCall(null, "conversation", "Rep")).ShouldBe("default");
    }

    [Fact]
    public void A_named_segment_without_a_rule_goes_to_the_rest_and_never_to_a_rule_that_matches_by_itself() =>
        Of(new RoutedCall("bulk", "lead_scoring", "Rep")).ShouldBe("default");

    [Fact]
    public void The_first_of_two_that_match_holds() =>
        Of(new RoutedCall(null, "lead_scoring", "Rep", new Dictionary<string, string> { ["lead.stage"] = "Proposal" })).ShouldBe("late deals");

    [Fact]
    public void Without_a_rule_for_the_rest_nothing_holds() =>
        Of(new RoutedCall(null, "gateway", null), Policy with { Rules = [.. Policy.Rules.Take(3)] }).ShouldBeNull();

    [Fact]
    public void Metadata_of_the_request_can_be_matched()
    {
        var policy = new ModelPolicy { Rules = [new RoutingRule { Segment = "night jobs", Model = "gpt-4o-mini", Match = new RuleMatch { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["metadata.job"] = ["nightly"] } } }] };
        Of(new RoutedCall(null, "gateway", null, null, new Dictionary<string, string> { ["job"] = "nightly" }), policy).ShouldBe("night jobs");
        Of(new RoutedCall(null, "gateway", null), policy).ShouldBeNull();
    }
}
