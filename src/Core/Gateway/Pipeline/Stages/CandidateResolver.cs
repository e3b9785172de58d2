using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Finds the model that a name means for a call, or says why it cannot be called. Every look is noted in the call's trace.</summary>
internal static class CandidateResolver
{
    internal const string UseCasePrefix = "artisan/";

    /// <summary>The model behind a name; null when it cannot be called.</summary>
    internal static AiCandidate? Resolve(AiCall call, string name, string? provider, string reason, out string? excluded)
    {
        AiConfig config = call.Config;
        ModelReference model = ModelReference.Of(name, provider, config);
        if (model.Provider.Length == 0)
            return Leave(call, "", name, reason, excluded = "it is not in the catalogue");
        ProviderInstance? instance = call.Control.ProviderOf(model.Provider, config);
        excluded = Obstacle(call, instance, model);
        if (excluded is not null)
            return Leave(call, model.Provider, model.Name, reason, excluded);
        call.Trace.Candidates.Add(new CandidateTrace(model.Provider, model.Name, null, reason));
        return new AiCandidate(instance!, model.Name, model.NameAtVendor, model.Card);
    }

    /// <summary>The refusal of a call whose model cannot be called.</summary>
    internal static ArtisanException NotCallable(string name, string excluded)
    {
        if (excluded.Contains("no price", StringComparison.Ordinal))
            return new ArtisanException(ErrorCode.UnpricedModel, $"The model {name} cannot be called: {excluded}. Ask an admin to price it.") { Field = "model" };
        if (excluded.Contains("no credential", StringComparison.Ordinal) || excluded.Contains("switched off", StringComparison.Ordinal))
            return new ArtisanException(ErrorCode.ProviderUnavailable, $"The model {name} cannot be called: {excluded}. Ask an admin to connect it in Settings → Providers, or name another model.") { Field = "model" };
        return new ArtisanException(ErrorCode.ModelNotFound, $"The model {name} cannot be called: {excluded}. GET /v1/models lists those that can; '{UseCasePrefix}<use case>' lets a policy choose.") { Field = "model" };
    }

    private static string? Obstacle(AiCall call, ProviderInstance? instance, in ModelReference model)
    {
        if (instance is null)
            return call.Control.DisabledProviders.Contains(model.Provider) ? $"provider {model.Provider} is switched off" : $"there is no provider {model.Provider}";
        if (!instance.IsUsable)
            return $"provider {model.Provider} has no credential";
        string wanted = call.Operation == AiOperation.Embeddings ? "embeddings" : "chat";
        if (model.Card is { } card && card.Type != wanted)
            return $"it is a model for {card.Type}, not for {wanted}";
        if (model.Card is null && !call.Control.IsOn(Features.OpenCatalogue))
            return "it is not in the catalogue, and the organisation calls only catalogue models";
        bool priced = call.Control.Prices.Of(model.Name, model.Card, call.At) is not null;
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
}
