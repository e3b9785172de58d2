using System.Globalization;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Core.Gateway.Requests;

/// <summary>Says in sentences how a request came about, from its trace.</summary>
public static class RequestExplanation
{
    /// <summary>The sentences, in order.</summary>
    public static IReadOnlyList<string> Of(RequestRow request, RequestTrace trace, string? errorMessage)
    {
        var lines = new List<string>();
        if (trace.Route is { } route)
            lines.Add(route);
        foreach (CandidateTrace left in trace.Candidates.Where(c => c.Excluded is not null && trace.Route?.Contains(c.Model, StringComparison.Ordinal) != true))
            lines.Add($"{left.Model} ({left.Reason}) was skipped: {left.Excluded}.");
        if (trace.Prompt is { } filled)
            lines.Add($"Its messages were filled in from the prompt {filled.Slug}, version {filled.Version}.");
        if (trace.Cache is { } cache && Cache(cache, request) is { } told)
            lines.Add(told);
        if (trace.Attempts.LastOrDefault(a => a.Outcome == "ok") is { ContextWindow: { } window } answered && answered.InputTokens + answered.CachedInputTokens + answered.CacheWriteTokens is > 0 and var prompt)
            lines.Add($"Its prompt filled {((double)prompt / window).ToString("P1", CultureInfo.InvariantCulture)} of the context window of {answered.Model} ({window.ToString("N0", CultureInfo.InvariantCulture)} tokens).");
        if (trace.PolicyParameters.Count > 0)
            lines.Add($"The policy set {string.Join(", ", trace.PolicyParameters.Select(p => $"{p.Key} = {p.Value}"))}, which the request left open.");
        lines.AddRange((trace.Descent ?? []).Where(d => !trace.Warnings.Exists(w => w.Message == d)));
        if (trace.Budget is { } budget)
            lines.Add($"It was reserved in {budget.Count} budget{(budget.Count == 1 ? "" : "s")}; the tightest, “{budget.Tightest}”, stood at {budget.Share.ToString("P1", CultureInfo.InvariantCulture)} of its limit.");
        for (int i = 0; i < trace.Attempts.Count; i++)
            lines.Add(Attempt(trace.Attempts[i], i + 1 < trace.Attempts.Count ? trace.Attempts[i + 1] : null));
        foreach (TraceWarning warning in trace.Warnings.Where(w => w.Code != "fallback"))
            lines.Add(warning.Message);
        if (request.Status == RequestStatus.Refused && errorMessage is not null)
            lines.Add($"It was refused before any model was called: {errorMessage}");
        if (request.Status == RequestStatus.Cancelled)
            lines.Add("The caller went away before the answer's end; the vendor's work was stopped.");
        return lines;
    }

    private static string? Cache(CacheTrace cache, RequestRow request) => cache.State switch
    {
        CacheStates.Exact => $"The cache gave the answer that {request.Model} had given to the very same request {Duration((cache.AgeSeconds ?? 0) * 1000)} before{(cache.Waited == true ? ", after waiting for it" : "")}; no model was called.",
        CacheStates.Semantic => $"The cache gave the answer that {request.Model} had given {Duration((cache.AgeSeconds ?? 0) * 1000)} before to a prompt that means the same (similarity {(cache.Similarity ?? 1).ToString("0.000", CultureInfo.InvariantCulture)}); no model was called.",
        CacheStates.Miss => cache.Why is null ? "The cache had no answer; this one was kept." : $"The cache had no answer; this one was not kept: {cache.Why}.",
        _ => cache.Why is null ? null : $"The cache was not asked: {cache.Why}.",
    };

    private static string Attempt(AttemptTrace attempt, AttemptTrace? next)
    {
        string took = Duration(attempt.DurationMs);
        string begin = attempt.WaitedMs > 0 ? $"After a wait of {Duration(attempt.WaitedMs)}, attempt {attempt.Number}" : $"Attempt {attempt.Number}";
        if (attempt.Outcome == "ok")
        {
            string counted = attempt.Estimated ? " (tokens estimated)" : "";
            string cost = attempt.CostUsd is { } usd ? $"${usd.ToString("0.00########", CultureInfo.InvariantCulture)}" : "an unknown cost, since the model has no price";
            return $"{begin}: {attempt.Provider} answered with {attempt.Model} in {took}, for {attempt.InputTokens + attempt.CachedInputTokens + attempt.CacheWriteTokens} prompt and {attempt.OutputTokens + attempt.ReasoningTokens} answer tokens{counted} and {cost}.";
        }
        string what = attempt.Outcome switch
        {
            "cancelled" => "was stopped because the caller went away",
            "broken_off" => $"broke off: {attempt.Message}",
            _ => $"failed: {attempt.Message}",
        };
        string then = next is null ? "" : next.Model == attempt.Model ? " It was tried again." : $" {next.Model} took its place.";
        return $"{begin}: {attempt.Model} at {attempt.Provider} {what}{(what.EndsWith('.') ? "" : ".")} That took {took}.{then}";
    }

    private static string Duration(double milliseconds) => milliseconds < 10
        ? $"{milliseconds.ToString("0.#", CultureInfo.InvariantCulture)} ms"
        : milliseconds < 1000
        ? $"{milliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
        : $"{(milliseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture)} s";
}
