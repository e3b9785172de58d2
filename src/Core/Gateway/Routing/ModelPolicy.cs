namespace Artisan.Core.Gateway.Routing;

/// <summary>A workspace's routing rules: which model serves which segment, what follows it, and how the order is found.</summary>
public sealed record ModelPolicy
{
    /// <summary>Name of the segment that serves whatever no other rule matches.</summary>
    public const string DefaultSegment = "default";

    /// <summary>The rules; the first that matches holds, and the one of the segment <c>default</c> serves the rest.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; init; } = [];
    /// <summary>How fallbacks are ordered where their rule does not say (<see cref="RoutingStrategies"/>).</summary>
    public string FallbackStrategy { get; init; } = RoutingStrategies.Priority;
    /// <summary>Whether another model takes the place of one that fails.</summary>
    public bool AutoFallbackEnabled { get; init; } = true;
    /// <summary>Whether a call that every model failed ends in the local provider, marked as degraded, instead of an error.</summary>
    public bool DegradeToLocal { get; init; }

    /// <summary>A policy without rules: use-case policies decide.</summary>
    public static readonly ModelPolicy None = new();
}

/// <summary>Which models serve a segment.</summary>
public sealed record RoutingRule
{
    /// <summary>The segment, for instance <c>executives</c>: given by the caller, or reached by <see cref="Match"/>.</summary>
    public required string Segment { get; init; }
    /// <summary>The provider instance of <see cref="Model"/> and of fallbacks that name none; null where the catalogue tells.</summary>
    public string? Provider { get; init; }
    /// <summary>A catalogue name, the vendor's name, or <c>provider/name</c>.</summary>
    public required string Model { get; init; }
    /// <summary>What is tried next, in this order where the strategy finds no better one.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];
    /// <summary>Milliseconds that an answer should take at most: models that lately took longer stand behind those that did not. Null for none.</summary>
    public int? LatencyBudgetMs { get; init; }
    /// <summary>How all of the rule's models are ordered; null keeps the model first, and orders the fallbacks by the policy's strategy.</summary>
    public string? Strategy { get; init; }
    /// <summary>For <c>weighted</c>: shares by model name; models without one have 1.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }
    /// <summary>What a call must be like for the rule to match without naming the segment; null for callers that name it only.</summary>
    public RuleMatch? Match { get; init; }
    /// <summary>On which failures another model may take over; null for the policy's way.</summary>
    public FallbackKinds? FallbackOn { get; init; }

    /// <summary>The model and its fallbacks, as named.</summary>
    public IEnumerable<string> Models => Fallback.Prepend(Model);
}

/// <summary>What a call must be like: every clause that is given must hold.</summary>
public sealed record RuleMatch
{
    /// <summary>One of these use cases.</summary>
    public IReadOnlyList<string>? UseCase { get; init; }
    /// <summary>One of these roles of the calling member (<c>Admin</c>, <c>Rep</c> …); API keys have none.</summary>
    public IReadOnlyList<string>? Role { get; init; }
    /// <summary>Values that attributes must have, such as <c>lead.stage</c>, <c>account.industry</c> or <c>metadata.team</c>; upper and lower case are the same.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }

    /// <summary>Whether no clause is given.</summary>
    public bool IsEmpty => UseCase is not { Count: > 0 } && Role is not { Count: > 0 } && Attributes is not { Count: > 0 };
}

/// <summary>On which failures another model takes over.</summary>
/// <param name="Failure">The vendor failed, cannot be reached, is too slow or refuses Artisan's credential or rate.</param>
/// <param name="ContextTooLong">The prompt does not fit the model's window.</param>
/// <param name="ContentRefusal">The vendor's content policy refused; by choice only, since asking elsewhere may be against its terms.</param>
/// <param name="Budget">The call does not fit what is left of a money cap, and a cheaper model does.</param>
public sealed record FallbackKinds(bool Failure = true, bool ContextTooLong = true, bool ContentRefusal = false, bool Budget = true)
{
    /// <summary>What holds where nothing is said.</summary>
    public static readonly FallbackKinds Default = new();
    /// <summary>No failure at all.</summary>
    public static readonly FallbackKinds Never = new(false, false, false, false);
}

/// <summary>How models are ordered.</summary>
public static class RoutingStrategies
{
    /// <summary>As listed.</summary>
    public const string Priority = "priority";
    /// <summary>The fastest lately first.</summary>
    public const string Latency = "latency";
    /// <summary>The cheapest for this prompt and output limit first.</summary>
    public const string Cost = "cost";
    /// <summary>By chance, in proportion to weights.</summary>
    public const string Weighted = "weighted";
    /// <summary>The one with the fewest calls open on this node first.</summary>
    public const string LeastBusy = "least_busy";
    /// <summary>The best accepted share of the feedback that users gave, over at least 50 verdicts.</summary>
    public const string Quality = "quality";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Priority, Latency, Cost, Weighted, LeastBusy, Quality];
}
