using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Memory.Recall;

/// <summary>The model by which a tenant's memories are read, and which types it may be sent.</summary>
/// <param name="Name">Catalogue name.</param>
/// <param name="Shortens">Whether its vectors may be cut.</param>
/// <param name="Types">Types of memories that its provider may be sent.</param>
public sealed record MeaningModel(string Name, bool Shortens, IReadOnlyList<MemoryType> Types);

/// <summary>
/// Asks a model where texts lie by what they mean, through the gateway as every call goes: metered, within budgets, in the name of Artisan. Questions wait two
/// seconds at most; without an answer they are looked for by their words.
/// </summary>
/// <param name="orchestrator">Late, since the way of a call itself recalls memories.</param>
/// <param name="config">The catalogue.</param>
/// <param name="logger">Takes what failed.</param>
public sealed partial class MemoryMeanings(Lazy<Orchestrator> orchestrator, IAiConfigSource config, ILogger<MemoryMeanings> logger)
{
    // Some 2,000 tokens: within the window of every model of the catalogue.
    private const int LongestText = 6000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The tenant's model; null where it has none, or none that may be sent anything.</summary>
    public MeaningModel? ModelOf(TenantControl tenant)
    {
        if (tenant.Memory.EmbeddingModel is not { } name || !config.Current.Models.TryGetValue(name, out ModelCard? card))
            return null;
        bool local = tenant.ProviderOf(card.Provider, config.Current)?.Kind == ProviderKinds.Local;
        MemoryType[] types = [.. Enum.GetValues<MemoryType>().Where(t => tenant.Memory.MaySend(card.Provider, local, t))];
        return types.Length == 0 ? null : new MeaningModel(name, card.Shortens, types);
    }

    /// <summary>Vectors of texts.</summary>
    /// <exception cref="ArtisanException">When Artisan refuses the call, for instance for its budget.</exception>
    /// <exception cref="EmbeddingException">When the model failed.</exception>
    public async Task<sbyte[][]> OfAsync(Guid tenantId, Guid workspaceId, MeaningModel model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        // Texts of many memories go in one call: in request log or cache no purge of one person's would find them again.
        using var generator = new OrchestratorEmbeddingGenerator(orchestrator.Value, TenantScope.System(tenantId, workspaceId, "Memory"), model.Name, "job", UseCases.MemorySummary, keepText: false);
        var options = new EmbeddingGenerationOptions { Dimensions = model.Shortens ? MemoryText.Dimensions : null };
        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(texts.Select(Cut), options, cancellationToken);
        if (vectors.Count != texts.Count)
            throw new ArtisanException(ErrorCode.ProviderUnavailable, $"The model {model.Name} gave {vectors.Count} vectors for {texts.Count} texts.");
        return [.. vectors.Select(v => MeaningVectors.Small(v.Vector.Span, model.Shortens))];
    }

    /// <summary>The vector of a question; null where the model did not answer in time.</summary>
    public async Task<sbyte[]?> OfQueryAsync(TenantScope scope, MeaningModel model, string query, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return (await OfAsync(scope.TenantId, scope.WorkspaceId, model, [query], limit.Token))[0];
        }
        catch (Exception e) when (e is ArtisanException or AiException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogByWords(e, model.Name);
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    [LoggerMessage(1, LogLevel.Warning, "The model {model} did not read a question; memories are looked for by its words")]
    private partial void LogByWords(Exception exception, string model);
}
