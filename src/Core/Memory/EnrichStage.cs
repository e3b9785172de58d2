using System.Runtime.CompilerServices;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Memory;

/// <summary>
/// Puts what is remembered before the model, quoted as data, as the use case's policy says; and remembers what was asked and answered where the policy names
/// a type. Only what the caller may see and every planned provider may be sent. Without memory the call goes on, and says so.
/// </summary>
public sealed partial class EnrichStage(RecallMemories recall, StoreMemory store, GuardDetectors detectors, IAuditSeal secret, ILogger<EnrichStage> logger) : IAiStage
{
    private const int LongestQuery = 1000, LongestQuestion = 1000, LongestAnswer = 4000;

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        MemoryPolicy policy = call.Plan!.Policy.Memory;
        if (!policy.Enabled || call.OutgoingChat is not { } chat || !call.Control.Memory.Enabled || !call.Scope.MaySee(Area.Memory))
            return await next(call, cancellationToken);
        double start = call.ElapsedMs;
        string question = QuestionOf(call, chat);
        IReadOnlyList<MemoryHitV1> used = question.Length == 0 ? [] : await RecallAsync(call, policy, question, cancellationToken);
        if (used.Count > 0)
            await PutAsync(call, used, cancellationToken);
        call.Trace.Spans.Add(new StageSpan("enrich", start, call.ElapsedMs - start));
        AiAnswer answer = await next(call, cancellationToken);
        // Only what a person asked is worth remembering with its answer; what use cases make of facts, as JSON, they keep themselves.
        if (policy.Type is null || call.UserTexts is not { Count: > 0 } || chat.ResponseFormat is not null || !call.Scope.MayEdit(Area.Memory) || call.UseCase == UseCases.MemorySummary)
            return answer;
        if (answer is StreamAnswer stream)
            return new StreamAnswer { By = stream.By, RefusedAtOnce = stream.RefusedAtOnce, Events = RememberAsync(call, policy, question, used, stream.Events, cancellationToken) };
        await KeepAsync(call, policy, question, ((CompleteAnswer)answer).Text ?? "", used, cancellationToken);
        return answer;
    }

    private async Task<IReadOnlyList<MemoryHitV1>> RecallAsync(AiCall call, MemoryPolicy policy, string question, CancellationToken cancellationToken)
    {
        try
        {
            MemoryRecallResponseV1 found = await recall.ExecuteAsync(call.Scope, new MemoryRecallRequestV1(question[..Math.Min(question.Length, LongestQuery)], LeadId: call.LeadId, Limit: Math.Clamp(policy.MaxItems, 1, RecallMemories.MostHits)), cancellationToken);
            MemoryHitV1[] near = [.. found.Items.Where(h => h.Score >= RecallMemories.NearScore)];
            MemoryHitV1[] sent = [.. near.Where(h => call.Plan!.Candidates.All(c => call.Control.Memory.MaySend(c.Instance.Name, c.Instance.Kind == ProviderKinds.Local, h.Memory.Type)))];
            if (sent.Length < near.Length)
                call.Trace.Warn("memory_withheld", $"{near.Length - sent.Length} of {near.Length} memories were left out: the policy on memory does not let them be sent to {string.Join(", ", call.Plan!.Candidates.Select(c => c.Instance.Name).Distinct())}.");
            return sent;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnavailable(e, call.RequestId);
            call.Trace.Warn("memory_unavailable", "What is remembered could not be read; the answer was given without it.");
            return [];
        }
    }

    private async Task PutAsync(AiCall call, IReadOnlyList<MemoryHitV1> hits, CancellationToken cancellationToken)
    {
        ContextPiece[] pieces = [.. hits.Select(h => new ContextPiece($"{MemoryItem.NameOf(h.Memory.Type)} of {h.Memory.CreatedAt:yyyy-MM-dd}", $"memory {h.Memory.Id:N}", Words(h.Memory)))];
        // The same memories must read the same, or no answer made with them would ever be found in the cache.
        byte[] key = secret.Seal(Encoding.UTF8.GetBytes($"artisan/context-delimiters/v1 {call.Scope.TenantId:N}"));
        SafeContextResult quoted = await new SafeContext(detectors.InjectionOf(call.Control.Guardrails), key).BuildAsync(pieces, SafeContextPolicy.Default with { Thresholds = call.Control.Guardrails.Injection }, cancellationToken);
        if (quoted.Text.Length == 0)
            return;
        call.OutgoingBody = SystemMessages.Add(call.OutgoingBody.Span, call.OutgoingChat!, "What is remembered and may help:\n" + quoted.Text);
        call.OutgoingChat = ChatReader.Read(call.OutgoingBody);
        call.Trace.Memories = [.. hits.Zip(quoted.Pieces).Where(p => !p.Second.IsDropped).Select(p => new MemoryTraceItem(p.First.Memory.Id, MemoryItem.NameOf(p.First.Memory.Type), p.First.Score))];
    }

    private static string Words(MemoryV1 memory) => memory.Fields is { } fields && fields.Words() is { Length: > 0 } words ? $"{memory.Content}\n{words}" : memory.Content;

    private async IAsyncEnumerable<ProviderEvent> RememberAsync(AiCall call, MemoryPolicy policy, string question, IReadOnlyList<MemoryHitV1> used, IAsyncEnumerable<ProviderEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        await foreach (ProviderEvent item in events.WithCancellation(cancellationToken))
        {
            if (answer.Length < LongestAnswer)
                answer.Append(item.Text);
            yield return item;
        }
        await KeepAsync(call, policy, question, answer.ToString(), used, cancellationToken);
    }

    private async Task KeepAsync(AiCall call, MemoryPolicy policy, string question, string answer, IReadOnlyList<MemoryHitV1> used, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse(policy.Type!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out MemoryType type) || answer.Length == 0)
            return;
        try
        {
            string text = $"Asked: {Cut(question, LongestQuestion)}\nAnswered: {Cut(answer, LongestAnswer)}";
            var origin = new MemoryOrigin(MemorySource.UseCase, call.UseCase, call.RequestId, [.. used.Select(h => h.Memory.Content)]);
            MemoryStoreResponseV1 kept = await store.ExecuteAsync(call.Scope, new MemoryStoreRequestV1(type, text, call.LeadId, Retention: RetentionOf(policy.Ttl)), origin, cancellationToken);
            call.Trace.Remembered = kept.Status == MemoryStoreStatus.Stored ? kept.Memory.Id : null;
        }
        catch (ArtisanException e)
        {
            // Too little, not fit, or switched off for this type: the answer stands all the same.
            LogNotKept(e.Code, call.RequestId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnavailable(e, call.RequestId);
            call.Trace.Warn("memory_unavailable", "The answer could not be remembered.");
        }
    }

    private static MemoryRetention? RetentionOf(string ttl) => Enum.TryParse(ttl, ignoreCase: true, out MemoryRetention retention) ? retention : null;

    // What the person typed; where a use case asks by itself, its facts tell what it is about, and not the instructions around them.
    private static string QuestionOf(AiCall call, ChatView chat)
    {
        if (call.UserTexts is { Count: > 0 } typed)
            return string.Join("\n", typed).Trim();
        string last = chat.Messages.LastOrDefault(m => m.Role == "user")?.Text ?? "";
        return (PromptFacts.Find(last) is { } facts ? last[facts.Start..facts.End] : last).Trim();
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";

    [LoggerMessage(1, LogLevel.Warning, "Memory is not available to request {request_id}; it goes on without")]
    private partial void LogUnavailable(Exception exception, Guid request_id);

    [LoggerMessage(2, LogLevel.Debug, "Request {request_id} is not remembered: {code}")]
    private partial void LogNotKept(string code, Guid request_id);
}
