using System.Text.Json;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.AI;

namespace Artisan.Core.Gateway.Edges;

/// <summary>The orchestrator as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of texts.</summary>
/// <param name="orchestrator">The pipeline.</param>
/// <param name="scope">In whose name it calls.</param>
/// <param name="model">The model, where the options name none.</param>
/// <param name="door">How calls are said to have come in.</param>
/// <param name="keepText">Whether request log and cache may keep the texts.</param>
/// <param name="useCase">The use case; that of plain protocol calls where none is named.</param>
public sealed class OrchestratorEmbeddingGenerator(Orchestrator orchestrator, TenantScope scope, string model, string door, string? useCase = null, bool keepText = true) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    /// <exception cref="EmbeddingException">When every model failed; no vector is made up in place of one.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = new Dictionary<string, object> { ["model"] = options?.ModelId ?? model, ["input"] = values.ToArray() };
        if (options?.Dimensions is { } dimensions)
            body["dimensions"] = dimensions;
        AiCall call = orchestrator.Embeddings(scope, door, JsonSerializer.SerializeToUtf8Bytes(body), useCase, cache: keepText ? CacheDirective.Policy : CacheDirective.NoStore, keepText: keepText);
        CompleteAnswer answer;
        try
        {
            answer = (CompleteAnswer)await orchestrator.SendAsync(call, cancellationToken);
        }
        catch (ProviderException e)
        {
            throw new EmbeddingException(e);
        }
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        IEnumerable<Embedding<float>> vectors = document.RootElement.GetProperty("data").EnumerateArray().OrderBy(d => d.GetProperty("index").GetInt32())
            .Select(d => new Embedding<float>(d.GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()).ToArray()) { ModelId = answer.By.Model });
        return new GeneratedEmbeddings<Embedding<float>>(vectors)
        {
            Usage = new UsageDetails { InputTokenCount = answer.Usage.TotalInput, TotalTokenCount = answer.Usage.Total },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Nothing to free: the pipeline is shared.</summary>
    public void Dispose()
    {
    }
}
