using System.Globalization;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;

namespace Artisan.Web.Features.Gateway.Control.Policies;

/// <summary>A rule while it is being edited: every value as the person types it.</summary>
public sealed class RuleDraft
{
    /// <summary>The fields that show their own fault.</summary>
    public static readonly IReadOnlyList<string> Fields = ["segment", "model", "provider", "fallback", "strategy", "latency_budget_ms", "weights", "match"];

    /// <summary>The segment.</summary>
    public string? Segment { get; set; }
    /// <summary>Its provider instance; empty where the catalogue tells.</summary>
    public string? Provider { get; set; }
    /// <summary>The model.</summary>
    public string? Model { get; set; }
    /// <summary>Fallbacks, one a line.</summary>
    public string? Fallbacks { get; set; }
    /// <summary>The strategy; empty for the policy's.</summary>
    public string Strategy { get; set; } = "";
    /// <summary>Milliseconds.</summary>
    public string? Budget { get; set; }
    /// <summary>Weights, <c>model = 3</c>, one a line.</summary>
    public string? Weights { get; set; }
    /// <summary>Use cases, with commas.</summary>
    public string? UseCases { get; set; }
    /// <summary>Roles, with commas.</summary>
    public string? Roles { get; set; }
    /// <summary>Attributes, <c>lead.stage = Proposal, Negotiation</c>, one a line.</summary>
    public string? Attributes { get; set; }
    /// <summary>Whether another model is asked when the content is refused.</summary>
    public bool OnRefusal { get; set; }
    private FallbackKinds? Kinds { get; set; }

    /// <summary>A rule as a person edits it.</summary>
    public static RuleDraft Of(RoutingRule rule) => new()
    {
        Segment = rule.Segment,
        Provider = rule.Provider,
        Model = rule.Model,
        Fallbacks = string.Join('\n', rule.Fallback),
        Strategy = rule.Strategy ?? "",
        Budget = rule.LatencyBudgetMs?.ToString(CultureInfo.InvariantCulture),
        Weights = rule.Weights is null ? null : string.Join('\n', rule.Weights.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} = {w.Value:0.###}"))),
        UseCases = rule.Match?.UseCase is { } useCases ? string.Join(", ", useCases) : null,
        Roles = rule.Match?.Role is { } roles ? string.Join(", ", roles) : null,
        Attributes = rule.Match?.Attributes is { } attributes ? string.Join('\n', attributes.Select(a => $"{a.Key} = {string.Join(", ", a.Value)}")) : null,
        OnRefusal = rule.FallbackOn?.ContentRefusal ?? false,
        Kinds = rule.FallbackOn,
    };

    /// <summary>The rule.</summary>
    /// <param name="at">Where it stands, for faults.</param>
    /// <exception cref="ArtisanException">When something cannot be read.</exception>
    public RoutingRule ToRule(string at)
    {
        IReadOnlyList<string>? useCases = Words(UseCases), roles = Words(Roles);
        Dictionary<string, IReadOnlyList<string>>? attributes = Pairs(Attributes, $"{at}.match")?.ToDictionary(p => p.Key, p => Words(p.Value) ?? []);
        var match = new RuleMatch { UseCase = useCases, Role = roles, Attributes = attributes };
        return new RoutingRule
        {
            Segment = Segment?.Trim() ?? "",
            Provider = string.IsNullOrWhiteSpace(Provider) ? null : Provider.Trim(),
            Model = Model?.Trim() ?? "",
            Fallback = (Fallbacks ?? "").Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Strategy = Strategy.Length == 0 ? null : Strategy,
            LatencyBudgetMs = string.IsNullOrWhiteSpace(Budget) ? null : int.TryParse(Budget, NumberStyles.Integer, CultureInfo.InvariantCulture, out int ms) ? ms : throw ArtisanException.Invalid($"{at}.latency_budget_ms", "Write whole milliseconds."),
            Weights = Pairs(Weights, $"{at}.weights")?.ToDictionary(p => p.Key, p => double.TryParse(p.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) ? weight : throw ArtisanException.Invalid($"{at}.weights", $"'{p.Value}' is no number.")),
            Match = match.IsEmpty ? null : match,
            FallbackOn = OnRefusal || Kinds is not null ? (Kinds ?? FallbackKinds.Default) with { ContentRefusal = OnRefusal } : null,
        };
    }

    private static IReadOnlyList<string>? Words(string? text)
    {
        string[] words = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? null : words;
    }

    private static IReadOnlyList<KeyValuePair<string, string>>? Pairs(string? text, string field)
    {
        string[] lines = (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0)
            return null;
        var pairs = new Dictionary<string, string>();
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=');
            if (equals <= 0 || !pairs.TryAdd(line[..equals].Trim(), line[(equals + 1)..].Trim()))
                throw ArtisanException.Invalid(field, $"'{line}' cannot be read. Write name = value, each name once.");
        }
        return [.. pairs];
    }
}
