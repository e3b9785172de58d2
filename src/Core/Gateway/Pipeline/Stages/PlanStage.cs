using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Decides which models are tried, in order: the one that the request names, if the workspace allows that; else the use-case policy's with its fallbacks.
/// Each candidate that is left out says why.
/// </summary>
public sealed class PlanStage : IAiStage
{
    private const string UseCasePrefix = "artisan/";

    /// <inheritdoc/>
    public ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        call.Trace.Segment = call.Segment;
        call.Plan = Decide(call);
        PolicyBody.Apply(call, call.Plan.Policy);
        call.Trace.Spans.Add(new StageSpan("plan", start, call.ElapsedMs - start));
        return next(call, cancellationToken);
    }

    private static AiPlan Decide(AiCall call)
    {
        string? named = call.RequestedModel;
        if (named is not null && named.StartsWith(UseCasePrefix, StringComparison.Ordinal))
        {
            call.UseCase = named[UseCasePrefix.Length..];
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
        return ByPolicy(call, policy, why);
    }

    private static AiPlan Named(AiCall call, UseCasePolicy policy, string named)
    {
        AiCandidate? candidate = Resolve(call, named, "named by the request", out string? excluded);
        call.Trace.Route = candidate is null
            ? $"The request named {named}, which cannot be called: {excluded}."
            : $"The request named {named}; provider {candidate.Instance.Name} serves it.";
        if (candidate is null)
            throw NotCallable(call, named, excluded!);
        return new AiPlan(policy, [candidate]);
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

    private static AiPlan ByPolicy(AiCall call, UseCasePolicy policy, string why)
    {
        var candidates = new List<AiCandidate>(1 + policy.Fallbacks.Count);
        string first = policy.Model;
        if (Resolve(call, first, $"model of the policy {policy.Name}", out string? firstExcluded) is { } primary)
            candidates.Add(primary);
        for (int i = 0; i < policy.Fallbacks.Count; i++)
        {
            if (Resolve(call, policy.Fallbacks[i], $"fallback {i + 1} of the policy {policy.Name}", out _) is { } fallback)
                candidates.Add(fallback);
        }
        if (candidates.Count == 0)
            throw NotCallable(call, first, firstExcluded ?? "it cannot be called");
        call.Trace.Route = candidates[0].Model == first || firstExcluded is null
            ? $"Since {why}, the policy {policy.Name} of {call.UseCase} chose {candidates[0].Model}."
            : $"Since {why}, the policy {policy.Name} of {call.UseCase} asked for {first}, which was skipped: {firstExcluded}. {candidates[0].Model} is next.";
        if (firstExcluded is not null)
            call.Trace.Warn("fallback", $"{first} was skipped: {firstExcluded}.");
        return new AiPlan(policy, candidates);
    }

    private static AiCandidate? Resolve(AiCall call, string name, string reason, out string? excluded)
    {
        AiConfig config = call.Config;
        ModelCard? card = config.Models.GetValueOrDefault(name);
        string providerName, vendorModel;
        if (card is not null)
        {
            (providerName, vendorModel) = (card.Provider, card.NameAtVendor);
        }
        else
        {
            int slash = name.IndexOf('/');
            if (slash <= 0 || slash == name.Length - 1)
                return Leave(call, "", name, reason, excluded = "it is not in the catalogue");
            (providerName, vendorModel) = (name[..slash], name[(slash + 1)..]);
            foreach (ModelCard other in config.Models.Values)
            {
                if (other.Provider == providerName && (other.NameAtVendor == vendorModel || other.Name == vendorModel))
                {
                    card = other;
                    vendorModel = other.NameAtVendor;
                    break;
                }
            }
        }
        string model = card?.Name ?? name;
        ProviderInstance? instance = call.Control.ProviderOf(providerName, config);
        excluded = Obstacle(call, instance, providerName, card);
        if (excluded is not null)
            return Leave(call, providerName, model, reason, excluded);
        call.Trace.Candidates.Add(new CandidateTrace(providerName, model, null, reason));
        return new AiCandidate(instance!, model, vendorModel, card);
    }

    private static string? Obstacle(AiCall call, ProviderInstance? instance, string providerName, ModelCard? card)
    {
        if (instance is null)
            return call.Control.DisabledProviders.Contains(providerName) ? $"provider {providerName} is switched off" : $"there is no provider {providerName}";
        if (!instance.IsUsable)
            return $"provider {providerName} has no credential";
        string wanted = call.Operation == AiOperation.Embeddings ? "embeddings" : "chat";
        if (card is not null && card.Type != wanted)
            return $"it is a model for {card.Type}, not for {wanted}";
        if (card is null && !call.Control.IsOn(Features.OpenCatalogue))
            return "it is not in the catalogue, and the organisation calls only catalogue models";
        bool priced = card?.PriceAt(call.At) is not null;
        if (!priced && !AllowsUnpriced(call))
            return "it has no price, and the organisation refuses unpriced models";
        return null;
    }

    private static bool AllowsUnpriced(AiCall call) =>
        call.Control.Settings.TryGetValue(TenantSettings.AllowUnpriced, out string? json) ? json == "true" : call.Config.Limits.AllowUnpriced;

    private static AiCandidate? Leave(AiCall call, string provider, string model, string reason, string excluded)
    {
        call.Trace.Candidates.Add(new CandidateTrace(provider, model, excluded, reason));
        return null;
    }

    private static ArtisanException NotCallable(AiCall call, string name, string excluded)
    {
        if (excluded.Contains("no price", StringComparison.Ordinal))
            return new ArtisanException(ErrorCode.UnpricedModel, $"The model {name} cannot be called: {excluded}. Ask an admin to price it.") { Field = "model" };
        if (excluded.Contains("no credential", StringComparison.Ordinal) || excluded.Contains("switched off", StringComparison.Ordinal))
            return new ArtisanException(ErrorCode.ProviderUnavailable, $"The model {name} cannot be called: {excluded}. Ask an admin to connect it in Settings → Providers, or name another model.") { Field = "model" };
        return new ArtisanException(ErrorCode.ModelNotFound, $"The model {name} cannot be called: {excluded}. GET /v1/models lists those that can; '{UseCasePrefix}<use case>' lets a policy choose.") { Field = "model" };
    }
}
