using System.Collections.Frozen;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Usage;
using Artisan.Web.Features.Gateway.Control;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway;

/// <summary>The diagram of lanes: what goes where, and what is sick.</summary>
public sealed class LanesTests
{
    private static readonly AiConfig Config = new()
    {
        Version = 1,
        Providers = new Dictionary<string, ProviderInstance>(),
        Models = new Dictionary<string, ModelCard> { ["gpt-x"] = new() { Name = "gpt-x", Provider = "openai", Type = "chat" } },
        UseCases = new Dictionary<string, UseCasePolicy>(),
        Limits = new AiLimits(),
        Resilience = new AiResilience(),
    };

    private static readonly UseCasePolicy Policy = new() { UseCase = "conversation", Name = "Conversation v1", Model = "gpt-x", Fallbacks = ["ollama/llama"] };

    private static readonly ProviderInfo OpenAI = new(null, "openai", "openai", null, null, null, true, false, "ai_config.yaml", 1);

    private static readonly ProviderInfo Ollama = new(null, "ollama", "openai-compatible", null, null, null, true, true, "tenant", 0);

    private static UsageTotals Of(long attempts, long failures = 0) => new(attempts, failures, 0, 10, 0, 10, 0, 0.5m);

    [Fact]
    public void Traffic_is_put_on_its_stop_and_what_requests_named_stands_aside()
    {
        LaneTraffic[] traffic =
        [
            new("conversation", "openai", "gpt-x", Of(7)), new("conversation", "ollama", "ollama/llama", Of(3, 1)), new("conversation", "openai", "gpt-z", Of(2)), new("insight", "openai", "gpt-x", Of(99)),
        ];
        Lane lane = Lanes.Of([new UseCaseInfo(Policy, Policy, null)], Config, [OpenAI, Ollama], traffic).ShouldHaveSingleItem();
        lane.Stops.Select(s => s.Totals.Attempts).ShouldBe([7, 3]);
        lane.Stops[0].Trouble.ShouldBe("no credential");
        lane.Stops[1].Trouble.ShouldBeNull();
        lane.Others.ShouldHaveSingleItem().Name.ShouldBe("gpt-z");
        lane.Totals.Attempts.ShouldBe(12);
        lane.Totals.CostUsd.ShouldBe(1.5m);
        lane.IsDead.ShouldBeFalse();
    }

    [Fact]
    public void A_lane_whose_stops_are_all_sick_is_dead()
    {
        Lane lane = Lanes.Of([new UseCaseInfo(Policy, Policy, null)], Config, [OpenAI, Ollama with { Enabled = false }], []).ShouldHaveSingleItem();
        lane.IsDead.ShouldBeTrue();
        lane.Stops[1].Trouble.ShouldBe("switched off");
        Lanes.Trouble("nobody", [OpenAI]).ShouldBe("unknown provider");
    }

    [Theory]
    [InlineData(null, 0, "busy", "10 ·")]
    [InlineData(null, 5, "busy", "triangle-alert")]
    [InlineData("no credential", 0, "sick", "openai: no credential")]
    [InlineData("no credential", 0, "sick", "10 ·")]
    public void A_stop_says_how_it_is(string? trouble, long failures, string css, string words)
    {
        using var context = new BunitContext();
        var stop = context.Render<LaneStopBox>(p => p.Add(b => b.Stop, new LaneStop("gpt-x", "openai", trouble, Of(10, failures))).Add(b => b.Words, "model").Add(b => b.Share, 1));
        stop.Find("li").ClassList.ShouldContain(css);
        stop.Markup.ShouldContain(words);
    }

    [Fact]
    public void A_long_prompt_that_begins_alike_still_shows_as_changed()
    {
        UseCasePolicy before = Policy with { SystemPrompt = new string('a', 300) + "b" };
        var lines = UseCaseWords.Diff(before, before with { SystemPrompt = before.SystemPrompt + "c", Temperature = 0.5 });
        lines.Where(l => l.Changes).Select(l => l.Name).ShouldBe(["Temperature", "System prompt"]);
        UseCaseWords.Diff(before, new UseCaseChange { Model = "gpt-x" }.ApplyTo(before)).ShouldAllBe(l => !l.Changes);
    }

    [Fact]
    public void A_segments_way_is_its_rules_models_with_what_ails_them()
    {
        Guid workspace = Guid.NewGuid();
        var policy = new ModelPolicy { Rules = [new RoutingRule { Segment = "executives", Model = "gpt-x", Fallback = ["ollama/llama", "gone/model"], Strategy = "latency" }, new RoutingRule { Segment = "default", Model = "ollama/llama" }] };
        var tenant = new TenantControl
        {
            Version = 1,
            TenantId = Guid.NewGuid(),
            Name = "T",
            Slug = "t",
            TimeZone = TimeZoneInfo.Utc,
            Members = FrozenDictionary<Guid, MemberControl>.Empty,
            Keys = [],
            Providers = FrozenDictionary<string, ProviderInstance>.Empty,
            DisabledProviders = [],
            UseCases = FrozenDictionary<string, UseCaseChange>.Empty,
            Features = FrozenDictionary<string, bool>.Empty,
            Settings = FrozenDictionary<string, string>.Empty,
            Workspaces = new Dictionary<Guid, WorkspaceControl> { [workspace] = new(workspace, "default", "Default", true) }.ToFrozenDictionary(),
            ModelPolicies = new Dictionary<Guid, IReadOnlyList<ModelPolicyRelease>> { [workspace] = [new ModelPolicyRelease(1, DateTimeOffset.UnixEpoch, policy)] }.ToFrozenDictionary(),
            Guardrails = Artisan.Core.Guardrails.Policy.TenantGuardrails.Default,
        };
        IReadOnlyList<SegmentLane> lanes = Lanes.Segments(tenant, Config, [OpenAI, Ollama], null, DateTimeOffset.UtcNow);
        lanes.Select(l => (l.Rule.Segment, l.Strategy, Way: string.Join(" → ", l.Stops.Select(s => s.Name)))).ShouldBe([("executives", "latency", "gpt-x → ollama/llama → gone/model"), ("default", "priority", "ollama/llama")]);
        lanes[0].Stops.Select(s => s.Trouble).ShouldBe(["no credential", null, "unknown provider"]);
    }

    [Fact]
    public void It_is_told_what_would_come_of_a_provider_that_goes_down()
    {
        LaneStop Stop(string name, string provider, string? trouble = null) => new(name, provider, trouble, Artisan.Core.Usage.UsageTotals.None);
        LaneStop[] covered = [Stop("gpt-x", "openai"), Stop("llama", "ollama")], alone = [Stop("gpt-x", "openai")], passedBy = [Stop("gpt-x", "openai", "no credential"), Stop("llama", "ollama")], other = [Stop("llama", "ollama"), Stop("gpt-x", "openai")];
        Lanes.IfDown([covered, alone, passedBy, other], "openai").ShouldBe((2, 1, 1));
        Lanes.WithDown(covered, "openai").Select(s => s.Trouble).ShouldBe([Lanes.WouldBeDown, null]);
        Lanes.WithDown(passedBy, "openai")[0].Trouble.ShouldBe("no credential", "what ails it now is told first");
        Lanes.WithDown(covered, null).ShouldBeSameAs(covered);
    }
}
