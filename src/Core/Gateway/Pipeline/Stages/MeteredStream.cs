using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Usage;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>A vendor's stream whose first event has arrived, settled when it ends, breaks off or is left.</summary>
internal static class MeteredStream
{
    // Vendors begin with an event that names the role, some with one more: after these, whatever comes is passed on.
    private const int MostHeld = 4;

    /// <summary>Waits for the first output: until then a failure can still be tried again or elsewhere.</summary>
    /// <returns>The events from the first on, and whether the vendor's content policy ended the stream before any output.</returns>
    internal static async ValueTask<(IAsyncEnumerable<ProviderEvent> Events, bool Refused)> StartAsync(StreamReply reply, AttemptMeter meter, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ProviderEvent> events = reply.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool started = false;
        try
        {
            var held = new List<ProviderEvent>(MostHeld);
            do
            {
                if (!await events.MoveNextAsync())
                {
                    if (held.Count == 0)
                        throw new ProviderException(ProviderFault.BrokenOff, "The vendor ended the stream before its first event.");
                    break;
                }
                if (IsOutput(events.Current) || held.Count == MostHeld)
                {
                    started = true;
                    break;
                }
                held.Add(events.Current with { Data = events.Current.Data.ToArray() }); // an event's bytes are good until the next is read
            }
            while (true);
            meter.FirstOutput();
            bool refused = started && events.Current is { FinishReason: "content_filter", Text: null or "" };
            IAsyncEnumerable<ProviderEvent> all = ReadAsync(reply, events, held, more: started, meter, CancellationToken.None); // the token went into the enumerator above
            started = true;
            return (all, refused);
        }
        finally
        {
            if (!started)
            {
                await events.DisposeAsync();
                await reply.DisposeAsync();
            }
        }
    }

    private static bool IsOutput(in ProviderEvent item) => item.Text is { Length: > 0 } || item.HasToolCall || item.FinishReason is not null || item.Usage is not null;

    private static async IAsyncEnumerable<ProviderEvent> ReadAsync(StreamReply reply, IAsyncEnumerator<ProviderEvent> events, List<ProviderEvent> held, bool more, AttemptMeter meter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TokenUsage? usage = null;
        var delivered = new AnswerCapture();
        ProviderException? failure = null;
        bool ended = !more;
        try
        {
            foreach (ProviderEvent item in held)
            {
                delivered.Add(item);
                yield return item;
            }
            while (!ended)
            {
                usage = events.Current.Usage ?? usage;
                delivered.Add(events.Current);
                yield return events.Current;
                try
                {
                    ended = !await events.MoveNextAsync();
                }
                catch (ProviderException e)
                {
                    failure = e;
                    throw;
                }
            }
        }
        finally
        {
            AttemptOutcome outcome = ended ? AttemptOutcome.Ok : failure is not null ? AttemptOutcome.BrokenOff : AttemptOutcome.Cancelled;
            meter.Settle(outcome, usage ?? meter.Estimate(delivered.Text), failure, delivered.FinishReason);
            await events.DisposeAsync();
            await reply.DisposeAsync();
        }
    }
}
