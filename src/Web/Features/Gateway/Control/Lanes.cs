using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Usage;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>A stop of a lane: a model that is tried.</summary>
/// <param name="Name">As the policy names it.</param>
/// <param name="Provider">Who serves it.</param>
/// <param name="Trouble">Why it is skipped; null when it can be called.</param>
/// <param name="Totals">What went there for this use case.</param>
public sealed record LaneStop(string Name, string Provider, string? Trouble, UsageTotals Totals);

/// <summary>A use case's way: its model, then the fallbacks.</summary>
/// <param name="UseCase">The use case as it runs.</param>
/// <param name="Stops">What is tried, in order.</param>
/// <param name="Others">What requests named themselves, past the policy.</param>
/// <param name="Totals">All of it.</param>
public sealed record Lane(UseCaseInfo UseCase, IReadOnlyList<LaneStop> Stops, IReadOnlyList<LaneStop> Others, UsageTotals Totals)
{
    /// <summary>Whether nothing of it can be called.</summary>
    public bool IsDead => Stops.All(s => s.Trouble is not null);
}

/// <summary>The way of a segment by a workspace's model policy.</summary>
/// <param name="Workspace">The workspace's name.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Strategy">How its models are ordered.</param>
/// <param name="Stops">What is tried.</param>
public sealed record SegmentLane(string Workspace, RoutingRule Rule, string Strategy, IReadOnlyList<LaneStop> Stops)
{
    /// <summary>Whether nothing of it can be called.</summary>
    public bool IsDead => Stops.All(s => s.Trouble is not null);
}

/// <summary>Puts policies, catalogue, providers and traffic together.</summary>
public static class Lanes
{
    /// <summary>All lanes, in the order of the use cases.</summary>
    /// <remarks>A model whose circuit is open, or that fails more than it answers, is in trouble like one whose provider cannot be called.</remarks>
    public static IReadOnlyList<Lane> Of(IReadOnlyList<UseCaseInfo> useCases, AiConfig config, IReadOnlyList<ProviderInfo> providers, IReadOnlyList<LaneTraffic> traffic, IReadOnlyList<ModelHealth>? health = null)
    {
        ILookup<string, LaneTraffic> byUseCase = traffic.ToLookup(t => t.UseCase);
        return useCases.Select(useCase =>
        {
            var open = byUseCase[useCase.Effective.UseCase].ToList();
            LaneStop[] stops = new[] { useCase.Effective.Model }.Concat(useCase.Effective.Fallbacks).Select(name =>
            {
                string provider = ProviderOf(name, config);
                LaneTraffic[] here = open.Where(t => t.Provider == provider && (t.Model == name || name == $"{provider}/{t.Model}")).ToArray();
                open.RemoveAll(here.Contains);
                return new LaneStop(name, provider, Sick(name, provider, providers, health), Sum(here));
            }).ToArray();
            LaneStop[] others = open.Select(t => new LaneStop(t.Model, t.Provider, Sick(t.Model, t.Provider, providers, health), t.Totals)).OrderByDescending(s => s.Totals.Attempts).ToArray();
            return new Lane(useCase, stops, others, Sum(byUseCase[useCase.Effective.UseCase]));
        }).ToArray();
    }

    /// <summary>The ways of the segments that the workspaces' model policies name, as they hold at a time.</summary>
    public static IReadOnlyList<SegmentLane> Segments(TenantControl tenant, AiConfig config, IReadOnlyList<ProviderInfo> providers, IReadOnlyList<ModelHealth>? health, DateTimeOffset at) =>
    [
        .. tenant.Workspaces.Values.OrderBy(w => w.Name, StringComparer.CurrentCulture).Select(w => (w.Name, tenant.ModelPolicyOf(w.Id, at)?.Policy)).Where(w => w.Policy is not null)
            .SelectMany(w => w.Policy!.Rules.Select(rule => new SegmentLane(w.Name, rule, rule.Strategy ?? w.Policy.FallbackStrategy,
            [
                .. rule.Models.Take(w.Policy.AutoFallbackEnabled ? int.MaxValue : 1).Select(name => ModelReference.Of(name, rule.Provider is { } own && !name.Contains('/', StringComparison.Ordinal) && !config.Models.ContainsKey(name) ? own : null, config))
                    .Select(m => new LaneStop(m.Name, m.Provider, Sick(m.Name, m.Provider, providers, health), UsageTotals.None)),
            ]))),
    ];

    private static string? Sick(string name, string provider, IReadOnlyList<ProviderInfo> providers, IReadOnlyList<ModelHealth>? health) =>
        Trouble(provider, providers) ?? (health?.FirstOrDefault(h => h.Provider == provider && (h.Model == name || name == $"{provider}/{h.Model}")) is { Status: HealthStatus.Unhealthy } sick ? sick.Circuit == "closed" ? "failing" : "circuit open" : null);

    /// <summary>The provider instance that serves a model of the catalogue or of the form provider/model.</summary>
    public static string ProviderOf(string model, AiConfig config) =>
        config.Models.TryGetValue(model, out ModelCard? card) ? card.Provider : model.IndexOf('/') is > 0 and var slash ? model[..slash] : "";

    /// <summary>Why a provider is skipped; null when it can be called.</summary>
    public static string? Trouble(string provider, IReadOnlyList<ProviderInfo> providers) => providers.FirstOrDefault(p => p.Name == provider) switch
    {
        null => "unknown provider",
        { Enabled: false } => "switched off",
        { Usable: false } => "no credential",
        _ => null,
    };

    /// <summary>Words for a stop whose provider is thought to be down.</summary>
    public const string WouldBeDown = "would be down";

    /// <summary>The stops as they would be if a provider went down now; the same where no stop is of it.</summary>
    public static IReadOnlyList<LaneStop> WithDown(IReadOnlyList<LaneStop> stops, string? provider) =>
        provider is null || !stops.Any(s => s.Provider == provider) ? stops : [.. stops.Select(s => s.Provider == provider && s.Trouble is null ? s with { Trouble = WouldBeDown } : s)];

    /// <summary>What would come of lanes if a provider went down now.</summary>
    /// <param name="lanes">The stops of each lane.</param>
    /// <param name="provider">The provider.</param>
    /// <returns>Lanes whose first working stop it is; how many of them another model takes over; and the rest, in which requests would fail.</returns>
    public static (int Hit, int TakenOver, int Dead) IfDown(IEnumerable<IReadOnlyList<LaneStop>> lanes, string provider)
    {
        int hit = 0, over = 0;
        foreach (IReadOnlyList<LaneStop> stops in lanes)
        {
            if (stops.FirstOrDefault(s => s.Trouble is null) is not { } first || first.Provider != provider)
                continue;
            hit++;
            if (WithDown(stops, provider).Any(s => s.Trouble is null))
                over++;
        }
        return (hit, over, hit - over);
    }

    /// <summary>Adds up.</summary>
    public static UsageTotals Sum(IEnumerable<LaneTraffic> traffic) => traffic.Aggregate(UsageTotals.None, (sum, t) => new UsageTotals(
        sum.Attempts + t.Totals.Attempts, sum.Failures + t.Totals.Failures, sum.Unpriced + t.Totals.Unpriced, sum.InputTokens + t.Totals.InputTokens, sum.CachedInputTokens + t.Totals.CachedInputTokens,
        sum.OutputTokens + t.Totals.OutputTokens, sum.AudioSeconds + t.Totals.AudioSeconds, sum.CostUsd + t.Totals.CostUsd));
}
