using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Core.Gateway.Routing;

/// <summary>A model in its place, with what put it there.</summary>
/// <param name="Candidate">The model.</param>
/// <param name="Reason">For people, for instance <c>340 ms lately, the fastest</c>; null where the list's order holds.</param>
public readonly record struct OrderedCandidate(AiCandidate Candidate, string? Reason);

/// <summary>Orders a rule's models by its strategy. What is not known of a model never moves it behind one that is known to be worse: it is tried.</summary>
public sealed class CandidateOrder(ModelFigures figures, ModelQuality quality)
{
    /// <summary>Fewer verdicts than this say nothing of a model's quality.</summary>
    public const int LeastVerdicts = 50;

    /// <summary>Orders models.</summary>
    /// <param name="call">The call: its prompt counts for costs, its tenant for quality.</param>
    /// <param name="models">The models, in the list's order.</param>
    /// <param name="strategy">One of <see cref="RoutingStrategies"/>.</param>
    /// <param name="weights">Shares for <see cref="RoutingStrategies.Weighted"/>, by the names in <paramref name="names"/>.</param>
    /// <param name="names">The models as the rule names them, in the same order.</param>
    public IReadOnlyList<OrderedCandidate> Order(AiCall call, IReadOnlyList<AiCandidate> models, string strategy, IReadOnlyDictionary<string, double>? weights, IReadOnlyList<string> names) => strategy switch
    {
        RoutingStrategies.Latency => ByFigure(models, c => figures.Of(c.Key).WaitMs(call.Stream) ?? 0, value => value > 0 ? $"{value:0} ms lately" : "not called lately, so tried"),
        RoutingStrategies.Cost => ByFigure(models, c => (double)(CostOf(call, c) ?? decimal.MaxValue), value => value >= (double)decimal.MaxValue ? "no price" : $"at most ${value:0.######} for this request"),
        RoutingStrategies.LeastBusy => ByFigure(models, c => figures.Of(c.Key).Open, value => $"{value:0} calls open"),
        RoutingStrategies.Quality => ByQuality(call, models),
        RoutingStrategies.Weighted => ByChance(models, weights, names),
        _ => [.. models.Select(c => new OrderedCandidate(c, null))],
    };

    /// <summary>Moves models that lately took longer than the budget behind those that did not; keeps the order otherwise.</summary>
    public IReadOnlyList<OrderedCandidate> WithinBudget(AiCall call, IReadOnlyList<OrderedCandidate> models, int budgetMs)
    {
        var over = new List<OrderedCandidate>();
        var within = new List<OrderedCandidate>(models.Count);
        foreach (OrderedCandidate model in models)
        {
            double? lately = figures.Of(model.Candidate.Key).WaitMs(call.Stream);
            if (lately > budgetMs)
                over.Add(model with { Reason = $"{lately:0} ms lately, over the latency budget of {budgetMs} ms" });
            else
                within.Add(model);
        }
        return over.Count == 0 || within.Count == 0 ? models : [.. within, .. over];
    }

    /// <summary>The most that a call can cost with a model (USD): its prompt and its output limit; null without a price.</summary>
    public static decimal? CostOf(AiCall call, AiCandidate candidate)
    {
        if (call.Control.Prices.Of(candidate.Model, candidate.Card, call.At)?.Price is not { } price)
            return null;
        // Four bytes a token is the usual mean; for comparing models the same count serves them all.
        long input = Math.Max(1, call.Characters / 4);
        long output = call.Operation == Providers.AiOperation.Embeddings ? 0 : call.Chat?.MaxOutputTokens ?? call.Plan?.Policy.MaxOutputTokens ?? 1000;
        return price.Cost(new Providers.TokenUsage { Input = input, Output = output });
    }

    private static IReadOnlyList<OrderedCandidate> ByFigure(IReadOnlyList<AiCandidate> models, Func<AiCandidate, double> figure, Func<double, string> words) =>
        [.. models.Select((c, place) => (c, place, value: figure(c))).OrderBy(m => m.value).ThenBy(m => m.place).Select(m => new OrderedCandidate(m.c, words(m.value)))];

    private IReadOnlyList<OrderedCandidate> ByQuality(AiCall call, IReadOnlyList<AiCandidate> models)
    {
        // Models with too few verdicts stand where the list has them: behind those that are known, in the list's order.
        return [.. models.Select((c, place) => (c, place, known: quality.Of(call.Scope.TenantId, c.Instance.Name, c.Model) is { Verdicts: >= LeastVerdicts } q ? q : (ModelVerdicts?)null))
            .OrderByDescending(m => m.known is not null).ThenByDescending(m => m.known?.AcceptedShare ?? 0).ThenBy(m => m.place)
            .Select(m => new OrderedCandidate(m.c, m.known is { } q ? $"{q.AcceptedShare:P0} of {q.Verdicts} verdicts accepted" : $"fewer than {LeastVerdicts} verdicts"))];
    }

    private static IReadOnlyList<OrderedCandidate> ByChance(IReadOnlyList<AiCandidate> models, IReadOnlyDictionary<string, double>? weights, IReadOnlyList<string> names)
    {
        // Efraimidis and Spirakis, "Weighted random sampling with a reservoir": keys of u^(1/w), largest first, are a draw without replacement.
        return [.. models.Select((c, i) => (c, weight: weights is not null && weights.TryGetValue(names[i], out double w) ? w : 1))
            .Select(m => (m.c, m.weight, key: m.weight <= 0 ? -1 : Math.Pow(Random.Shared.NextDouble(), 1 / m.weight)))
            .OrderByDescending(m => m.key).Select(m => new OrderedCandidate(m.c, $"drawn by its weight of {m.weight:0.##}"))];
    }
}
