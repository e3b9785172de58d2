using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Health;
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

/// <summary>Puts policies, catalogue, providers and traffic together.</summary>
public static class Lanes
{
    /// <summary>All lanes, in the order of the use cases.</summary>
    /// <remarks>A model whose circuit is open, or that fails more than it answers, is in trouble like one whose provider cannot be called.</remarks>
    public static IReadOnlyList<Lane> Of(IReadOnlyList<UseCaseInfo> useCases, AiConfig config, IReadOnlyList<ProviderInfo> providers, IReadOnlyList<LaneTraffic> traffic, IReadOnlyList<ModelHealth>? health = null)
    {
        string? Sick(string name, string provider) => Trouble(provider, providers) ?? (health?.FirstOrDefault(h => h.Provider == provider && (h.Model == name || name == $"{provider}/{h.Model}")) is { Status: HealthStatus.Unhealthy } sick ? sick.Circuit == "closed" ? "failing" : "circuit open" : null);
        ILookup<string, LaneTraffic> byUseCase = traffic.ToLookup(t => t.UseCase);
        return useCases.Select(useCase =>
        {
            var open = byUseCase[useCase.Effective.UseCase].ToList();
            LaneStop[] stops = new[] { useCase.Effective.Model }.Concat(useCase.Effective.Fallbacks).Select(name =>
            {
                string provider = ProviderOf(name, config);
                LaneTraffic[] here = open.Where(t => t.Provider == provider && (t.Model == name || name == $"{provider}/{t.Model}")).ToArray();
                open.RemoveAll(here.Contains);
                return new LaneStop(name, provider, Sick(name, provider), Sum(here));
            }).ToArray();
            LaneStop[] others = open.Select(t => new LaneStop(t.Model, t.Provider, Sick(t.Model, t.Provider), t.Totals)).OrderByDescending(s => s.Totals.Attempts).ToArray();
            return new Lane(useCase, stops, others, Sum(byUseCase[useCase.Effective.UseCase]));
        }).ToArray();
    }

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

    /// <summary>Adds up.</summary>
    public static UsageTotals Sum(IEnumerable<LaneTraffic> traffic) => traffic.Aggregate(UsageTotals.None, (sum, t) => new UsageTotals(
        sum.Attempts + t.Totals.Attempts, sum.Failures + t.Totals.Failures, sum.Unpriced + t.Totals.Unpriced, sum.InputTokens + t.Totals.InputTokens, sum.CachedInputTokens + t.Totals.CachedInputTokens,
        sum.OutputTokens + t.Totals.OutputTokens, sum.AudioSeconds + t.Totals.AudioSeconds, sum.CostUsd + t.Totals.CostUsd));
}
