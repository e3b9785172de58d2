using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Makes the plan of a call that comes under a rule of its workspace's model policy.</summary>
internal sealed class RulePlan(CandidateOrder order, AiCall call, ModelPolicyRelease release)
{
    /// <summary>The plan; null when none of the rule's models can be called, so that the use-case policy serves.</summary>
    internal AiPlan? Make(RoutingRule rule, UseCasePolicy policy, string how)
    {
        call.Trace.Rule = rule.Segment;
        var candidates = new List<AiCandidate>();
        var names = new List<string>();
        string? firstExcluded = null;
        int place = 0;
        foreach (string name in rule.Models)
        {
            string reason = place == 0 ? $"model of the rule {rule.Segment}" : $"fallback {place} of the rule {rule.Segment}";
            if (CandidateResolver.Resolve(call, name, rule.Provider, reason, out string? excluded) is { } candidate)
            {
                candidates.Add(candidate);
                names.Add(name);
            }
            else if (place == 0)
            {
                firstExcluded = excluded;
            }
            place++;
        }
        if (candidates.Count == 0)
        {
            call.Trace.Warn("fallback", $"No model of the rule {rule.Segment} can be called; the policy of the use case serves instead.");
            call.Trace.Rule = null;
            return null;
        }
        IReadOnlyList<OrderedCandidate> ordered = Order(rule, candidates, names);
        Note(rule, how, ordered, firstExcluded);
        List<AiCandidate> plan = [.. ordered.Select(o => o.Candidate)];
        bool fallsBack = release.Policy.AutoFallbackEnabled;
        if (!fallsBack)
            plan.RemoveRange(1, plan.Count - 1);
        if (release.Policy.DegradeToLocal && LastResort(plan) is { } local)
            plan.Add(local);
        return new AiPlan(policy, plan)
        {
            FallbackOn = fallsBack || release.Policy.DegradeToLocal ? rule.FallbackOn ?? FallbackKinds.Default : FallbackKinds.Never,
            LatencyBudgetMs = rule.LatencyBudgetMs,
        };
    }

    private IReadOnlyList<OrderedCandidate> Order(RoutingRule rule, List<AiCandidate> candidates, List<string> names)
    {
        IReadOnlyList<OrderedCandidate> ordered;
        if (rule.Strategy is { } strategy)
        {
            call.Trace.Strategy = strategy;
            ordered = order.Order(call, candidates, strategy, rule.Weights, names);
        }
        else
        {
            call.Trace.Strategy = release.Policy.FallbackStrategy;
            ordered = [new OrderedCandidate(candidates[0], null), .. order.Order(call, candidates[1..], release.Policy.FallbackStrategy, rule.Weights, names[1..])];
        }
        return rule.LatencyBudgetMs is { } budget ? order.WithinBudget(call, ordered, budget) : ordered;
    }

    private void Note(RoutingRule rule, string how, IReadOnlyList<OrderedCandidate> ordered, string? firstExcluded)
    {
        foreach (OrderedCandidate one in ordered)
        {
            int at = call.Trace.Candidates.FindIndex(c => c.Provider == one.Candidate.Instance.Name && c.Model == one.Candidate.Model && c.Excluded is null);
            if (at >= 0 && one.Reason is { } reason)
                call.Trace.Candidates[at] = call.Trace.Candidates[at] with { Reason = $"{call.Trace.Candidates[at].Reason}: {reason}" };
        }
        AiCandidate first = ordered[0].Candidate;
        string why = ordered[0].Reason is { } ordering ? $" ({call.Trace.Strategy}: {ordering})" : "";
        call.Trace.Route = firstExcluded is null
            ? $"Since {how}, version {release.Version} of the workspace's model policy chose {first.Model}{why}."
            : $"Since {how}, version {release.Version} of the workspace's model policy asked for {rule.Model}, which was skipped: {firstExcluded}. {first.Model} is next{why}.";
        if (firstExcluded is not null)
            call.Trace.Warn("fallback", $"{rule.Model} was skipped: {firstExcluded}.");
    }

    private AiCandidate? LastResort(List<AiCandidate> plan)
    {
        ModelCard? card = call.Config.Models.Values.FirstOrDefault(m => m.Type == "chat" && call.Control.ProviderOf(m.Provider, call.Config)?.Kind == ProviderKinds.Local);
        if (card is null || plan.Exists(c => c.Model == card.Name))
            return null;
        return CandidateResolver.Resolve(call, card.Name, null, "last resort of the model policy, by Artisan's own rules", out _) is { } local ? local with { IsLastResort = true } : null;
    }
}
