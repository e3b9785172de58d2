using System.Globalization;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Simulation;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Routing;

/// <summary>A value that holds for a call, and who set it.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin">Where it comes from: <c>model policy</c>, <c>tenant</c>, <c>workspace</c>, <c>environment</c>, <c>appsettings.json</c>, <c>ai_config.yaml</c>, <c>built in</c>, <c>vendor</c>.</param>
public sealed record PolicyValue(string Name, string Value, string Origin);

/// <summary>What would hold for a call of somebody.</summary>
/// <param name="Who">Name of the member or key.</param>
/// <param name="UseCase">The use case.</param>
/// <param name="Route">How the model would be chosen, in a sentence.</param>
/// <param name="Model">The model that goes first; null when none can be called.</param>
/// <param name="Values">Every value with its origin.</param>
public sealed record EffectivePolicy(string Who, string UseCase, string Route, string? Model, IReadOnlyList<PolicyValue> Values);

/// <summary>Tells what would hold for a call of a member or key, and where each value comes from. Nothing is called, and the database is not asked.</summary>
public sealed class ExplainPolicy(ControlPlane control, IAiConfigSource config, ModelQuality quality, TimeProvider time)
{
    /// <summary>Tells.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="workspace">Slug or id; null for the key's, or the caller's own.</param>
    /// <param name="memberId">The member; null when it is a key.</param>
    /// <param name="keyId">The key; null when it is a member.</param>
    /// <param name="useCase">The use case; null for plain protocol calls.</param>
    /// <param name="segment">The segment that the caller would name; null for none.</param>
    /// <exception cref="ArtisanException">When there is no such member, key, workspace or use case.</exception>
    public EffectivePolicy Execute(TenantScope scope, string? workspace, Guid? memberId, Guid? keyId, string? useCase, string? segment)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        AiConfig current = config.Current;
        useCase ??= UseCases.Gateway;
        if (!current.UseCases.ContainsKey(useCase))
            throw ArtisanException.Invalid("use_case", $"There is no use case '{useCase}'. Known ones: {string.Join(", ", current.UseCases.Keys.Order())}.");
        (string who, string? role, Guid? home) = Caller(tenant, memberId, keyId);
        WorkspaceControl at = GetModelPolicy.WorkspaceOf(scope, tenant, workspace ?? home?.ToString());
        UseCasePolicy policy = tenant.PolicyOf(useCase, current);
        UseCasePolicy deployment = current.UseCases[useCase];
        ModelPolicyRelease? release = tenant.ModelPolicyOf(at.Id, time.GetUtcNow());
        var call = new RoutedCall(segment, useCase, role);
        var simulator = new RouteSimulator(release?.Policy ?? ModelPolicy.None, tenant, current, new Dictionary<(string, string), RecordedModel>(), (provider, model) => quality.Of(scope.TenantId, provider, model));
        SimulatedRoute route = simulator.Route(new RecordedCall(call, 0, 0, 0, time.GetUtcNow()));
        string why = "";
        RoutingRule? rule = release is null ? null : RuleChoice.Of(release.Policy, call, out why);
        string told = route.IsRule ? $"Since {why}, version {release!.Version} of the model policy of {at.Name} decides."
            : $"{(release is null ? $"{at.Name} has no model policy" : "No rule of the model policy serves it")}, so the policy {policy.Name} decides.";
        return new EffectivePolicy(who, useCase, told, route.Model?.Name, [.. Values(at, policy, deployment, current, route.IsRule ? rule : null, release)]);
    }

    private static IEnumerable<PolicyValue> Values(WorkspaceControl workspace, UseCasePolicy policy, UseCasePolicy deployment, AiConfig config, RoutingRule? rule, ModelPolicyRelease? release)
    {
        yield return new PolicyValue("May name a model", workspace.AllowNamedModels ? "yes" : "no", "workspace");
        if (rule is not null)
        {
            string origin = $"model policy, version {release!.Version}, rule {rule.Segment}";
            yield return new PolicyValue("Model", rule.Model, origin);
            yield return new PolicyValue("Fallbacks", rule.Fallback.Count == 0 ? "none" : string.Join(" → ", rule.Fallback), origin);
            yield return new PolicyValue("Order", rule.Strategy ?? release.Policy.FallbackStrategy, rule.Strategy is null ? $"model policy, version {release.Version}" : origin);
            if (rule.LatencyBudgetMs is { } budget)
                yield return new PolicyValue("Latency budget", $"{budget} ms", origin);
        }
        else
        {
            yield return new PolicyValue("Model", policy.Model, Origin(policy.Model != deployment.Model));
            yield return new PolicyValue("Fallbacks", policy.Fallbacks.Count == 0 ? "none" : string.Join(" → ", policy.Fallbacks), Origin(!policy.Fallbacks.SequenceEqual(deployment.Fallbacks)));
        }
        yield return new PolicyValue("Temperature", Text(policy.Temperature), policy.Temperature is null ? "vendor" : Origin(policy.Temperature != deployment.Temperature));
        yield return new PolicyValue("top_p", Text(policy.TopP), policy.TopP is null ? "vendor" : Origin(policy.TopP != deployment.TopP));
        yield return new PolicyValue("Longest answer", policy.MaxOutputTokens is { } most ? $"{most.ToString("N0", CultureInfo.InvariantCulture)} tokens" : "the vendor's own", policy.MaxOutputTokens is null ? "vendor" : Origin(policy.MaxOutputTokens != deployment.MaxOutputTokens));
        yield return new PolicyValue("System prompt", policy.SystemPrompt is { Length: > 0 } prompt ? $"{prompt.Length.ToString("N0", CultureInfo.InvariantCulture)} characters" : "none", Origin(policy.SystemPrompt != deployment.SystemPrompt));
        yield return new PolicyValue("Streaming", policy.Streaming ? "yes" : "no", Origin(policy.Streaming != deployment.Streaming));
        foreach ((string name, string key, string value) in new[]
        {
            ("Connection", "connect_seconds", $"within {Text(config.Resilience.ConnectSeconds)} s"), ("First token", "first_token_seconds", $"within {Text(config.Resilience.FirstTokenSeconds)} s"),
            ("Whole answer", "chat_seconds", $"within {Text(config.Resilience.ChatSeconds)} s"), ("Gap of a stream", "gap_seconds", $"at most {Text(config.Resilience.GapSeconds)} s"),
            ("Tries after the first", "chat_retries", Text(config.Resilience.ChatRetries)),
        })
            yield return new PolicyValue(name, value, config.Values.TryGetValue($"resilience.{key}", out ConfigValue? set) ? set.Origin : "built in");

        string Origin(bool changed) => changed ? "tenant" : deployment.Origin;
    }

    private static (string Name, string? Role, Guid? Workspace) Caller(TenantControl tenant, Guid? memberId, Guid? keyId)
    {
        if (memberId is { } member)
            return tenant.Members.GetValueOrDefault(member) is { } found ? ($"{found.Name}, {found.Role}", found.Role.ToString(), null) : throw ArtisanException.NotFound("The member");
        if (keyId is { } key)
            return tenant.Keys.FirstOrDefault(k => k.Scope.ActorId == key) is { } found ? (found.Scope.ActorName, null, found.Scope.WorkspaceId) : throw ArtisanException.NotFound("The API key");
        throw ArtisanException.Invalid("member_id", "Name a member (member_id) or an API key (key_id).");
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "the vendor's own";
}
