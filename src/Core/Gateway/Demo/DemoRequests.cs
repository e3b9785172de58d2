using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;

namespace Artisan.Core.Gateway.Demo;

/// <summary>Sixteen days of believable requests: office hours, quiet weekends, a vendor's bad afternoon, prices of the catalogue.</summary>
public sealed class DemoRequests(ILedgerStore ledger, RecordKeyUses keyUses, IAiConfigSource config, KeptTexts kept) : IDemoSource
{
    private const int Days = 16;

    /// <inheritdoc/>
    public async Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken)
    {
        var random = new Random(tenant.Seed);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var usage = new List<UsageRecord>();
        var requests = new List<RequestFrameBody>();
        for (int day = Days; day >= 0; day--)
        {
            DateTimeOffset date = new(now.UtcDateTime.Date.AddDays(-day), TimeSpan.Zero);
            bool weekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            int count = weekend ? random.Next(8, 20) : random.Next(80, 130) + (Days - day) * 2;
            for (int i = 0; i < count; i++)
            {
                // Two humps, before and after lunch.
                double hour = Math.Clamp((random.Next(2) == 0 ? 9.8 : 14.6) + (random.NextDouble() + random.NextDouble() - 1) * 3.2, 0, 23.9);
                DateTimeOffset at = date.AddHours(hour).AddSeconds(random.Next(60));
                if (at < now.AddMinutes(-1))
                    Add(tenant, random, at, badAfternoon: day == 5 && hour is > 14 and < 16, usage, requests);
            }
        }
        for (int i = 0; i < usage.Count || i < requests.Count; i += 1000)
            await ledger.WriteAsync(usage.Skip(i).Take(1000).ToArray(), requests.Skip(i).Take(1000).ToArray(), cancellationToken);
        RecordKeyUses.Use[] uses = [.. requests.Select(r => r.Request).Where(r => r.ActorKind == (int)ActorKind.ApiKey).GroupBy(r => r.ActorId).Select(g => new RecordKeyUses.Use(tenant.TenantId, g.Key, g.Max(r => r.At)))];
        await keyUses.ExecuteAsync(uses, cancellationToken);
    }

    private void Add(DemoTenant tenant, Random random, DateTimeOffset at, bool badAfternoon, List<UsageRecord> usage, List<RequestFrameBody> requests)
    {
        DemoTexts.Scene scene = DemoTexts.Pick(random);
        bool embeddings = scene.Model.StartsWith("text-embedding", StringComparison.Ordinal);
        bool program = embeddings || random.Next(100) < 35;
        DemoPerson person = tenant.People.Where(p => p.Role is Role.Rep or Role.Manager).OrderBy(_ => random.Next()).First();
        Guid requestId = IdAt(at, random);
        bool streamed = !embeddings && random.Next(100) < 40;
        var trace = new RequestTrace();
        string policy = config.Current.UseCases[scene.UseCase].Name;
        trace.Route = $"Since the request names no model, the policy {policy} of {scene.UseCase} chose {scene.Model}.";
        trace.Candidates.Add(new CandidateTrace("openai", scene.Model, null, $"model of the policy {policy}"));
        trace.Spans.Add(new StageSpan("guard", 0.1, 0.05));
        trace.Spans.Add(new StageSpan("plan", 0.2, 0.1));
        double elapsed = 0.4;
        int roll = random.Next(1000);
        bool fails = badAfternoon ? roll < 350 : roll < 18, cancelled = !fails && roll is >= 18 and < 24;
        if (fails)
        {
            bool timeout = random.Next(3) == 0;
            elapsed = Attempt(scene, "openai", scene.Model, trace, at, elapsed, timeout ? 60_000 : random.Next(120, 900), "failed", timeout ? ProviderFault.Timeout : ProviderFault.Server, random, false);
            if (random.Next(100) < 70 && !embeddings)
            {
                trace.Candidates.Add(new CandidateTrace("local", "artisan-extract-1", null, $"fallback 2 of the policy {policy}"));
                trace.Warn("fallback", $"{scene.Model} failed ({trace.Attempts[0].Message}) and artisan-extract-1 took its place.");
                elapsed = Attempt(scene, "local", "artisan-extract-1", trace, at, elapsed, random.Next(3, 14), "ok", null, random, streamed);
            }
        }
        else
        {
            double latency = embeddings ? random.Next(60, 240) : 350 + Math.Exp(random.NextDouble() * 2.6 + random.NextDouble()) * 140;
            elapsed = Attempt(scene, "openai", scene.Model, trace, at, elapsed, latency, cancelled ? "cancelled" : "ok", null, random, streamed);
        }
        AttemptTrace last = trace.Attempts[^1];
        bool ok = last.Outcome == "ok", inFirst = random.Next(100) < 75;
        (Guid keyId, string keyName) = inFirst ? (tenant.ApiKeyId, "Demo key") : (tenant.SecondApiKeyId, "CRM sync");
        var record = new RequestRecord
        {
            TenantId = tenant.TenantId,
            Id = requestId,
            WorkspaceId = inFirst ? tenant.WorkspaceId : tenant.SecondWorkspaceId,
            At = at,
            ActorKind = (int)(program ? ActorKind.ApiKey : ActorKind.Member),
            ActorId = program ? keyId : person.MembershipId,
            ActorName = program ? keyName : person.Name,
            UseCase = scene.UseCase,
            Policy = policy,
            Door = program ? "openai" : "console",
            Operation = embeddings ? "embeddings" : "chat",
            RequestedModel = program ? $"artisan/{scene.UseCase}" : null,
            Provider = last.Provider,
            Model = last.Model,
            Status = ok ? RequestStatus.Ok : cancelled ? RequestStatus.Cancelled : RequestStatus.Failed,
            ErrorCode = ok ? null : cancelled ? "cancelled" : last.Fault == nameof(ProviderFault.Timeout) ? ErrorCode.ProviderTimeout : ErrorCode.ProviderError,
            ErrorMessage = ok ? null : cancelled ? "The caller went away." : last.Message,
            HttpStatus = ok ? 200 : cancelled ? 499 : last.Fault == nameof(ProviderFault.Timeout) ? 504 : 502,
            Streamed = streamed,
            Attempts = trace.Attempts.Count,
            InputTokens = trace.Attempts.Sum(a => a.InputTokens + a.CachedInputTokens),
            OutputTokens = trace.Attempts.Sum(a => a.OutputTokens),
            CostUsd = trace.Attempts.Sum(a => a.CostUsd),
            LatencyMs = elapsed,
            FirstTokenMs = last.FirstTokenMs is { } first ? last.StartMs + first : null,
            Degraded = trace.Warnings.Count > 0,
            TraceJson = JsonSerializer.Serialize(trace, TraceJsonContext.Default.RequestTrace),
        };
        (byte[] ask, byte[] answer, _) = kept.Exchange(tenant.TenantId, Ask(scene, streamed), ok ? Answer(scene, last) : [], RequestContent.MaxBytes);
        requests.Add(new RequestFrameBody(record, new RequestContent { TenantId = tenant.TenantId, RequestId = requestId, At = at, Request = ask, Answer = answer }));
        usage.AddRange(trace.Attempts.Select(a => UsageOf(record, a, scene)));
    }

    private double Attempt(DemoTexts.Scene scene, string provider, string model, RequestTrace trace, DateTimeOffset at, double start, double latency, string outcome, ProviderFault? fault, Random random, bool streamed)
    {
        bool answered = outcome != "failed";
        int input = TokenCounter.Count(scene.System + scene.Ask, model).Tokens + random.Next(180, 900), output = TokenCounter.Count(scene.Answer, model).Tokens;
        int cached = answered && provider == "openai" && random.Next(4) == 0 ? input / 2 : 0;
        var used = answered ? new TokenUsage { Input = input - cached, CachedInput = cached, Output = outcome == "cancelled" ? output / 3 : output, Method = "vendor", Estimated = outcome == "cancelled" } : default;
        ModelCard? card = config.Current.Models.GetValueOrDefault(model);
        ModelPrice? price = card?.PriceAt(at);
        trace.Attempts.Add(new AttemptTrace
        {
            Number = trace.Attempts.Count + 1,
            UsageId = IdAt(at.AddMilliseconds(start), random),
            Provider = provider,
            Model = model,
            StartMs = start,
            ContextWindow = card?.ContextWindow,
            HeadersMs = answered ? latency * (streamed ? 0.3 : 0.95) : null,
            FirstTokenMs = answered && streamed ? latency * 0.32 : null,
            DurationMs = latency,
            Outcome = outcome,
            Fault = fault?.ToString(),
            Status = fault == ProviderFault.Server ? 503 : null,
            Message = fault switch { ProviderFault.Server => "openai answered 503 Service Unavailable.", ProviderFault.Timeout => "openai did not answer within 60 seconds.", _ => null },
            InputTokens = used.Input,
            CachedInputTokens = used.CachedInput,
            OutputTokens = used.Output,
            Estimated = used.Estimated,
            TokenMethod = answered ? used.Method : null,
            CostUsd = answered ? price?.Cost(used) : 0m,
            PriceVersion = price?.VersionOf(model),
            FinishReason = outcome == "ok" ? "stop" : null,
        });
        return start + latency + 0.2;
    }

    private static UsageRecord UsageOf(RequestRecord request, AttemptTrace attempt, DemoTexts.Scene scene) => new()
    {
        TenantId = request.TenantId,
        Id = attempt.UsageId,
        WorkspaceId = request.WorkspaceId,
        RequestId = request.Id,
        Attempt = attempt.Number,
        At = request.At.AddMilliseconds(attempt.StartMs),
        ActorKind = request.ActorKind,
        ActorId = request.ActorId,
        UseCase = request.UseCase,
        Operation = request.Operation,
        Provider = attempt.Provider,
        Model = attempt.Model,
        InputTokens = attempt.InputTokens,
        CachedInputTokens = attempt.CachedInputTokens,
        OutputTokens = attempt.OutputTokens,
        Characters = scene.System.Length + scene.Ask.Length,
        CostUsd = attempt.CostUsd,
        CostMethod = attempt.Outcome == "failed" ? "none" : attempt.PriceVersion is null ? "unpriced" : "catalogue",
        PriceVersion = attempt.PriceVersion,
        LatencyMs = attempt.DurationMs,
        FirstTokenMs = attempt.FirstTokenMs,
        Outcome = attempt.Outcome switch { "ok" => AttemptOutcome.Ok, "cancelled" => AttemptOutcome.Cancelled, _ => AttemptOutcome.Failed },
        Fault = attempt.Fault,
        Estimated = attempt.Estimated,
        TokenMethod = attempt.TokenMethod,
        Streamed = request.Streamed,
    };

    private static byte[] Ask(DemoTexts.Scene scene, bool streamed) => scene.System.Length == 0
        ? JsonSerializer.SerializeToUtf8Bytes(new { model = scene.Model, input = scene.Ask })
        : JsonSerializer.SerializeToUtf8Bytes(new { model = $"artisan/{scene.UseCase}", stream = streamed, messages = new[] { new { role = "system", content = scene.System }, new { role = "user", content = scene.Ask } } });

    private static byte[] Answer(DemoTexts.Scene scene, AttemptTrace attempt) => scene.Answer.Length == 0
        ? Encoding.UTF8.GetBytes("{\"object\":\"list\",\"data\":[]}")
        : JsonSerializer.SerializeToUtf8Bytes(new { @object = "chat.completion", model = attempt.Model, choices = new[] { new { index = 0, message = new { role = "assistant", content = scene.Answer }, finish_reason = "stop" } } });

    private static Guid IdAt(DateTimeOffset at, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        TimeIds.Floor(at).TryWriteBytes(bytes, bigEndian: true, out _);
        random.NextBytes(bytes[6..]);
        bytes[6] = (byte)(0x70 | bytes[6] & 0x0F);
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3F);
        return new Guid(bytes, bigEndian: true);
    }
}
