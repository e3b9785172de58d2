using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Usage;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>A vendor's stream whose first event has arrived, settled when it ends, breaks off or is left.</summary>
internal static class MeteredStream
{
    /// <summary>Waits for the first event.</summary>
    internal static async ValueTask<IAsyncEnumerable<ProviderEvent>> StartAsync(StreamReply reply, AttemptMeter meter, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ProviderEvent> events = reply.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool started = false;
        try
        {
            if (!await events.MoveNextAsync())
                throw new ProviderException(ProviderFault.BrokenOff, "The vendor ended the stream before its first event.");
            meter.FirstEvent();
            started = true;
            return ReadAsync(reply, events, meter, CancellationToken.None); // the token went into the enumerator above
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

    private static async IAsyncEnumerable<ProviderEvent> ReadAsync(StreamReply reply, IAsyncEnumerator<ProviderEvent> events, AttemptMeter meter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TokenUsage? usage = null;
        var delivered = new AnswerCapture();
        ProviderException? failure = null;
        bool ended = false;
        try
        {
            do
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
            while (!ended);
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
