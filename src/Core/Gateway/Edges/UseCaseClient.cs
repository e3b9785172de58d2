using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Edges;

/// <summary>What a use case asks of a model. The use-case policy adds system prompt, model and parameters.</summary>
public sealed record UseCaseAsk
{
    /// <summary>The use case (<see cref="Configuration.UseCases"/>).</summary>
    public required string UseCase { get; init; }
    /// <summary>How it came in: <c>api</c>, <c>console</c>, <c>job</c>.</summary>
    public required string Door { get; init; }
    /// <summary>Messages in order, <c>user</c> or <c>assistant</c>; a <c>system</c> message replaces the policy's.</summary>
    public required IReadOnlyList<UseCaseMessage> Messages { get; init; }
    /// <summary>What the person typed, as far as it stands in the messages: it is taken for instructions, all else for data.</summary>
    public IReadOnlyList<string> UserTexts { get; init; } = [];
    /// <summary>Name of the answer's JSON schema; null for text.</summary>
    public string? SchemaName { get; init; }
    /// <summary>The answer's JSON schema.</summary>
    public JsonElement? Schema { get; init; }
    /// <summary>The lead that the work is for; null for none.</summary>
    public Guid? LeadId { get; init; }
    /// <summary>The segment, for model policies.</summary>
    public string? Segment { get; init; }
    /// <summary>What model policies may route by, such as <c>lead.stage</c>; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
    /// <summary>A model to take instead of the policy's: catalogue name or <c>provider/name</c>.</summary>
    public string? Model { get; init; }
    /// <summary>A released prompt to take in place of the policy's system prompt, or of the one that is set for the use case; null leaves it to them.</summary>
    public PromptReference? Prompt { get; init; }
    /// <summary>0 to 2; null leaves it to the policy.</summary>
    public double? Temperature { get; init; }
}

/// <summary>A message.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Text.</param>
public sealed record UseCaseMessage(string Role, string Content);

/// <summary>How an AI result came about; part of every use case's response.</summary>
/// <param name="RequestId">The request, for <c>GET /api/v1/ai/requests/{id}</c> and feedback.</param>
/// <param name="Provider">Provider instance that answered.</param>
/// <param name="Model">Model that answered.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Answer tokens.</param>
/// <param name="CostUsd">USD; null when the model has no price.</param>
/// <param name="LatencyMs">Milliseconds.</param>
/// <param name="Warnings">What the caller should know, as codes.</param>
/// <param name="Prompt">The prompt that stood in place of the use case's system prompt, with its version; absent for none.</param>
public sealed record AiResultInfoV1(Guid RequestId, string Provider, string Model, long InputTokens, long OutputTokens, decimal? CostUsd, double LatencyMs, IReadOnlyList<string> Warnings, PromptUsedV1? Prompt = null);

/// <summary>The prompt that an answer came about with.</summary>
/// <param name="Id">Its slug.</param>
/// <param name="Version">Its version.</param>
public sealed record PromptUsedV1(string Id, int Version);

/// <summary>A use case's answer.</summary>
/// <param name="Text">Text, or JSON that fits the schema.</param>
/// <param name="Info">How it came about.</param>
public sealed record UseCaseAnswer(string Text, AiResultInfoV1 Info)
{
    /// <summary>Reads the answer as JSON of the schema that was asked for.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.SchemaMismatch"/> when the model's answer was cut or is none.</exception>
    public T Read<T>() where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(Text, Kernel.ArtisanJson.Options) is { } read)
                return read;
        }
        catch (JsonException)
        {
            // told below: an answer that reached its longest length ends in the middle
        }
        throw new Kernel.ArtisanException(Kernel.ErrorCode.SchemaMismatch, $"{Info.Model} gave no complete answer. Try again, allow a longer answer in the use case's policy, or choose another model.");
    }
}

/// <summary>A piece of a use case's streamed result: text as it comes, and at the end the whole.</summary>
/// <param name="Text">Text to add; empty at the end.</param>
/// <param name="Done">The whole result; null until the end.</param>
public sealed record UseCasePiece<T>(string Text, T? Done) where T : class;

