using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>What the pipeline gives back: a complete body or a stream of events, in the OpenAI dialect.</summary>
public abstract class AiAnswer
{
    /// <summary>The model that answered.</summary>
    public required AiCandidate By { get; init; }
}

/// <summary>A complete answer.</summary>
public sealed class CompleteAnswer : AiAnswer
{
    /// <summary>The vendor's body as it came, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
    /// <summary>Text of the first choice; null for none.</summary>
    public string? Text { get; init; }
    /// <summary>Why the first choice ended.</summary>
    public string? FinishReason { get; init; }
    /// <summary>What the winning attempt used.</summary>
    public TokenUsage Usage { get; init; }
}

/// <summary>An answer in events. The first event has arrived already; enumerate once and always dispose the enumerator, which settles the attempt.</summary>
public sealed class StreamAnswer : AiAnswer
{
    /// <summary>The events; throws <see cref="ProviderException"/> when the vendor breaks off.</summary>
    public required IAsyncEnumerable<ProviderEvent> Events { get; init; }
    /// <summary>Whether the vendor's content policy ended it before any output.</summary>
    public bool RefusedAtOnce { get; init; }
}

/// <summary>The rest of the pipeline.</summary>
public delegate ValueTask<AiAnswer> AiHandler(AiCall call, CancellationToken cancellationToken);

/// <summary>One stage of the pipeline. Stages are shared by all calls and hold no state of one.</summary>
public interface IAiStage
{
    /// <summary>Does its part and calls the rest, or answers itself, or throws.</summary>
    ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken);
}

/// <summary>The stages, put together once; the first is outermost.</summary>
public sealed class AiPipeline
{
    private readonly AiHandler _handler;

    /// <summary>Puts the stages together.</summary>
    public AiPipeline(IEnumerable<IAiStage> stages)
    {
        Stages = stages.ToArray();
        AiHandler handler = (call, _) => throw new InvalidOperationException($"No stage answered request {call.RequestId}.");
        foreach (IAiStage stage in Stages.Reverse())
        {
            AiHandler next = handler;
            handler = (call, cancellationToken) => stage.InvokeAsync(call, next, cancellationToken);
        }
        _handler = handler;
    }

    /// <summary>The stages in order, outermost first.</summary>
    public IReadOnlyList<IAiStage> Stages { get; }

    /// <summary>Sends a call through all stages.</summary>
    /// <exception cref="Kernel.ArtisanException">When Artisan refuses the call.</exception>
    /// <exception cref="ProviderException">When every candidate failed.</exception>
    public ValueTask<AiAnswer> SendAsync(AiCall call, CancellationToken cancellationToken) => _handler(call, cancellationToken);
}
