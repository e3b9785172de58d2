using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Requests;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Requests;

public sealed class RequestExplanationTests
{
    [Fact]
    public void A_fallback_is_told_in_order()
    {
        var trace = new RequestTrace { Route = "The request names gpt-4o." };
        trace.Candidates.Add(new CandidateTrace("openai", "gpt-4o", null, "named by the request"));
        trace.Candidates.Add(new CandidateTrace("azure", "gpt-4.1", "it has no credential", "fallback 1"));
        trace.Attempts.Add(new AttemptTrace { Number = 1, Provider = "openai", Model = "gpt-4o", DurationMs = 530, Outcome = "failed", Message = "openai answered 503." });
        trace.Attempts.Add(new AttemptTrace { Number = 2, Provider = "local", Model = "artisan-extract-1", WaitedMs = 1200, DurationMs = 8, Outcome = "ok", InputTokens = 700, CachedInputTokens = 78, OutputTokens = 34, CostUsd = 0.0042m });
        RequestExplanation.Of(Row(RequestStatus.Ok), trace, null).ShouldBe([
            "The request names gpt-4o.",
            "gpt-4.1 (fallback 1) was skipped: it has no credential.",
            "Attempt 1: gpt-4o at openai failed: openai answered 503. That took 530 ms. artisan-extract-1 took its place.",
            "After a wait of 1.2 s, attempt 2: local answered with artisan-extract-1 in 8 ms, for 778 prompt and 34 answer tokens and $0.0042.",
        ]);
    }

    [Fact]
    public void A_refusal_and_a_caller_who_left_are_said()
    {
        RequestExplanation.Of(Row(RequestStatus.Refused), new RequestTrace(), "The body is too large.").ShouldBe(["It was refused before any model was called: The body is too large."]);
        RequestExplanation.Of(Row(RequestStatus.Cancelled), new RequestTrace(), null).ShouldHaveSingleItem().ShouldStartWith("The caller went away");
    }

    [Fact]
    public void A_model_without_a_price_is_said()
    {
        var trace = new RequestTrace();
        trace.Attempts.Add(new AttemptTrace { Number = 1, Provider = "lab", Model = "llama", DurationMs = 2100, Outcome = "ok", InputTokens = 5, OutputTokens = 6, Estimated = true });
        RequestExplanation.Of(Row(RequestStatus.Ok), trace, null).ShouldHaveSingleItem()
            .ShouldBe("Attempt 1: lab answered with llama in 2.1 s, for 5 prompt and 6 answer tokens (tokens estimated) and an unknown cost, since the model has no price.");
    }

    private static RequestRow Row(RequestStatus status) => new(
        Guid.NewGuid(), DateTimeOffset.UtcNow, Guid.NewGuid(), "Ada", "chat", "chat", "gpt-4o", "openai", "gpt-4o", status, null, 200, false, "off", 1, 0, 0, null, 0, null, false);
}
