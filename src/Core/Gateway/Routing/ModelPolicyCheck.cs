using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Routing;

/// <summary>Says what is wrong with a policy, every fault at its field, and what is doubtful in it.</summary>
public static class ModelPolicyCheck
{
    private const int MostRules = 100;
    private const int MostFallbacks = 10;
    private const int MostWeights = 1000;

    /// <summary>Refuses a policy that cannot be followed.</summary>
    /// <exception cref="ArtisanException">With all faults by field.</exception>
    public static void Demand(ModelPolicy policy, TenantControl tenant, AiConfig config)
    {
        var faults = new Dictionary<string, List<string>>();
        void Fault(string field, string message) => (faults.TryGetValue(field, out List<string>? list) ? list : faults[field] = []).Add(message);
        if (policy.Rules.Count > MostRules)
            Fault("rules", $"A policy has at most {MostRules} rules.");
        CheckStrategy("fallback_strategy", policy.FallbackStrategy, Fault);
        var segments = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < Math.Min(policy.Rules.Count, MostRules); i++)
        {
            if (policy.Rules[i] is { } rule)
                Check($"rules[{i}]", rule, segments, tenant, config, Fault);
            else
                Fault($"rules[{i}]", "The rule is empty. Give its segment and model.");
        }
        if (faults.Count == 0)
            return;
        (string first, List<string> messages) = faults.First();
        throw new ArtisanException(ErrorCode.InvalidInput, faults.Count == 1 ? messages[0] : $"{messages[0]} (and {faults.Count - 1} more)")
        {
            Field = first,
            Faults = faults.ToDictionary(f => f.Key, f => f.Value.ToArray()),
        };
    }

    /// <summary>What may not be meant: models that cannot be called now, rules that nothing reaches. A policy may be released all the same.</summary>
    public static IReadOnlyList<string> Doubts(ModelPolicy policy, TenantControl tenant, AiConfig config)
    {
        // One line for each cause, with the models and rules that it concerns.
        var causes = new Dictionary<string, (List<string> Models, List<string> Segments)>();
        foreach (RoutingRule rule in policy.Rules)
        {
            foreach (string name in rule.Models)
            {
                ModelReference model = ModelReference.Of(name, rule.Provider, config);
                string? cause = tenant.ProviderOf(model.Provider, config) is not { } instance ? $"cannot be called, since provider {model.Provider} is switched off"
                    : !instance.IsUsable ? $"cannot be called before provider {model.Provider} has a credential"
                    : model.Card is null ? "is not in the catalogue, so it has no price and counts as unpriced"
                    : model.Card.Type != "chat" ? $"is a model for {model.Card.Type}; rules choose models for chats" : null;
                if (cause is null)
                    continue;
                (List<string> models, List<string> segments) = causes.TryGetValue(cause, out var known) ? known : causes[cause] = ([], []);
                Once(models, name);
                Once(segments, rule.Segment);
            }
        }
        return [.. causes.Select(c => $"{string.Join(", ", c.Value.Models)}: {c.Key} ({string.Join(", ", c.Value.Segments)}).")];

        static void Once(List<string> list, string value)
        {
            if (!list.Contains(value))
                list.Add(value);
        }
    }

    private static void Check(string at, RoutingRule rule, HashSet<string> segments, TenantControl tenant, AiConfig config, Action<string, string> fault)
    {
        if (string.IsNullOrWhiteSpace(rule.Segment) || rule.Segment.Length > 64)
            fault($"{at}.segment", "A segment has 1 to 64 characters.");
        else if (!segments.Add(rule.Segment))
            fault($"{at}.segment", $"The segment {rule.Segment} has a rule already. Merge the two, or name one otherwise.");
        if (rule.Match is { } match)
            Check($"{at}.match", match, fault);
        if (rule.Provider is { } provider && !Known(provider, tenant, config))
            fault($"{at}.provider", $"There is no provider {provider}. Known ones: {string.Join(", ", config.Providers.Keys.Concat(tenant.Providers.Keys).Distinct().Order())}.");
        Check($"{at}.model", rule.Model, rule.Provider, tenant, config, fault);
        if (rule.Fallback.Count > MostFallbacks)
            fault($"{at}.fallback", $"At most {MostFallbacks} fallbacks are tried.");
        for (int i = 0; i < Math.Min(rule.Fallback.Count, MostFallbacks); i++)
            Check($"{at}.fallback[{i}]", rule.Fallback[i], rule.Provider, tenant, config, fault);
        if (rule.LatencyBudgetMs is < 1 or > 600_000)
            fault($"{at}.latency_budget_ms", "The latency budget is 1 to 600,000 ms.");
        if (rule.Strategy is { } strategy)
            CheckStrategy($"{at}.strategy", strategy, fault);
        foreach ((string name, double weight) in rule.Weights ?? new Dictionary<string, double>())
        {
            if (!rule.Models.Contains(name))
                fault($"{at}.weights.{name}", $"{name} is neither the rule's model nor one of its fallbacks.");
            else if (!(weight is >= 0 and <= MostWeights))
                fault($"{at}.weights.{name}", $"A weight lies between 0 and {MostWeights}.");
        }
    }

    private static void Check(string at, RuleMatch match, Action<string, string> fault)
    {
        foreach (string useCase in match.UseCase ?? [])
        {
            if (!UseCases.All.Contains(useCase))
                fault($"{at}.use_case", $"There is no use case '{useCase}'. Known ones: {string.Join(", ", UseCases.All)}.");
        }
        foreach (string role in match.Role ?? [])
        {
            if (!Enum.TryParse<Role>(role, ignoreCase: true, out _))
                fault($"{at}.role", $"There is no role '{role}'. Known ones: {string.Join(", ", Enum.GetNames<Role>())}.");
        }
        foreach ((string attribute, IReadOnlyList<string> values) in match.Attributes ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (attribute.Length is 0 or > 100 || !attribute.Contains('.'))
                fault($"{at}.attributes", $"'{attribute}' is no attribute. Write lead.stage, lead.grade, account.industry, campaign.status or metadata.<name>.");
            else if (values is not { Count: > 0 and <= 100 })
                fault($"{at}.attributes.{attribute}", "Give 1 to 100 values.");
        }
    }

    private static void Check(string at, string? name, string? provider, TenantControl tenant, AiConfig config, Action<string, string> fault)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200)
        {
            fault(at, "A model's name has 1 to 200 characters.");
            return;
        }
        ModelReference model = ModelReference.Of(name, provider, config);
        if (model.Provider.Length == 0)
            fault(at, $"'{name}' is not in the catalogue. Name its provider, or write provider/{name}.");
        else if (!Known(model.Provider, tenant, config))
            fault(at, $"'{name}' is of the provider {model.Provider}, which there is not.");
    }

    private static bool Known(string provider, TenantControl tenant, AiConfig config) =>
        config.Providers.ContainsKey(provider) || tenant.Providers.ContainsKey(provider) || tenant.DisabledProviders.Contains(provider);

    private static void CheckStrategy(string at, string? strategy, Action<string, string> fault)
    {
        if (strategy is null || !RoutingStrategies.All.Contains(strategy))
            fault(at, $"There is no strategy '{strategy}'. Known ones: {string.Join(", ", RoutingStrategies.All)}.");
    }
}
