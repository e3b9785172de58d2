using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway;

/// <summary>The one way into AI: makes a call of a request and sends it through the pipeline. Everything that wants a model comes here.</summary>
public sealed class Orchestrator(AiPipeline pipeline, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Prepares a chat request in the OpenAI dialect.</summary>
    /// <exception cref="ArtisanException">When the body is malformed (naming the field) or the scope may not use AI.</exception>
    public AiCall Chat(TenantScope scope, string door, ReadOnlyMemory<byte> body, string? useCase = null, string? segment = null, Guid? leadId = null, IReadOnlyList<string>? userTexts = null, CallPriority? priority = null, IReadOnlyDictionary<string, string>? attributes = null, CacheDirective cache = CacheDirective.Policy, string? contextOverflow = null, PromptReference? prompt = null, IReadOnlyList<bool>? promptMessages = null, IReadOnlyList<string>? documents = null)
    {
        PromptShelf prompts = control.TenantOf(scope.TenantId)?.Prompts ?? PromptShelf.None;
        PromptedBody prompted = PromptBody.Apply(body, prompt, prompts, scope.WorkspaceId, useCase, attributes);
        body = prompted.Body;
        ChatView view = ChatReader.Read(body);
        return Call(scope, door, AiOperation.Chat, body, view, null, useCase, segment ?? view.Metadata.GetValueOrDefault("segment"), leadId, userTexts, priority, attributes, cache, contextOverflow, prompted.Use, promptMessages ?? prompted.HoldsValues, documents: documents);
    }

    /// <summary>Prepares an embeddings request in the OpenAI dialect.</summary>
    /// <exception cref="ArtisanException">When the body is malformed (naming the field) or the scope may not use AI.</exception>
    public AiCall Embeddings(TenantScope scope, string door, ReadOnlyMemory<byte> body, string? useCase = null, string? segment = null, CallPriority? priority = null, CacheDirective cache = CacheDirective.Policy, bool keepText = true) =>
        Call(scope, door, AiOperation.Embeddings, body, null, EmbeddingsReader.Read(body), useCase, segment, priority: priority, cache: cache, keepText: keepText);

    /// <summary>Sends a prepared call.</summary>
    /// <exception cref="ArtisanException">When Artisan refuses it.</exception>
    /// <exception cref="ProviderException">When every model failed.</exception>
    public ValueTask<AiAnswer> SendAsync(AiCall call, CancellationToken cancellationToken) => pipeline.SendAsync(call, cancellationToken);

    private static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>();

    private AiCall Call(TenantScope scope, string door, AiOperation operation, ReadOnlyMemory<byte> body, ChatView? chat, EmbeddingsView? embeddings, string? useCase, string? segment, Guid? leadId = null, IReadOnlyList<string>? userTexts = null, CallPriority? priority = null, IReadOnlyDictionary<string, string>? attributes = null, CacheDirective cache = CacheDirective.Policy, string? contextOverflow = null, PromptUse? prompt = null, IReadOnlyList<bool>? promptMessages = null, bool keepText = true, IReadOnlyList<string>? documents = null)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        AiConfig current = config.Current;
        if (useCase is not null && !current.UseCases.ContainsKey(useCase))
            throw ArtisanException.Invalid("use_case", $"There is no use case '{useCase}'.");
        return new AiCall
        {
            Scope = scope,
            Control = tenant,
            Config = current,
            Operation = operation,
            UseCase = useCase ?? UseCases.Gateway,
            Door = door,
            Body = body,
            Chat = chat,
            Embeddings = embeddings,
            Segment = segment,
            LeadId = leadId,
            KeepText = keepText,
            UserTexts = userTexts,
            Priority = priority ?? (door == "job" ? CallPriority.Batch : CallPriority.Interactive),
            Attributes = attributes ?? NoAttributes,
            CacheDirective = cache,
            ContextOverflow = contextOverflow,
            Prompt = prompt,
            PromptMessages = promptMessages ?? [],
            Documents = documents ?? [],
        };
    }
}
