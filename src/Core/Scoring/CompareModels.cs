using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Scoring;

/// <summary>A model that can score.</summary>
/// <param name="Model">Catalogue name.</param>
/// <param name="Provider">Provider instance.</param>
/// <param name="Version">Version of prompt and rules.</param>
/// <param name="IsDefault">Whether the policy takes it first.</param>
/// <param name="Usable">Whether it can be called now.</param>
/// <param name="Description">What it is.</param>
public sealed record ScoringModelV1(string Model, string Provider, string Version, bool IsDefault, bool Usable, string Description);

/// <summary>Lists the models that can score leads: those of the policy first, then the rest of the catalogue.</summary>
public sealed class ListScoringModels(ControlPlane control, IAiConfigSource config)
{
    /// <summary>Lists.</summary>
    /// <exception cref="ArtisanException">When the scope may not.</exception>
    public IReadOnlyList<ScoringModelV1> Execute(TenantScope scope)
    {
        scope.Demand(Area.AiUse, Level.See);
        AiConfig current = config.Current;
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        UseCasePolicy policy = tenant.PolicyOf(UseCases.LeadScoring, current);
        string[] order = [policy.Model, .. policy.Fallbacks];
        return [.. current.Models.Values.Where(m => m is { Type: "chat", StructuredOutput: true })
            .OrderBy(m => Array.FindIndex(order, o => o == m.Name || o == $"{m.Provider}/{m.Name}") is >= 0 and var place ? place : int.MaxValue).ThenBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => new ScoringModelV1(m.Name, m.Provider, ScoringPrompt.Version, m.Name == order[0] || $"{m.Provider}/{m.Name}" == order[0], tenant.ProviderOf(m.Provider, current) is { IsUsable: true },
                m.Provider == "local" ? "Scorecard with expert points, in this process; no language model" : $"Language model of {m.Provider}"))];
    }
}

/// <summary>Asks for a comparison of models on the same leads.</summary>
/// <param name="LeadIds">1 to 20 leads.</param>
/// <param name="Models">2 to 4 models.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record CompareModelsRequestV1(IReadOnlyList<Guid> LeadIds, IReadOnlyList<string> Models, PromptChoiceV1? Prompt = null);

/// <summary>How models scored the same leads.</summary>
/// <param name="Results">One entry a lead and model.</param>
/// <param name="Summary">One entry a model.</param>
public sealed record CompareModelsResponseV1(IReadOnlyList<CompareModelsResponseV1.Result> Results, IReadOnlyList<CompareModelsResponseV1.Sum> Summary)
{
    /// <summary>How one model scored one lead.</summary>
    public sealed record Result(Guid LeadId, string Model, int? Score, string? Grade, double? Confidence, decimal? CostUsd, double? LatencyMs, string? Error);

    /// <summary>What one model did on all.</summary>
    /// <param name="Model">Model.</param>
    /// <param name="Scored">Leads that it scored.</param>
    /// <param name="MeanScore">Mean score.</param>
    /// <param name="MeanDifference">Mean of its scores less the first model's.</param>
    /// <param name="CostUsd">USD in all; null when it has no price.</param>
    /// <param name="MeanLatencyMs">Mean milliseconds.</param>
    public sealed record Sum(string Model, int Scored, double? MeanScore, double? MeanDifference, decimal? CostUsd, double? MeanLatencyMs);
}

/// <summary>Lets models score the same leads side by side. Nothing is kept but the requests.</summary>
public sealed class CompareModels(ReadLeadBriefs briefs, ScoreLead score)
{
    /// <summary>Compares.</summary>
    /// <exception cref="ArtisanException">When there are too few or too many leads or models, or a lead does not exist for the caller.</exception>
    public async Task<CompareModelsResponseV1> ExecuteAsync(TenantScope scope, CompareModelsRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        Guid[] leads = [.. (request.LeadIds ?? []).Distinct()];
        string[] models = [.. (request.Models ?? []).Distinct()];
        if (leads.Length is 0 or > 20)
            throw ArtisanException.Invalid("lead_ids", "Give 1 to 20 leads.");
        if (models.Length is < 2 or > 4)
            throw ArtisanException.Invalid("models", "Give 2 to 4 models. GET /api/v1/ai/scoring/models lists them.");
        IReadOnlyDictionary<Guid, LeadBrief> read = await briefs.ExecuteAsync(scope, leads, cancellationToken);
        if (read.Count < leads.Length)
            throw ArtisanException.NotFound("One of the leads");
        PromptReference? prompt = request.Prompt?.ToReference();
        var results = new List<CompareModelsResponseV1.Result>();
        foreach (string model in models)
        {
            foreach (Guid lead in leads)
                results.Add(await OneAsync(scope, lead, read[lead], model, prompt, door, cancellationToken));
        }
        return new CompareModelsResponseV1(results, [.. models.Select(m => Sum(m, models[0], results))]);
    }

    private async Task<CompareModelsResponseV1.Result> OneAsync(TenantScope scope, Guid lead, LeadBrief brief, string model, PromptReference? prompt, string door, CancellationToken cancellationToken)
    {
        try
        {
            LeadScoreResponseV1 said = await score.AskAsync(scope, lead, brief, model, door, cancellationToken, prompt: prompt);
            return new CompareModelsResponseV1.Result(lead, model, said.Score, said.Grade, said.Confidence, said.Ai?.CostUsd, said.Ai?.LatencyMs, null);
        }
        catch (Exception e) when (e is AiException or ArtisanException { Code: ErrorCode.ModelNotFound or ErrorCode.ProviderUnavailable or ErrorCode.UnpricedModel })
        {
            return new CompareModelsResponseV1.Result(lead, model, null, null, null, null, null, e.Message);
        }
    }

    private static CompareModelsResponseV1.Sum Sum(string model, string first, List<CompareModelsResponseV1.Result> results)
    {
        CompareModelsResponseV1.Result[] own = [.. results.Where(r => r.Model == model && r.Score is not null)];
        Dictionary<Guid, int> reference = results.Where(r => r.Model == first && r.Score is not null).ToDictionary(r => r.LeadId, r => r.Score!.Value);
        int[] differences = [.. own.Where(r => reference.ContainsKey(r.LeadId)).Select(r => r.Score!.Value - reference[r.LeadId])];
        return new CompareModelsResponseV1.Sum(model, own.Length, own.Length == 0 ? null : Math.Round(own.Average(r => r.Score!.Value), 1), differences.Length == 0 ? null : Math.Round(differences.Average(), 1),
            own.Length == 0 || own.Any(r => r.CostUsd is null) ? null : own.Sum(r => r.CostUsd), own.Length == 0 ? null : Math.Round(own.Average(r => r.LatencyMs ?? 0), 1));
    }
}
