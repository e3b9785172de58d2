using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.AI;

namespace Artisan.Core.Gateway.Edges;

/// <summary>
/// The orchestrator as an <see cref="IChatClient"/>, for use cases and libraries that know only that: text in, text out, through the whole pipeline.
/// </summary>
/// <param name="orchestrator">The pipeline.</param>
/// <param name="scope">In whose name it calls.</param>
/// <param name="useCase">The use case, whose policy chooses the model where the options name none.</param>
/// <param name="door">How calls are said to have come in, for instance <c>job</c>.</param>
public sealed class OrchestratorChatClient(Orchestrator orchestrator, TenantScope scope, string useCase, string door) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        AiCall call = orchestrator.Chat(scope, door, Body(messages, options, stream: false), useCase);
        CompleteAnswer answer;
        try
        {
            answer = (CompleteAnswer)await orchestrator.SendAsync(call, cancellationToken);
        }
        catch (ProviderException e)
        {
            throw new ChatException(e);
        }
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text ?? ""))
        {
            ResponseId = call.RequestId.ToString(),
            ModelId = answer.By.Model,
            FinishReason = answer.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
            Usage = UsageOf(answer.Usage),
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        AiCall call = orchestrator.Chat(scope, door, Body(messages, options, stream: true), useCase);
        var answer = (StreamAnswer)await orchestrator.SendAsync(call, cancellationToken);
        await foreach (ProviderEvent item in answer.Events.WithCancellation(cancellationToken))
        {
            if (item.Text is not { Length: > 0 } && item.FinishReason is null)
                continue;
            yield return new ChatResponseUpdate(ChatRole.Assistant, item.Text)
            {
                ResponseId = call.RequestId.ToString(),
                ModelId = answer.By.Model,
                FinishReason = item.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
            };
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Nothing to free: the pipeline is shared.</summary>
    public void Dispose()
    {
    }

    private static byte[] Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var body = new Dictionary<string, object?>
        {
            ["messages"] = messages.Select(m => new { role = m.Role.Value, content = m.Text }).ToArray(),
        };
        Set("model", options?.ModelId);
        Set("temperature", options?.Temperature);
        Set("top_p", options?.TopP);
        Set("max_completion_tokens", options?.MaxOutputTokens);
        Set("stop", options?.StopSequences);
        Set("seed", options?.Seed);
        if (stream)
            body["stream"] = true;
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json)
            body["response_format"] = new { type = "json_schema", json_schema = new { name = json.SchemaName ?? "answer", strict = true, schema } };
        return JsonSerializer.SerializeToUtf8Bytes(body);

        void Set(string name, object? value)
        {
            if (value is not null)
                body[name] = value;
        }
    }

    private static UsageDetails UsageOf(TokenUsage usage) => new() { InputTokenCount = usage.TotalInput, OutputTokenCount = usage.TotalOutput, TotalTokenCount = usage.Total };
}
