using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Providers;

/// <summary>What kind of AI work an attempt is.</summary>
public enum AiOperation
{
    /// <summary>A chat completion.</summary>
    Chat = 1,
    /// <summary>Embedding vectors of texts.</summary>
    Embeddings = 2,
}

/// <summary>
/// The port to AI vendors: one implementation for each kind (<c>openai</c>, <c>local</c> …), shared by all named instances of that kind and stateless
/// between calls. Requests and answers are in the OpenAI dialect; a provider of another dialect translates both ways.
/// </summary>
public interface IModelProvider
{
    /// <summary>The kinds that this implementation serves, for instance <c>openai</c> and <c>openai-compatible</c>.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>
    /// Makes one call of one model. Returns when a complete answer is there or, for a stream, as soon as the vendor has accepted it
    /// (status and headers); the first event may still fail.
    /// </summary>
    /// <exception cref="ProviderException">When the vendor fails or cannot be reached.</exception>
    Task<ProviderReply> SendAsync(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Asks the vendor which models it has; used by health checks and the console. Empty when the vendor has no such list.</summary>
    /// <exception cref="ProviderException">When the vendor fails or cannot be reached.</exception>
    Task<IReadOnlyList<string>> ListModelsAsync(ProviderInstance instance, CancellationToken cancellationToken);
}

/// <summary>One call of one model, ready to go.</summary>
public sealed class ProviderCall
{
    /// <summary>What kind of work.</summary>
    public required AiOperation Operation { get; init; }
    /// <summary>The named instance to call.</summary>
    public required ProviderInstance Instance { get; init; }
    /// <summary>The vendor's own name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>The request in the OpenAI dialect, UTF-8 JSON. The provider sets the model and what the vendor needs for a stream; all else goes as it is.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
    /// <summary>The parsed chat, for <see cref="AiOperation.Chat"/>; its ranges belong to <see cref="Body"/>.</summary>
    public ChatView? Chat { get; init; }
    /// <summary>The parsed texts, for <see cref="AiOperation.Embeddings"/>; its ranges belong to <see cref="Body"/>.</summary>
    public EmbeddingsView? Embeddings { get; init; }
    /// <summary>Artisan's id of the request, sent to the vendor where it has a field for it.</summary>
    public required Guid RequestId { get; init; }
    /// <summary>The use case, for providers in this process; never sent to a vendor.</summary>
    public string? UseCase { get; init; }
    /// <summary>Whether <c>max_completion_tokens</c> was put in by a policy or a translation and not by the caller: then it is sent under the name that the vendor knows.</summary>
    public bool OutputLimitIsPolicys { get; init; }
    /// <summary>Time limits of this attempt.</summary>
    public required CallTimeouts Timeouts { get; init; }

    /// <summary>Whether events are wanted.</summary>
    public bool Stream => Chat?.Stream ?? false;
}

/// <summary>Time limits of one attempt.</summary>
/// <param name="Connect">To be connected, TLS included.</param>
/// <param name="FirstByte">From the request's last byte to the answer's headers, and from these to a stream's first event.</param>
/// <param name="Gap">Between two events of a stream.</param>
/// <param name="Total">For everything; a stream that still flows is not cut by it.</param>
public sealed record CallTimeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Gap, TimeSpan Total);

/// <summary>A vendor's answer: complete, or a stream of events.</summary>
public abstract class ProviderReply : IAsyncDisposable
{
    /// <summary>The vendor's id of the call; null when it gives none.</summary>
    public string? VendorRequestId { get; init; }

    /// <summary>What of the request the vendor has no counterpart for and was left out, where that may change the answer; empty for nothing.</summary>
    public IReadOnlyList<ReplyWarning> Warnings { get; init; } = [];

    /// <summary>Frees the connection. A stream that was not read to its end is broken off, which stops the vendor's work.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Something about an answer that the caller should know.</summary>
/// <param name="Code">Stable, for programs, such as <c>parameter_dropped</c>.</param>
/// <param name="Message">For people.</param>
public sealed record ReplyWarning(string Code, string Message);

/// <summary>A complete answer.</summary>
public sealed class CompleteReply : ProviderReply
{
    /// <summary>The answer in the OpenAI dialect: as the vendor wrote it where that is its own, else translated.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
    /// <summary>What it used; null when the vendor does not say.</summary>
    public TokenUsage? Usage { get; init; }
    /// <summary>Text of the first choice; null for none (a tool call, embeddings).</summary>
    public string? Text { get; init; }
    /// <summary>Why the first choice ended: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>.</summary>
    public string? FinishReason { get; init; }
}

/// <summary>An answer in events. Enumerate once; dispose always.</summary>
public abstract class StreamReply : ProviderReply
{
    /// <summary>The events in order. Ends after the vendor's end mark; a stream that ends without it throws.</summary>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.BrokenOff"/>, <see cref="ProviderFault.Timeout"/>, <see cref="ProviderFault.Malformed"/> or an error that the vendor sent as an event.</exception>
    public abstract IAsyncEnumerable<ProviderEvent> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Where the text of a chunk stands.</summary>
public enum TextPlace
{
    /// <summary><c>delta.content</c>, a string.</summary>
    Content,
    /// <summary><c>delta.content</c>, an array of parts with texts.</summary>
    Parts,
    /// <summary><c>delta.refusal</c>.</summary>
    Refusal,
    /// <summary><c>delta.audio.transcript</c>, what a sound says.</summary>
    Transcript,
}

/// <summary>One event of a stream.</summary>
public readonly record struct ProviderEvent
{
    /// <summary>The chunk in the OpenAI dialect, UTF-8 JSON: as the vendor wrote it where that is its own, else translated. Valid until the next event is read.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }
    /// <summary>Text that it adds, over all choices; null for none.</summary>
    public string? Text { get; init; }
    /// <summary>Where in the chunk that text stands.</summary>
    public TextPlace Place { get; init; }
    /// <summary>How many choices it brings; vendors bring one at a time, 0 where nobody counted.</summary>
    public int Choices { get; init; }
    /// <summary>Which choice it adds to, from 0; the first of them where a chunk brings several.</summary>
    public int Choice { get; init; }
    /// <summary>Why a choice ended; null while it goes on.</summary>
    public string? FinishReason { get; init; }
    /// <summary>The final usage, when this chunk brings it.</summary>
    public TokenUsage? Usage { get; init; }
    /// <summary>Whether the chunk brings only usage and no choices; callers that did not ask for usage do not get it.</summary>
    public bool UsageOnly { get; init; }
    /// <summary>Whether the chunk has a top-level <c>usage</c> property besides its choices, to be taken out for callers that did not ask.</summary>
    public bool HasUsageProperty { get; init; }
    /// <summary>Whether it brings anything of a tool call.</summary>
    public bool HasToolCall { get; init; }
}
