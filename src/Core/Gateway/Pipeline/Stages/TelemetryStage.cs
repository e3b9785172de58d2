using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Outermost: one span, one log line, metrics, and the request's record in the journal before the caller has the answer's end.</summary>
public sealed class TelemetryStage(LedgerJournal journal, GatewayTelemetry telemetry, KeptTexts kept) : IAiStage
{
    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        journal.EnsureWritable();
        Activity? parent = Activity.Current;
        Activity? span = GatewayTelemetry.Source.StartActivity(call.Operation == AiOperation.Chat ? "chat" : "embeddings", ActivityKind.Internal);
        span?.SetTag("gen_ai.operation.name", call.Operation == AiOperation.Chat ? "chat" : "embeddings").SetTag("artisan.request_id", call.RequestId.ToString());
        try
        {
            AiAnswer answer = await next(call, cancellationToken);
            if (answer is StreamAnswer stream)
            {
                call.Capture = new AnswerCapture();
                return new StreamAnswer { By = stream.By, Events = Watch(call, stream.Events, span, parent, cancellationToken) };
            }
            var complete = (CompleteAnswer)answer;
            Record(call, span, null, delivered: true, complete.Body);
            Activity.Current = parent;
            return answer;
        }
        catch (Exception e)
        {
            Tell(call, e);
            Record(call, span, e, delivered: false, default);
            Activity.Current = parent;
            throw;
        }
    }

    private async IAsyncEnumerable<ProviderEvent> Watch(AiCall call, IAsyncEnumerable<ProviderEvent> events, Activity? span, Activity? parent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Exception? failure = null;
        bool ended = false;
        IAsyncEnumerator<ProviderEvent> source = events.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync())
                        break;
                }
                catch (Exception e)
                {
                    failure = e;
                    Tell(call, e);
                    throw;
                }
                call.Capture!.Add(source.Current);
                yield return source.Current;
                if (!ReferenceEquals(Activity.Current, parent))
                    Activity.Current = parent;
            }
            ended = true;
        }
        finally
        {
            // The attempt settles first, so that the record has its figures.
            await source.DisposeAsync();
            Record(call, span, failure ?? (ended ? null : new OperationCanceledException()), call.Capture!.Any, default);
            Activity.Current = parent;
        }
    }

    private static void Tell(AiCall call, Exception failure)
    {
        if (failure is AiException ai)
            ai.Operation ??= OperationContext.Of(call);
    }

    private void Record(AiCall call, Activity? span, Exception? failure, bool delivered, ReadOnlyMemory<byte> body)
    {
        RequestRecord record = RecordOf(call, failure, delivered);
        Guard(record);
        record.TraceId = span?.TraceId.ToString() ?? Activity.Current?.TraceId.ToString();
        journal.Append(record, ContentOf(call, record, body));
        if (record is { Status: RequestStatus.Ok, Attempts: > 0 })
            telemetry.Overhead(call);
        telemetry.Request(record);
        if (span is not null)
        {
            span.DisplayName = $"{record.Operation} {record.Model}";
            span.SetTag("gen_ai.request.model", record.RequestedModel).SetTag("gen_ai.response.model", record.Model).SetTag("gen_ai.provider.name", record.Provider)
                .SetTag("gen_ai.usage.input_tokens", record.InputTokens).SetTag("gen_ai.usage.output_tokens", record.OutputTokens);
            if (record.ErrorCode is not null)
                span.SetStatus(ActivityStatusCode.Error, record.ErrorCode).SetTag("error.type", record.ErrorCode);
            span.Dispose();
        }
    }

    // What is written to the journal stays on the disk: nothing goes there that the tenant's policy does not let be kept.
    private void Guard(RequestRecord record)
    {
        if (record.ErrorMessage is { } message)
            record.ErrorMessage = kept.Text(record.TenantId, KeptPlace.Requests, message);
        if (record.RequestedModel is { } model)
            record.RequestedModel = kept.Text(record.TenantId, KeptPlace.Requests, model);
        record.TraceJson = kept.Json(record.TenantId, KeptPlace.Requests, record.TraceJson);
    }

    private static RequestRecord RecordOf(AiCall call, Exception? failure, bool delivered)
    {
        RequestTrace trace = call.Trace;
        trace.Prompt = call.Prompt;
        AttemptTrace? last = trace.Attempts.Count > 0 ? trace.Attempts[^1] : null;
        Failure? told = failure is null ? null : Failure.Of(failure);
        long input = 0, output = 0;
        foreach (AttemptTrace attempt in trace.Attempts)
        {
            input += attempt.InputTokens + attempt.CachedInputTokens + attempt.CacheWriteTokens;
            output += attempt.OutputTokens + attempt.ReasoningTokens;
        }
        return new RequestRecord
        {
            TenantId = call.Scope.TenantId,
            Id = call.RequestId,
            WorkspaceId = call.Scope.WorkspaceId,
            At = call.At,
            ActorKind = (int)call.Scope.ActorKind,
            ActorId = call.Scope.ActorId,
            ActorName = call.Scope.ActorName,
            UseCase = call.UseCase,
            Policy = call.Plan?.Policy.Name ?? "",
            Door = call.Door,
            LeadId = call.LeadId,
            Operation = call.Operation == AiOperation.Chat ? "chat" : "embeddings",
            RequestedModel = call.RequestedModel,
            Provider = last?.Provider ?? call.Cache.By?.Instance.Name,
            Model = last?.Model ?? call.Cache.By?.Model,
            Status = told switch
            {
                null => RequestStatus.Ok,
                _ when failure is OperationCanceledException => RequestStatus.Cancelled,
                _ when delivered => RequestStatus.BrokenOff,
                _ when last is null => RequestStatus.Refused,
                _ => RequestStatus.Failed,
            },
            ErrorCode = told?.Code,
            ErrorMessage = told is null ? null : told.Message.Length > 4000 ? told.Message[..4000] : told.Message,
            HttpStatus = told?.HttpStatus ?? 200,
            Streamed = call.Stream,
            CacheState = call.Cache.State,
            SavedUsd = call.Cache.SavedUsd,
            SavedTokens = call.Cache.SavedTokens,
            PromptId = call.Prompt?.PromptId,
            PromptVersion = call.Prompt?.Version,
            Attempts = trace.Attempts.Count,
            InputTokens = input,
            OutputTokens = output,
            CostUsd = trace.CostUsd,
            LatencyMs = call.ElapsedMs,
            FirstTokenMs = last?.FirstTokenMs is { } first ? last.StartMs + first : null,
            Degraded = trace.Warnings.Exists(w => w.Code == "fallback"),
            TraceJson = JsonSerializer.Serialize(trace, TraceJsonContext.Default.RequestTrace),
        };
    }

    private RequestContent? ContentOf(AiCall call, RequestRecord record, ReadOnlyMemory<byte> body)
    {
        if (!call.KeepText || !call.Control.IsOn(Features.RequestContent))
            return null;
        ReadOnlyMemory<byte> answer = call.Capture is { } capture ? capture.ToJson() : body;
        (byte[] keptRequest, byte[] keptAnswer, bool cut) = kept.Exchange(record.TenantId, call.Body.Span, answer.Span, RequestContent.MaxBytes);
        return new RequestContent
        {
            TenantId = record.TenantId,
            RequestId = record.Id,
            At = record.At,
            Request = keptRequest,
            Answer = keptAnswer,
            Truncated = cut || call.Capture?.Truncated == true,
        };
    }
}
