using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Core.Gateway.Routing;

/// <summary>Finds the rule that a call comes under.</summary>
public static class RuleChoice
{
    /// <summary>The first rule whose segment the caller named or whose clauses all hold; else the one of the segment <c>default</c>; null for none.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="call">The call.</param>
    /// <param name="why">How the rule was found, for people.</param>
    public static RoutingRule? Of(ModelPolicy policy, AiCall call, out string why) =>
        Of(policy, new RoutedCall(call.Segment, call.UseCase, call.Scope.Role?.ToString(), call.Attributes, call.Chat?.Metadata), out why);

    /// <summary>As <see cref="Of(ModelPolicy, AiCall, out string)"/>, for calls that are only thought of.</summary>
    public static RoutingRule? Of(ModelPolicy policy, in RoutedCall call, out string why)
    {
        RoutingRule? rest = null;
        foreach (RoutingRule rule in policy.Rules)
        {
            if (call.Segment is { } segment && segment.Equals(rule.Segment, StringComparison.OrdinalIgnoreCase))
            {
                why = $"the caller named the segment {rule.Segment}";
                return rule;
            }
            // A caller that names a segment has said what it is; rules that match by themselves are for those that did not.
            if (call.Segment is null && rule.Match is { IsEmpty: false } match && Holds(match, call))
            {
                why = $"it matches the rule {rule.Segment}";
                return rule;
            }
            if (rule.Segment.Equals(ModelPolicy.DefaultSegment, StringComparison.OrdinalIgnoreCase))
                rest ??= rule;
        }
        why = call.Segment is { } named ? $"no rule is for the segment {named}" : "no other rule matches";
        return rest;
    }

    private static bool Holds(RuleMatch match, in RoutedCall call)
    {
        if (match.UseCase is { Count: > 0 } useCases && !useCases.Contains(call.UseCase))
            return false;
        if (match.Role is { Count: > 0 } roles && (call.Role is not { } role || !roles.Contains(role, StringComparer.OrdinalIgnoreCase)))
            return false;
        foreach ((string name, IReadOnlyList<string> values) in match.Attributes ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (ValueOf(name, call) is not { } value || !values.Contains(value, StringComparer.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    private static string? ValueOf(string name, in RoutedCall call)
    {
        const string metadata = "metadata.";
        if (name.StartsWith(metadata, StringComparison.Ordinal))
            return call.Metadata?.GetValueOrDefault(name[metadata.Length..]);
        return call.Attributes?.GetValueOrDefault(name);
    }
}

/// <summary>What routing goes by in a call.</summary>
/// <param name="Segment">The caller's segment; null for none.</param>
/// <param name="UseCase">The use case.</param>
/// <param name="Role">The calling member's role; null for keys.</param>
/// <param name="Attributes">Attributes of the lead and its account.</param>
/// <param name="Metadata">The request's metadata.</param>
public readonly record struct RoutedCall(string? Segment, string UseCase, string? Role, IReadOnlyDictionary<string, string>? Attributes = null, IReadOnlyDictionary<string, string>? Metadata = null);
