using System.Globalization;
using System.Text;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The meter: makes one attempt and leaves one usage record for it, also for failures, broken-off streams and callers that went away.
/// The record is in the journal before the attempt's end is told to anyone.
/// </summary>
public sealed class AttemptRunner(IEnumerable<IModelProvider> providers, LedgerJournal journal, VendorGate gate, AttemptBudget budget, GatewayTelemetry telemetry)
{
    private readonly Dictionary<string, IModelProvider> _byKind = providers.SelectMany(p => p.Kinds.Select(k => (k, p))).ToDictionary(p => p.k, p => p.p);

    /// <summary>Makes one attempt of a candidate that the gate has let through. A stream is returned when its first output is there, so that until then it can be tried again or elsewhere.</summary>
    /// <exception cref="ProviderException">When it failed.</exception>
    public async ValueTask<AiAnswer> RunAsync(AiCall call, AiCandidate candidate, TimeSpan waited, CancellationToken cancellationToken)
    {
        var meter = new AttemptMeter(call, candidate, waited, journal, gate, telemetry);
        call.Trace.Attempts.Add(meter.Trace);
        try
        {
            double start = call.ElapsedMs;
            meter.Reservation = await budget.ReserveAsync(call, candidate, meter.At, meter.Trace.Number, cancellationToken);
            // Only what waited for the database is worth a line in the waterfall.
            if (call.ElapsedMs - start >= 0.1)
                call.Trace.Spans.Add(new StageSpan("budget", start, call.ElapsedMs - start));
        }
        catch
        {
            meter.Abandon();
            throw;
        }
        try
        {
            if (!_byKind.TryGetValue(candidate.Instance.Kind, out IModelProvider? provider))
                throw new ProviderException(ProviderFault.Unsupported, $"The provider {candidate.Instance.Name} is of the kind {candidate.Instance.Kind}, which this version cannot call.");
            ProviderReply reply = await provider.SendAsync(RequestFor(call, candidate, meter.Reservation.Bound.OutputToSet), cancellationToken);
            meter.Headers(reply);
            foreach (ReplyWarning warning in reply.Warnings)
                call.Trace.Warn(warning.Code, warning.Message);
            if (reply is StreamReply stream)
            {
                (IAsyncEnumerable<ProviderEvent> events, bool refused) = await MeteredStream.StartAsync(stream, meter, cancellationToken);
                return new StreamAnswer { By = candidate, Events = events, RefusedAtOnce = refused };
            }
            var complete = (CompleteReply)reply;
            TokenUsage usage = complete.Usage ?? meter.Estimate(complete.Text ?? "");
            meter.Settle(AttemptOutcome.Ok, usage, null, complete.FinishReason);
            await reply.DisposeAsync();
            return new CompleteAnswer { By = candidate, Body = complete.Body, Text = complete.Text, FinishReason = complete.FinishReason, Usage = usage };
        }
        catch (ProviderException e)
        {
            meter.Settle(AttemptOutcome.Failed, default, e, null);
            throw;
        }
        catch (OperationCanceledException)
        {
            // The vendor may have read the prompt already, and bills what it has read.
            meter.Settle(AttemptOutcome.Cancelled, meter.Estimate(""), null, null);
            throw;
        }
        catch (Kernel.ArtisanException)
        {
            meter.Abandon();
            throw;
        }
        catch (Exception e)
        {
            var wrapped = new ProviderException(ProviderFault.Malformed, $"The answer of {candidate.Instance.Name} could not be read.", e);
            meter.Settle(AttemptOutcome.Failed, default, wrapped, null);
            throw wrapped;
        }
    }

    private static ProviderCall RequestFor(AiCall call, AiCandidate candidate, int? outputLimit)
    {
        ReadOnlyMemory<byte> body = call.OutgoingBody;
        ChatView? chat = call.OutgoingChat;
        if (outputLimit is { } limit && chat is not null)
        {
            // The bound that was reserved holds only where the vendor keeps to it.
            string field = chat.TopLevel.Find(PolicyBody.OutputLimit) is null && chat.TopLevel.Find("max_tokens") is not null ? "max_tokens" : PolicyBody.OutputLimit;
            body = chat.TopLevel.Rewrite(body.Span, (field, Encoding.UTF8.GetBytes(limit.ToString(CultureInfo.InvariantCulture))));
            chat = ChatReader.Read(body);
            call.Trace.PolicyParameters[PolicyBody.OutputLimit] = limit.ToString(CultureInfo.InvariantCulture);
        }
        AiResilience limits = call.Config.Resilience;
        double total = call.Operation == AiOperation.Embeddings ? limits.EmbeddingsSeconds : limits.ChatSeconds;
        return new ProviderCall
        {
            Operation = call.Operation,
            Instance = candidate.Instance,
            Model = candidate.NameAtVendor,
            Body = body,
            Chat = chat,
            Embeddings = call.Embeddings,
            RequestId = call.RequestId,
            UseCase = call.UseCase,
            // At the door of Anthropic's protocol the limit got its name by translation, not by the caller.
            OutputLimitIsPolicys = call.Door == "anthropic" || call.Trace.PolicyParameters.ContainsKey(PolicyBody.OutputLimit),
            Timeouts = new CallTimeouts(TimeSpan.FromSeconds(limits.ConnectSeconds), TimeSpan.FromSeconds(call.Stream ? Math.Min(limits.FirstTokenSeconds, total) : total), TimeSpan.FromSeconds(limits.GapSeconds), TimeSpan.FromSeconds(total)),
        };
    }
}
