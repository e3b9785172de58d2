using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Decides which models are tried, in order: the one that the request names, if the workspace allows that; else those of the workspace's model-policy rule
/// that matches; else the use-case policy's with its fallbacks. Each candidate that is left out says why.
/// </summary>
public sealed class PlanStage(CandidateOrder order, TimeProvider time) : IAiStage
{
    /// <inheritdoc/>
    public ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        call.Trace.Segment = call.Segment;
        call.Trace.Attributes = AttributesOf(call);
        AiPlan plan = Decide(call);
        PolicyBody.Apply(call, plan.Policy);
        call.Plan = plan;
        call.Trace.Spans.Add(new StageSpan("plan", start, call.ElapsedMs - start));
        return next(call, cancellationToken);
    }

    // Kept with the request, so that a policy can be tried on it later.
    private static Dictionary<string, string>? AttributesOf(AiCall call)
    {
        const int most = 20, longest = 100;
        IReadOnlyDictionary<string, string>? metadata = call.Chat?.Metadata;
        if (call.Attributes.Count == 0 && metadata is not { Count: > 0 })
            return null;
        var kept = new Dictionary<string, string>();
        foreach ((string name, string value) in call.Attributes.Concat((metadata ?? new Dictionary<string, string>()).Select(m => KeyValuePair.Create("metadata." + m.Key, m.Value))))
        {
            if (kept.Count < most && name.Length <= longest && value.Length <= longest)
                kept[name] = value;
        }
        return kept;
    }

    private AiPlan Decide(AiCall call)
    {
        string? named = call.RequestedModel;
        if (named is not null && named.StartsWith(CandidateResolver.UseCasePrefix, StringComparison.Ordinal))
        {
            call.UseCase = named[CandidateResolver.UseCasePrefix.Length..];
            if (!call.Config.UseCases.ContainsKey(call.UseCase))
                throw new ArtisanException(ErrorCode.ModelNotFound, $"There is no use case '{call.UseCase}'. Known ones: {string.Join(", ", call.Config.UseCases.Keys.Order())}.") { Field = "model" };
            named = null;
        }
        UseCasePolicy policy = call.Control.PolicyOf(call.UseCase, call.Config);
        WorkspaceControl workspace = call.Control.Workspaces.GetValueOrDefault(call.Scope.WorkspaceId)
            ?? throw ArtisanException.Forbidden("The workspace of this key is closed. Ask an admin for a key of another workspace.");
        if (named is { Length: > 0 } && workspace.AllowNamedModels)
            return Named(call, policy, named);
        if (call.Operation == AiOperation.Embeddings)
            return Embedding(call, policy, named);

        string why = named is { Length: > 0 } ? $"the workspace {workspace.Slug} does not let requests name a model" : "the request names no model";
        if (call.Control.ModelPolicyOf(workspace.Id, time.GetUtcNow()) is { } release)
        {
            call.Trace.PolicyVersion = release.Version;
            if (RuleChoice.Of(release.Policy, call, out string how) is { } rule && new RulePlan(order, call, release).Make(rule, policy, how) is { } plan)
                return plan;
        }
        return ByUseCase(call, policy, why);
    }

    private static AiPlan Named(AiCall call, UseCasePolicy policy, string named)
    {
        AiCandidate? candidate = CandidateResolver.Resolve(call, named, null, "named by the request", out string? excluded);
        call.Trace.Route = candidate is null
            ? $"The request named {named}, which cannot be called: {excluded}."
            : $"The request named {named}; provider {candidate.Instance.Name} serves it.";
        if (candidate is null)
            throw CandidateResolver.NotCallable(named, excluded!);
        return new AiPlan(policy, [candidate]) { NamedByCaller = true };
    }

    // Vectors of two models do not compare, so no policy may choose or change the model of an embedding: the request names it, and where the workspace
    // forbids free names, one of the catalogue.
    private static AiPlan Embedding(AiCall call, UseCasePolicy policy, string? named)
    {
        if (named is not { Length: > 0 })
            throw ArtisanException.Invalid("model", $"Name an embeddings model: {string.Join(", ", call.Config.Models.Values.Where(m => m.Type == "embeddings").Select(m => m.Name).Order())}.");
        if (!call.Config.Models.ContainsKey(named))
            throw new ArtisanException(ErrorCode.ModelNotFound, $"The model {named} is not in the catalogue, and this workspace calls only models of the catalogue. GET /v1/models lists them.") { Field = "model" };
        return Named(call, policy, named);
    }

    private static AiPlan ByUseCase(AiCall call, UseCasePolicy policy, string why)
    {
        var candidates = new List<AiCandidate>(1 + policy.Fallbacks.Count);
        string first = policy.Model;
        if (CandidateResolver.Resolve(call, first, null, $"model of the policy {policy.Name}", out string? firstExcluded) is { } primary)
            candidates.Add(primary);
        for (int i = 0; i < policy.Fallbacks.Count; i++)
        {
            if (CandidateResolver.Resolve(call, policy.Fallbacks[i], null, $"fallback {i + 1} of the policy {policy.Name}", out _) is { } fallback)
                candidates.Add(fallback);
        }
        if (candidates.Count == 0)
            throw CandidateResolver.NotCallable(first, firstExcluded ?? "it cannot be called");
        call.Trace.Route = candidates[0].Model == first || firstExcluded is null
            ? $"Since {why}, the policy {policy.Name} of {call.UseCase} chose {candidates[0].Model}."
            : $"Since {why}, the policy {policy.Name} of {call.UseCase} asked for {first}, which was skipped: {firstExcluded}. {candidates[0].Model} is next.";
        if (firstExcluded is not null)
            call.Trace.Warn("fallback", $"{first} was skipped: {firstExcluded}.");
        return new AiPlan(policy, candidates);
    }
}
