using Artisan.Core.Gateway.Pipeline;
using Artisan.Web.Features.Gateway.Requests;
using Artisan.Web.Shell.Components;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Requests;

public sealed class RequestWaterfallTests
{
    [Fact]
    public void A_retried_stream_shows_stages_the_wait_and_what_each_attempt_waited_for()
    {
        var trace = new RequestTrace();
        trace.Spans.Add(new StageSpan("plan", 0.2, 0.1));
        trace.Spans.Add(new StageSpan("guard", 0.1, 0.1));
        trace.Attempts.Add(new AttemptTrace { Number = 1, Provider = "openai", Model = "gpt-4o", StartMs = 0.4, DurationMs = 100, Outcome = "failed", Message = "503" });
        trace.Attempts.Add(new AttemptTrace { Number = 2, Provider = "openai", Model = "gpt-4o", StartMs = 300, WaitedMs = 199, HeadersMs = 40, FirstTokenMs = 60, DurationMs = 500, Outcome = "ok" });
        IReadOnlyList<WaterfallSpan> spans = RequestWaterfall.Of(trace, 810);
        spans.Select(s => s.Label).ShouldBe(["Guard", "Plan", "Attempt 1: gpt-4o", "Wait", "Attempt 2: gpt-4o", "Vendor answers", "First token", "Stream", "Settle"]);
        spans[2].Tone.ShouldBe(Tone.Bad);
        (spans[3].StartMs, spans[3].DurationMs).ShouldBe((101d, 199d));
        (spans[6].StartMs, spans[6].DurationMs).ShouldBe((340d, 20d));
        (spans[7].StartMs, spans[7].DurationMs).ShouldBe((360d, 440d));
        (spans[8].StartMs, spans[8].DurationMs).ShouldBe((800d, 10d));
    }

    [Fact]
    public void What_was_refused_has_no_settling() =>
        RequestWaterfall.Of(new RequestTrace { Spans = [new StageSpan("guard", 0.1, 0.3)] }, 40).ShouldHaveSingleItem().Label.ShouldBe("Guard");

    [Fact]
    public void Times_beyond_the_attempt_do_not_leave_it()
    {
        var trace = new RequestTrace();
        trace.Attempts.Add(new AttemptTrace { Number = 1, Provider = "openai", Model = "m", StartMs = 0, HeadersMs = 12, FirstTokenMs = 11, DurationMs = 10, Outcome = "broken_off" });
        RequestWaterfall.Of(trace, 10).ShouldAllBe(s => s.DurationMs >= 0 && s.StartMs + s.DurationMs <= 10);
    }
}