/// <summary>A piece of a streamed answer. The last one has <paramref name="Info"/> and no text.</summary>
/// <param name="Text">Text to add.</param>
/// <param name="Info">How it came about; null until the end.</param>
public sealed record UseCaseDelta(string Text, AiResultInfoV1? Info);

/// <summary>The way from a use case into the pipeline.</summary>
public sealed class UseCaseClient(Orchestrator orchestrator)
{
    /// <summary>Asks, and waits for the whole answer.</summary>
    /// <exception cref="Kernel.ArtisanException">When Artisan refuses the call.</exception>
    /// <exception cref="ChatException">When every model failed.</exception>
    public async Task<UseCaseAnswer> AskAsync(TenantScope scope, UseCaseAsk ask, CancellationToken cancellationToken)
    {
        AiCall call = Prepare(scope, ask, stream: false);
        try
        {
            var answer = (CompleteAnswer)await orchestrator.SendAsync(call, cancellationToken);
            return new UseCaseAnswer(answer.Text ?? "", InfoOf(call, answer.By));
        }
        catch (ProviderException e)
        {
            throw new ChatException(e);
        }
    }

    /// <summary>Prepares a streamed call, whose id is known before the first piece.</summary>
    /// <exception cref="Kernel.ArtisanException">When the call is malformed or the scope may not use AI.</exception>
    public AiCall PrepareStream(TenantScope scope, UseCaseAsk ask) => Prepare(scope, ask, stream: true);

    /// <summary>Sends a prepared call and gives its pieces. Ends with one that tells how it came about.</summary>
    /// <exception cref="Kernel.ArtisanException">When Artisan refuses the call.</exception>
    /// <exception cref="ChatException">When every model failed, or the answer broke off: then it has what came until there.</exception>
    public async IAsyncEnumerable<UseCaseDelta> StreamAsync(AiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = new StringBuilder();
        IAsyncEnumerator<UseCaseDelta> pieces = PiecesAsync(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (pieces)
        {
            while (true)
            {
                try
                {
                    if (!await pieces.MoveNextAsync())
                        yield break;
                }
                catch (ProviderException e)
                {
                    throw new ChatException(e, whole.ToString());
                }
                whole.Append(pieces.Current.Text);
                yield return pieces.Current;
            }
        }
    }

    private async IAsyncEnumerable<UseCaseDelta> PiecesAsync(AiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = (StreamAnswer)await orchestrator.SendAsync(call, cancellationToken);
        await foreach (ProviderEvent item in answer.Events.WithCancellation(cancellationToken))
        {
            if (item.Text is { Length: > 0 } text)
                yield return new UseCaseDelta(text, null);
        }
        yield return new UseCaseDelta("", InfoOf(call, answer.By));
    }

    private AiCall Prepare(TenantScope scope, UseCaseAsk ask, bool stream) =>
        orchestrator.Chat(scope, ask.Door, Body(ask, stream), ask.UseCase, ask.Segment, ask.LeadId, ask.UserTexts, attributes: ask.Attributes, prompt: ask.Prompt);

    private static AiResultInfoV1 InfoOf(AiCall call, AiCandidate by)
    {
        List<AttemptTrace> attempts = call.Trace.Attempts;
        return new AiResultInfoV1(call.RequestId, by.Instance.Name, by.Model, attempts.Sum(a => a.InputTokens + a.CachedInputTokens + a.CacheWriteTokens), attempts.Sum(a => a.OutputTokens + a.ReasoningTokens),
            attempts.Exists(a => a.CostUsd is null) ? null : attempts.Sum(a => a.CostUsd), Math.Round(call.ElapsedMs, 1), [.. call.Trace.Warnings.Select(w => w.Code).Distinct()],
            call.Prompt is { } prompt ? new PromptUsedV1(prompt.Slug, prompt.Version) : null);
    }

    private static byte[] Body(UseCaseAsk ask, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (ask.Model is not null)
            json.WriteString("model", ask.Model);
        json.WriteStartArray("messages");
        foreach (UseCaseMessage message in ask.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WriteString("content", message.Content);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (ask.Temperature is { } temperature)
            json.WriteNumber("temperature", temperature);
        if (stream)
            json.WriteBoolean("stream", true);
        if (ask is { Schema: { } schema, SchemaName: { } name })
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", name);
            json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
