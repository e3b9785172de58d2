using Artisan.Core.Gateway.Providers;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Lets calls descend where a budget runs out: a cheaper model is tried first, or an answer of the cache preferred, before calls are refused. A model that
/// the caller named, and the model of an embedding, stay as they are.
/// </summary>
public sealed class DescentStage(BudgetDescent descent) : IAiStage
{
    /// <inheritdoc/>
    public ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        foreach (ReachedStep reached in descent.Of(call))
        {
            if (reached.Step.Action == BudgetActions.CacheFirst && !call.CacheFirst)
            {
                call.CacheFirst = true;
                (call.Trace.Descent ??= []).Add($"An answer of the cache is preferred, since {reached.Words}.");
            }
            else if (reached.Step is { Action: BudgetActions.CheaperModel, Model: { } model })
            {
                Cheaper(call, reached, model);
            }
        }
        return next(call, cancellationToken);
    }

    private static void Cheaper(AiCall call, ReachedStep reached, string model)
    {
        AiPlan plan = call.Plan ?? throw new InvalidOperationException("Plan has not run.");
        if (plan.NamedByCaller || call.Operation != AiOperation.Chat)
            return;
        AiCandidate? cheaper = plan.Candidates.FirstOrDefault(c => c.Model == model) ?? CandidateResolver.Resolve(call, model, null, $"cheaper model, since {reached.Words}", out _);
        if (cheaper is null || ReferenceEquals(cheaper, plan.Candidates[0]))
            return;
        call.Plan = plan with { Candidates = [cheaper, .. plan.Candidates.Where(c => c != cheaper)] };
        string why = $"{cheaper.Model} is tried first, since {reached.Words}.";
        (call.Trace.Descent ??= []).Add(why);
        call.Trace.Warn("budget_descent", why);
    }
}
