using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Security;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Looks at answers before they reach the caller, wherever they come from: a system prompt that is given away, keys and passwords, personal data by policy,
/// links that run code or carry data away; the same in what a model thinks before it answers. Streams are held back only where something may begin. Placeholders that stood in the prompt in place of personal
/// data become what they stand for again.
/// </summary>
public sealed class GuardOutputStage(GuardDetectors detectors, SecurityLog log) : IAiStage
{
    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        AiAnswer answer = await next(call, cancellationToken);
        if (call.Operation != AiOperation.Chat)
            return answer;
        var filter = new AnswerFilter(call, detectors, log);
        if (!filter.IsNeeded)
            return answer;
        if (answer is StreamAnswer stream)
            return new StreamAnswer { By = stream.By, Events = WatchAsync(filter, ThinkAsync(filter, stream.Events, CancellationToken.None), CancellationToken.None) }; // the token went in with the attempt
        double start = call.ElapsedMs;
        CompleteAnswer filtered = await CompleteAnswers.FilterAsync((CompleteAnswer)answer, filter, cancellationToken);
        call.Trace.Spans.Add(new StageSpan("guard_output", start, call.ElapsedMs - start));
        return filtered;
    }

    private static async IAsyncEnumerable<ProviderEvent> ThinkAsync(AnswerFilter filter, IAsyncEnumerable<ProviderEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var thoughts = new StreamedThoughts(filter);
        await foreach (ProviderEvent item in events.WithCancellation(cancellationToken))
        {
            if (!thoughts.Concerns(item))
            {
                yield return item;
                continue;
            }
            foreach (ProviderEvent part in await thoughts.PassAsync(item, cancellationToken))
                yield return part;
        }
        foreach (ProviderEvent held in thoughts.Release())
            yield return held;
        await thoughts.EndAsync();
    }

    private static async IAsyncEnumerable<ProviderEvent> WatchAsync(AnswerFilter filter, IAsyncEnumerable<ProviderEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var windows = new AnswerWindows(filter);
        var toolCalls = new StreamedToolCalls(filter);
        await foreach (ProviderEvent item in events.WithCancellation(cancellationToken))
        {
            // Before a choice ends or the figures come, what is held back of it leaves.
            if (item.FinishReason is not null || item.UsageOnly)
            {
                foreach (ProviderEvent held in windows.Release(item))
                    yield return held;
            }
            bool taken = toolCalls.Take(item);
            if (item.FinishReason is not null || item.UsageOnly)
            {
                foreach (ProviderEvent held in await toolCalls.ReleaseAsync(cancellationToken))
                    yield return held;
            }
            if (taken)
                continue;
            if (windows.Pass(item) is { } passed)
                yield return passed;
        }
        foreach (ProviderEvent held in windows.Release(null))
            yield return held;
        foreach (ProviderEvent held in await toolCalls.ReleaseAsync(cancellationToken))
            yield return held;
        await windows.EndAsync();
    }
}
