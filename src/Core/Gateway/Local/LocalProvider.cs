using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Local;

/// <summary>
/// Artisan's own models, in this process, without a key or a network: rules that summarise, pick out, answer from what they are given, fill schemas, call
/// functions and embed by hashing. They do real work and never pass for a language model; every answer names its method in <c>artisan.method</c>.
/// </summary>
public sealed class LocalProvider : IModelProvider
{
    /// <summary>The chat model's name.</summary>
    public const string ChatModel = "artisan-extract-1";

    /// <summary>The embedding model's name.</summary>
    public const string EmbeddingModel = "artisan-embed-1";

    private readonly TimeProvider _time;
    private readonly Dictionary<string, ILocalSkill> _skills;

    /// <summary>Creates the provider; the clock only dates the answers.</summary>
    public LocalProvider(TimeProvider? time = null, IEnumerable<ILocalSkill>? skills = null) =>
        (_time, _skills) = (time ?? TimeProvider.System, (skills ?? []).ToDictionary(s => s.UseCase));

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [ProviderKinds.Local];

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([ChatModel, EmbeddingModel]);

    /// <inheritdoc/>
    public Task<ProviderReply> SendAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(Send(call, cancellationToken));
        }
        catch (Exception e)
        {
            // As a task, like every provider's failures.
            return Task.FromException<ProviderReply>(e);
        }
    }

    private ProviderReply Send(ProviderCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string wanted = call.Operation == AiOperation.Embeddings ? EmbeddingModel : ChatModel;
        if (call.Model is not (ChatModel or EmbeddingModel))
            throw new ProviderException(ProviderFault.ModelNotFound, $"The local provider has no model `{call.Model}`. It has `{ChatModel}` for chat and `{EmbeddingModel}` for embeddings.") { Status = 404 };
        if (call.Model != wanted)
            throw new ProviderException(ProviderFault.Unsupported, $"`{call.Model}` is not made for {(call.Operation == AiOperation.Chat ? "chat" : "embeddings")}. Use `{wanted}`.");
        return call.Operation == AiOperation.Embeddings ? Embed(call, cancellationToken) : Chat(call);
    }

    private ProviderReply Chat(ProviderCall call)
    {
        ChatView chat = call.Chat ?? ChatReader.Read(call.Body);
        LocalAnswer answer = AnswerLimits.Apply(BySkill(call, chat) ?? LocalModel.Answer(chat), chat, call.Body.Span);
        var identity = new LocalIdentity($"chatcmpl-local-{call.RequestId:N}", _time.GetUtcNow().ToUnixTimeSeconds(), call.Model, answer.Method);
        TokenCount prompt = TokenCounter.Count(chat);
        int output = answer.Text is null ? 0 : TokenCounter.Count(answer.Text).Tokens;
        foreach (Tools.ChosenCall chosen in answer.Calls ?? [])
            output += TokenCounter.Count(chosen.Name).Tokens + TokenCounter.Count(chosen.Arguments).Tokens;
        var usage = new TokenUsage { Input = prompt.Tokens, Output = (long)output * chat.Choices, Method = prompt.Method };
        if (chat.Stream)
            return new LocalStream(identity, answer, chat.Choices, usage);
        return new CompleteReply
        {
            Body = LocalDialect.Completion(identity, answer, chat.Choices, usage),
            Usage = usage,
            Text = answer.Text,
            FinishReason = answer.FinishReason,
        };
    }

    private LocalAnswer? BySkill(ProviderCall call, ChatView chat) =>
        call.UseCase is { } useCase && _skills.TryGetValue(useCase, out ILocalSkill? skill) && skill.Answer(chat) is { } text ? new LocalAnswer(text, skill.Method) : null;

    private CompleteReply Embed(ProviderCall call, CancellationToken cancellationToken)
    {
        EmbeddingsView view = call.Embeddings ?? EmbeddingsReader.Read(call.Body);
        if (view.Inputs.Count == 0)
            throw new ProviderException(ProviderFault.Unsupported, "The local provider embeds texts, not token ids. Send `input` as text.");
        int dimensions = view.Dimensions ?? HashingEmbedder.DefaultDimensions;
        var vectors = new float[view.Inputs.Count][];
        long tokens = 0;
        string method = TokenCounter.NewerMethod;
        for (int i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = HashingEmbedder.Embed(view.Inputs[i], dimensions);
            tokens += TokenCounter.Count(view.Inputs[i]).Tokens;
        }
        var usage = new TokenUsage { Input = tokens, Method = method };
        var identity = new LocalIdentity($"embd-local-{call.RequestId:N}", _time.GetUtcNow().ToUnixTimeSeconds(), call.Model, "embedding:feature-hashing");
        return new CompleteReply { Body = LocalDialect.Embeddings(identity, vectors, view.EncodingFormat == "base64", usage), Usage = usage };
    }
}
