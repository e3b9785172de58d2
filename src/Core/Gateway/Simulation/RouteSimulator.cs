using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Simulation;

/// <summary>What is recorded of a model over the time that is replayed.</summary>
/// <param name="MeanLatencyMs">Mean milliseconds of an attempt; null when it was not called.</param>
/// <param name="FailureShare">Share of attempts that failed, 0 to 1.</param>
public readonly record struct RecordedModel(double? MeanLatencyMs, double FailureShare);

/// <summary>A recorded request, as far as routing goes by it.</summary>
/// <param name="Call">What rules match.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Answer tokens.</param>
/// <param name="Key">Draws weighted routes alike in each run.</param>
/// <param name="At">When it came (UTC).</param>
public readonly record struct RecordedCall(RoutedCall Call, long InputTokens, long OutputTokens, int Key, DateTimeOffset At);

/// <summary>Where a request goes.</summary>
/// <param name="Segment">The rule's segment; the use case where its policy serves.</param>
/// <param name="IsRule">Whether a rule serves.</param>
/// <param name="Model">The model; null when none can be called.</param>
public readonly record struct SimulatedRoute(string Segment, bool IsRule, ModelReference? Model);

/// <summary>Decides as the pipeline does where recorded requests would go under a policy, from recorded figures alone.</summary>
public sealed class RouteSimulator(ModelPolicy policy, TenantControl tenant, AiConfig config, IReadOnlyDictionary<(string Provider, string Model), RecordedModel> recorded, Func<string, string, ModelVerdicts> verdicts)
{
    /// <summary>Decides.</summary>
    public SimulatedRoute Route(in RecordedCall call)
    {
        if (RuleChoice.Of(policy, call.Call, out _) is { } rule)
        {
            var models = new List<(string Name, ModelReference Model)>();
            foreach (string name in rule.Models)
            {
                ModelReference model = ModelReference.Of(name, rule.Provider, config);
                if (CanServe(model, call))
                    models.Add((name, model));
            }
            if (models.Count > 0)
                return new SimulatedRoute(rule.Segment, true, First(rule, models, call));
        }
        UseCasePolicy useCase = tenant.PolicyOf(config.UseCases.ContainsKey(call.Call.UseCase) ? call.Call.UseCase : UseCases.Gateway, config);
        foreach (string name in useCase.Fallbacks.Prepend(useCase.Model))
        {
            ModelReference model = ModelReference.Of(name, null, config);
            if (CanServe(model, call))
                return new SimulatedRoute(call.Call.UseCase, false, model);
        }
        return new SimulatedRoute(call.Call.UseCase, false, null);
    }

    /// <summary>A model by its name, where it can serve a request; null where it cannot.</summary>
    public ModelReference? Named(string name, in RecordedCall call)
    {
        ModelReference model = ModelReference.Of(name, null, config);
        return CanServe(model, call) ? model : null;
    }

    /// <summary>What a request costs with a model, at the price of its day; null without one.</summary>
    public decimal? CostOf(in ModelReference model, in RecordedCall call) =>
        tenant.Prices.Of(model.Name, model.Card, call.At)?.Price.Cost(new TokenUsage { Input = call.InputTokens, Output = call.OutputTokens });

    /// <summary>What is recorded of a model.</summary>
    public RecordedModel Recorded(in ModelReference model) => Recorded(model.Provider, model.Name);

    /// <summary>What is recorded of a model by its names in records.</summary>
    public RecordedModel Recorded(string provider, string model) => recorded.GetValueOrDefault((provider, model));

    private bool CanServe(in ModelReference model, in RecordedCall call)
    {
        if (tenant.ProviderOf(model.Provider, config) is not { IsUsable: true })
            return false;
        if (model.Card is { Type: not "chat" } || model.Card is null && !tenant.IsOn(Features.OpenCatalogue))
            return false;
        return model.Card?.ContextWindow is not { } window || call.InputTokens <= window;
    }

    private ModelReference First(RoutingRule rule, List<(string Name, ModelReference Model)> models, RecordedCall call)
    {
        // Without a strategy of its own a rule keeps its model first, and the fallbacks' order decides only after a failure.
        if (rule.Strategy is not { } strategy || models.Count == 1)
            return Within(rule, models)[0].Model;
        List<(string Name, ModelReference Model)> ordered = strategy switch
        {
            RoutingStrategies.Cost => [.. models.OrderBy(m => CostOf(m.Model, call) ?? decimal.MaxValue)],
            RoutingStrategies.Latency => [.. models.OrderBy(m => Recorded(m.Model).MeanLatencyMs ?? 0)],
            RoutingStrategies.Quality => [.. models.OrderByDescending(m => verdicts(m.Model.Provider, m.Model.Name) is { Verdicts: >= CandidateOrder.LeastVerdicts } v ? v.AcceptedShare : -1)],
            RoutingStrategies.Weighted => Weighted(rule, models, call.Key),
            _ => models, // how busy models were is not recorded
        };
        return Within(rule, ordered)[0].Model;
    }

    private List<(string Name, ModelReference Model)> Within(RoutingRule rule, List<(string Name, ModelReference Model)> models)
    {
        if (rule.LatencyBudgetMs is not { } budget)
            return models;
        List<(string, ModelReference)> within = [.. models.Where(m => Recorded(m.Model).MeanLatencyMs is not { } ms || ms <= budget)];
        return within.Count == 0 ? models : within;
    }

    private static List<(string Name, ModelReference Model)> Weighted(RoutingRule rule, List<(string Name, ModelReference Model)> models, int key)
    {
        double Weight(string name) => rule.Weights is { } weights && weights.TryGetValue(name, out double w) ? w : 1;
        double total = models.Sum(m => Weight(m.Name)), at = (uint)key / (double)uint.MaxValue * total;
        foreach ((string Name, ModelReference Model) model in models)
        {
            if ((at -= Weight(model.Name)) <= 0)
                return [model];
        }
        return models;
    }
}
