using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Context;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Fits the conversation to the model's context window. Models that it does not fit are left out while another takes it; where none does, it is cut or its
/// old turns are summarised, if the use case's policy or the caller lets it, and refused if not. Tokens are counted only for prompts whose bytes, of which
/// no tokenizer makes more tokens, are near the limit. Where a vendor counts more than was counted here, it is cut once more.
/// </summary>
public sealed class ContextStage(ContextCutter cutter, GatewayTelemetry telemetry) : IAiStage
{
    // Where the vendor's vocabulary is not public, counts may be too low by so much.
    private const double EstimateShare = 0.9;
    // After a refusal by the vendor.
    private const double SecondShare = 0.8;

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        if (call.OutgoingChat is not { } chat)
            return await next(call, cancellationToken);
        double start = call.ElapsedMs;
        (ReadOnlyMemory<byte> body, AiPlan whole) = (call.OutgoingBody, call.Plan!);
        string overflow = call.ContextOverflow ?? whole.Policy.Context.Overflow;
        bool changed = await FitAsync(call, overflow, 1, cancellationToken);
        if (changed)
            call.Trace.Spans.Add(new StageSpan("context", start, call.ElapsedMs - start));
        try
        {
            return await next(call, cancellationToken);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.ContextTooLong && overflow != ContextOverflow.Refuse)
        {
            (call.OutgoingBody, call.OutgoingChat, call.Plan) = (body, chat, whole with { Candidates = [whole.Candidates[0]] });
            if (!await FitAsync(call, overflow, SecondShare, cancellationToken))
                throw;
            return await next(call, cancellationToken);
        }
    }

    // Whether anything was changed.
    private async ValueTask<bool> FitAsync(AiCall call, string overflow, double share, CancellationToken cancellationToken)
    {
        AiPlan plan = call.Plan!;
        ChatView chat = call.OutgoingChat!;
        var counts = new Dictionary<string, PromptTokens>();
        List<AiCandidate> fitting = [];
        ContextLimit? first = null;
        foreach (AiCandidate candidate in plan.Candidates)
        {
            ContextLimit limit = ContextLimit.Of(call, candidate, overflow != ContextOverflow.Refuse);
            if (share < 1)
                limit = limit with { Tokens = (long)(TokensOf(candidate.Model).Total * share), Why = $"{candidate.Model} found it too long" };
            first ??= limit;
            if (MostOf(candidate.Model) <= limit.Tokens || TokensOf(candidate.Model).Total <= limit.Tokens)
                fitting.Add(candidate);
            else
                call.Trace.Exclude(candidate.Instance.Name, candidate.Model, $"the prompt of {TokensOf(candidate.Model).Total:N0} tokens does not fit: {limit.Why}");
        }
        if (fitting.Count > 0 && (plan.FallbackOn.ContextTooLong || ReferenceEquals(fitting[0], plan.Candidates[0])))
        {
            if (!ReferenceEquals(fitting[0], plan.Candidates[0]))
                call.Trace.Warn("fallback", $"The conversation is too long for {plan.Candidates[0].Model} ({first!.Why}); {fitting[0].Model} took its place.");
            bool fewer = fitting.Count < plan.Candidates.Count;
            if (fewer)
                call.Plan = plan with { Candidates = fitting };
            WarnIfNearlyFull(call, ContextLimit.Of(call, fitting[0], false), MostOf(fitting[0].Model), TokensOf);
            return fewer;
        }
        PromptTokens tokens = TokensOf(plan.Candidates[0].Model);
        if (overflow == ContextOverflow.Refuse)
            throw TooLong($"The conversation of {tokens.Total:N0} tokens is too long for {plan.Candidates[0].Model}: {first!.Why}. Shorten it, name a model with a larger window, or let it be cut with the header X-Artisan-Context: truncate or summarise.");
        long wanted = tokens.IsExact || share < 1 ? first!.Tokens : (long)(first!.Tokens * EstimateShare);
        bool summarise = overflow == ContextOverflow.Summarise && call.UseCase != UseCases.MemorySummary;
        if (await cutter.CutAsync(call, tokens, wanted, summarise, cancellationToken) is not { } cut)
            throw TooLong($"The conversation is too long for {plan.Candidates[0].Model} ({first!.Why}), and what cannot be left out, its instructions, tools and last question, is too long on its own. Shorten that.");
        Take(call, plan, first!, tokens, cut);
        return true;

        long MostOf(string model) => chat.PromptBytes + (long)call.Attachments.TokensOf(call.OutgoingBody.Span, chat, model);

        PromptTokens TokensOf(string model)
        {
            // Models of one vocabulary count texts alike, and each counts pictures in its own way.
            string method = chat.AttachmentCount > 0 ? model : VendorTokenizer.MethodOf(model) ?? TokenCounter.Count("", model).Method;
            return counts.TryGetValue(method, out PromptTokens? known) ? known : counts[method] = PromptTokens.Of(call, call.OutgoingBody, chat, model);
        }
    }

    private void Take(AiCall call, AiPlan plan, ContextLimit limit, PromptTokens before, ContextCut cut)
    {
        (call.OutgoingBody, call.OutgoingChat) = (cut.Body, cut.Chat);
        AiCandidate first = plan.Candidates[0];
        call.Trace.Include(first.Instance.Name, first.Model);
        // Models with a smaller window than the one that it was cut for stay out.
        call.Plan = plan with { Candidates = [.. plan.Candidates.Where(c => ReferenceEquals(c, first) || ContextLimit.Of(call, c, true).Tokens >= cut.Tokens)] };
        foreach (AiCandidate back in call.Plan.Candidates.Skip(1))
            call.Trace.Include(back.Instance.Name, back.Model);
        call.Trace.Context = new ContextTrace(limit.Window, limit.Tokens, before.Total, cut.Tokens, before.Method, cut.LeftOut, cut.TokensLeftOut, cut.Shortened, cut.Summary?.Messages ?? 0, cut.Summary?.Requests ?? []);
        string[] what =
        [
            .. cut.Summary is { } summary ? [$"{summary.Messages} earlier messages were replaced by a summary{(summary.Extracted is { } why ? $" of their own sentences ({why})" : "")}"]
                : cut.LeftOut > 0 ? [$"{cut.LeftOut} earlier message{(cut.LeftOut == 1 ? " was" : "s were")} left out"] : Array.Empty<string>(),
            .. cut.Shortened > 0 ? [$"the text of {cut.Shortened} message{(cut.Shortened == 1 ? " was" : "s was")} shortened"] : Array.Empty<string>(),
        ];
        string sentence = string.Join(" and ", what);
        call.Trace.Warn(cut.Summary is null ? "context_cut" : "context_summarised",
            $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}, so that the conversation went from {before.Total:N0} to {cut.Tokens:N0} tokens: {limit.Why}.");
        telemetry.ContextCut(call, cut.Summary is null ? "truncate" : "summarise", before.Total - cut.Tokens);
    }

    private static void WarnIfNearlyFull(AiCall call, ContextLimit limit, long most, Func<string, PromptTokens> tokensOf)
    {
        if (limit.Window is not { } window || most < call.Plan!.Policy.Context.WarnAt * window)
            return;
        int tokens = tokensOf(call.Plan.Candidates[0].Model).Total;
        if (tokens >= call.Plan.Policy.Context.WarnAt * window)
            call.Trace.Warn("context_nearly_full", $"The conversation of {tokens:N0} tokens fills {(double)tokens / window:P0} of the window of {call.Plan.Candidates[0].Model} ({window:N0}).");
    }

    private static ArtisanException TooLong(string message) => new(ErrorCode.ContextTooLong, message) { Field = "messages" };
}
