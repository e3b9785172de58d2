using System.Diagnostics;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Budgets;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Measures one attempt and settles it once.</summary>
internal sealed class AttemptMeter
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _at = DateTimeOffset.UtcNow;
    private readonly AiCall _call;
    private readonly AiCandidate _candidate;
    private readonly LedgerJournal _journal;
    private readonly VendorGate _gate;
    private readonly GatewayTelemetry _telemetry;
    private bool _settled;

    internal AttemptMeter(AiCall call, AiCandidate candidate, TimeSpan waited, LedgerJournal journal, VendorGate gate, GatewayTelemetry telemetry)
    {
        (_call, _candidate, _journal, _gate, _telemetry) = (call, candidate, journal, gate, telemetry);
        Trace = new AttemptTrace
        {
            Number = call.Trace.Attempts.Count + 1,
            UsageId = Guid.CreateVersion7(),
            Provider = candidate.Instance.Name,
            Model = candidate.Model,
            Credential = candidate.Instance.CredentialLabel,
            StartMs = call.ElapsedMs,
            WaitedMs = waited.TotalMilliseconds,
            ContextWindow = candidate.Card?.ContextWindow,
        };
    }

    internal AttemptTrace Trace { get; }

    /// <summary>When it began (UTC).</summary>
    internal DateTimeOffset At => _at;

    /// <summary>What it has reserved; null before it has.</summary>
    internal BudgetReservation? Reservation { get; set; }

    internal void Headers(ProviderReply reply)
    {
        Trace.HeadersMs = Elapsed;
        Trace.VendorRequestId = reply.VendorRequestId;
    }

    /// <summary>The first output of a stream is there.</summary>
    internal void FirstOutput()
    {
        Trace.FirstTokenMs ??= Elapsed;
        _gate.Started(_candidate);
    }

    /// <summary>Tokens of an answer whose vendor gave none.</summary>
    internal TokenUsage Estimate(string answer)
    {
        TokenCount output = TokenCounter.Count(answer, _candidate.Model);
        long input = 0;
        if (_call.Chat is { } chat)
        {
            foreach (ChatMessageView message in chat.Messages)
                input += TokenCounter.Count(message.Text, _candidate.Model).Tokens + 4 + (message.Attachments.Count == 0 ? 0 : _call.Attachments.TokensOf(_call.Body.Span, message, _candidate.Model));
        }
        else if (_call.Embeddings is { } embeddings)
        {
            foreach (string text in embeddings.Inputs)
                input += TokenCounter.Count(text, _candidate.Model).Tokens;
        }
        return new TokenUsage { Input = input, Output = output.Tokens, Estimated = true, Method = output.Method };
    }

    internal void Settle(AttemptOutcome outcome, TokenUsage usage, ProviderException? failure, string? finishReason)
    {
        if (_settled)
            return;
        _settled = true;
        usage = Reservation?.Bounded(usage) ?? usage;
        AppliedPrice? price = _call.Control.Prices.Of(_candidate.Model, _candidate.Card, _at);
        Trace.DurationMs = Elapsed;
        Trace.Outcome = outcome switch { AttemptOutcome.Ok => "ok", AttemptOutcome.BrokenOff => "broken_off", AttemptOutcome.Cancelled => "cancelled", _ => "failed" };
        Trace.Fault = failure?.Fault.ToString();
        Trace.Status = failure?.Status;
        Trace.Message = failure?.Message;
        Trace.FinishReason = finishReason;
        Trace.InputTokens = usage.Input;
        Trace.CachedInputTokens = usage.CachedInput;
        Trace.CacheWriteTokens = usage.CacheWrite;
        Trace.OutputTokens = usage.Output;
        Trace.ReasoningTokens = usage.Reasoning;
        Trace.Estimated = usage.Estimated;
        Trace.TokenMethod = usage.Method;
        bool used = usage.Total > 0 || usage.AudioSeconds > 0;
        Trace.CostUsd = !used ? 0m : price?.Price.Cost(usage);
        Trace.PriceVersion = price?.Version;
        _gate.Ended(_candidate, outcome, failure, Trace.DurationMs, Trace.FirstTokenMs, _call.Config.Resilience.Circuit);
        _telemetry.Attempt(_call, Trace, _candidate.Instance.Kind, usage);
        var record = new UsageRecord
        {
            TenantId = _call.Scope.TenantId,
            Id = Trace.UsageId,
            WorkspaceId = _call.Scope.WorkspaceId,
            RequestId = _call.RequestId,
            Attempt = Trace.Number,
            At = _at,
            ActorKind = (int)_call.Scope.ActorKind,
            ActorId = _call.Scope.ActorId,
            UseCase = _call.UseCase,
            Operation = _call.Operation == AiOperation.Chat ? "chat" : "embeddings",
            Provider = Trace.Provider,
            Model = Trace.Model,
            InputTokens = usage.Input,
            CachedInputTokens = usage.CachedInput,
            CacheWriteTokens = usage.CacheWrite,
            OutputTokens = usage.Output,
            ReasoningTokens = usage.Reasoning,
            AudioSeconds = usage.AudioSeconds,
            Characters = _call.Characters,
            CostUsd = Trace.CostUsd,
            CostMethod = !used ? "none" : price is null ? "unpriced" : price.Method,
            PriceVersion = Trace.PriceVersion,
            LatencyMs = Trace.DurationMs,
            FirstTokenMs = Trace.FirstTokenMs,
            Outcome = outcome,
            Fault = Trace.Fault,
            Estimated = usage.Estimated,
            TokenMethod = usage.Method,
            Streamed = _call.Stream,
        };
        Reservation?.Stamp(record);
        // Settled after it is written: what the journal does not take stays reserved rather than being spent twice.
        _journal.Append(record);
        Reservation?.Settle(usage.Total, Math.Round(Trace.CostUsd ?? 0, 10));
    }

    /// <summary>The attempt was given up before its vendor was called, for a reason of Artisan's own: it leaves no record.</summary>
    internal void Abandon()
    {
        if (_settled)
            return;
        _settled = true;
        Reservation?.Release();
        _call.Trace.Attempts.Remove(Trace);
        _gate.Ended(_candidate, AttemptOutcome.Cancelled, null, Elapsed, null, _call.Config.Resilience.Circuit);
    }

    private double Elapsed => Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
}
