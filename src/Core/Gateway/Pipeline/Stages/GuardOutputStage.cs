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
            return new StreamAnswer { By = stream.By, Events = WatchAsync(filter, stream.Events, CancellationToken.None) }; // the token went in with the attempt
        double start = call.ElapsedMs;
        CompleteAnswer filtered = await CompleteAnswers.FilterAsync((CompleteAnswer)answer, filter, cancellationToken);
        call.Trace.Spans.Add(new StageSpan("guard_output", start, call.ElapsedMs - start));
        return filtered;
    }

    private static async IAsyncEnumerable<ProviderEvent> WatchAsync(AnswerFilter filter, IAsyncEnumerable<ProviderEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var thoughts = new StreamedThoughts(filter);
        var answer = new StreamedAnswer(filter);
        await foreach (ProviderEvent item in events.WithCancellation(cancellationToken))
        {
            // Nearly every event: a piece of text, of which nothing is held back.
            if (!ChunkParts.IsSeveral(item) && !thoughts.Concerns(item) && !answer.Releases(item))
            {
                if (answer.Pass(item) is { } passed)
                    yield return passed;
                continue;
            }
            foreach (ProviderEvent single in ChunkParts.Split(item))
            {
                foreach (ProviderEvent part in await thoughts.PassAsync(single, cancellationToken))
                {
                    foreach (ProviderEvent left in await answer.PassAsync(part, cancellationToken))
                        yield return left;
                }
            }
        }
        foreach (ProviderEvent held in thoughts.Release())
            yield return held;
        foreach (ProviderEvent held in await answer.EndAsync(cancellationToken))
            yield return held;
        await thoughts.EndAsync();
        await answer.NoteAsync();
    }
}
