using System.Globalization;
using Artisan.Core.Gateway.Routing;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Control.Policies;

/// <summary>Model policies in words.</summary>
public static class PolicyWords
{
    /// <summary>A policy as named values, for comparing two.</summary>
    public static IReadOnlyDictionary<string, string?> Lines(ModelPolicy policy)
    {
        var lines = new Dictionary<string, string?>();
        for (int i = 0; i < policy.Rules.Count; i++)
        {
            RoutingRule rule = policy.Rules[i];
            string at = rule.Segment;
            lines[$"{at}: place"] = (i + 1).ToString(CultureInfo.InvariantCulture);
            lines[$"{at}: model"] = Model(rule);
            lines[$"{at}: fallbacks"] = rule.Fallback.Count == 0 ? "none" : string.Join(" → ", rule.Fallback);
            lines[$"{at}: order"] = rule.Strategy is { } strategy ? Strategy(strategy) : "as the policy";
            lines[$"{at}: latency budget"] = rule.LatencyBudgetMs is { } budget ? Format.Milliseconds(budget) : "none";
            lines[$"{at}: matches"] = Match(rule.Match) ?? "callers that name it";
            lines[$"{at}: takes over on"] = Kinds(rule.FallbackOn ?? FallbackKinds.Default);
            if (rule.Weights is { Count: > 0 } weights)
                lines[$"{at}: weights"] = string.Join(", ", weights.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value:0.##}")));
        }
        lines["Order of fallbacks"] = Strategy(policy.FallbackStrategy);
        lines["Automatic fallback"] = policy.AutoFallbackEnabled ? "on" : "off";
        lines["Last resort"] = policy.DegradeToLocal ? "Artisan's own rules" : "an error";
        return lines;
    }

    /// <summary>What differs between two policies; null stands for one without rules.</summary>
    public static IReadOnlyList<DiffLine> Diff(ModelPolicy? before, ModelPolicy after) => DiffLine.Between(Lines(before ?? ModelPolicy.None), Lines(after));

    /// <summary>A rule's model with its provider where that is named beside it.</summary>
    public static string Model(RoutingRule rule) => rule.Provider is { } provider ? $"{rule.Model} at {provider}" : rule.Model;

    /// <summary>A strategy in words.</summary>
    public static string Strategy(string strategy) => strategy switch
    {
        RoutingStrategies.Priority => "as listed",
        RoutingStrategies.Latency => "fastest first",
        RoutingStrategies.Cost => "cheapest first",
        RoutingStrategies.Weighted => "by weight",
        RoutingStrategies.LeastBusy => "least busy first",
        RoutingStrategies.Quality => "best accepted first",
        _ => strategy,
    };

    /// <summary>What a rule matches by itself; null for nothing.</summary>
    public static string? Match(RuleMatch? match)
    {
        if (match is null or { IsEmpty: true })
            return null;
        string[] parts =
        [
            .. match.UseCase is { Count: > 0 } useCases ? [$"use case {string.Join(" or ", useCases)}"] : Array.Empty<string>(),
            .. match.Role is { Count: > 0 } roles ? [$"role {string.Join(" or ", roles)}"] : Array.Empty<string>(),
            .. (match.Attributes ?? new Dictionary<string, IReadOnlyList<string>>()).Select(a => $"{a.Key} is {string.Join(" or ", a.Value)}"),
        ];
        return string.Join(", ", parts);
    }

    private static string Kinds(FallbackKinds kinds)
    {
        string[] words =
        [
            .. kinds.Failure ? ["failure"] : Array.Empty<string>(),
            .. kinds.ContextTooLong ? ["too long a prompt"] : Array.Empty<string>(),
            .. kinds.Budget ? ["budget"] : Array.Empty<string>(),
            .. kinds.ContentRefusal ? ["refused content"] : Array.Empty<string>(),
        ];
        return words.Length == 0 ? "nothing" : string.Join(", ", words);
    }
}
