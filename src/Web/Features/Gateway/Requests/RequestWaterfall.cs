using Artisan.Core.Gateway.Pipeline;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Draws the course of a request from its trace: stages, waits, each attempt and what it waited for. Pure.</summary>
public static class RequestWaterfall
{
    /// <summary>Gaps shorter than this (milliseconds) are not worth a line.</summary>
    private const double Negligible = 1;

    /// <summary>The steps in the order of their begin.</summary>
    public static IReadOnlyList<WaterfallSpan> Of(RequestTrace trace, double totalMs)
    {
        List<WaterfallSpan> spans = [.. trace.Spans.OrderBy(s => s.StartMs).Select(s => new WaterfallSpan(StateWords.Words(s.Name), s.StartMs, s.DurationMs) { Tone = Tone.Idle, Detail = StageDetail(s.Name) })];
        foreach (AttemptTrace attempt in trace.Attempts.OrderBy(a => a.StartMs))
            spans.AddRange(OfAttempt(attempt));
        double end = spans.Select(s => s.StartMs + s.DurationMs).DefaultIfEmpty().Max();
        if (trace.Attempts.Count > 0 && totalMs - end > Negligible)
            spans.Add(new WaterfallSpan("Settle", end, totalMs - end) { Tone = Tone.Idle, Detail = "metered and handed over" });
        return spans;
    }

    private static IEnumerable<WaterfallSpan> OfAttempt(AttemptTrace attempt)
    {
        if (attempt.WaitedMs > 0)
        {
            double begin = Math.Max(0, attempt.StartMs - attempt.WaitedMs);
            yield return new WaterfallSpan("Wait", begin, attempt.StartMs - begin) { Tone = Tone.Idle, Detail = "before the retry" };
        }
        yield return new WaterfallSpan($"Attempt {attempt.Number}: {attempt.Model}", attempt.StartMs, attempt.DurationMs) { Tone = ToneOf(attempt.Outcome), Detail = attempt.Message ?? $"{attempt.Provider}, {attempt.Outcome}" };
        if (attempt.HeadersMs is not { } headers)
            yield break;
        headers = Math.Min(headers, attempt.DurationMs);
        yield return new WaterfallSpan("Vendor answers", attempt.StartMs, headers) { Level = 1, Detail = "until the answer's headers" };
        double first = Math.Clamp(attempt.FirstTokenMs ?? headers, headers, attempt.DurationMs);
        if (attempt.FirstTokenMs is not null)
            yield return new WaterfallSpan("First token", attempt.StartMs + headers, first - headers) { Level = 1, Detail = "until the first output" };
        if (attempt.DurationMs - first > Negligible || attempt.FirstTokenMs is not null)
            yield return new WaterfallSpan(attempt.FirstTokenMs is null ? "Answer is read" : "Stream", attempt.StartMs + first, attempt.DurationMs - first) { Level = 1, Tone = attempt.Outcome == "broken_off" ? Tone.Bad : Tone.Info };
    }

    private static Tone ToneOf(string outcome) => outcome switch
    {
        "ok" => Tone.Good,
        "cancelled" => Tone.Warning,
        _ => Tone.Bad,
    };

    private static string? StageDetail(string stage) => stage switch
    {
        "guard" => "sizes, injection and personal data checked",
        "guard_context" => "retrieved and remembered text checked",
        "guard_output" => "the answer checked before it left",
        "plan" => "policy, model and fallbacks chosen",
        _ => null,
    };
}
