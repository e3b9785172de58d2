using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Leaves out models whose context window the prompt does not fit, so that no vendor is asked what it must refuse. Tokens are counted only for prompts
/// whose bytes, of which no tokenizer makes more tokens, do not fit.
/// </summary>
internal static class ContextFit
{
    internal static AiPlan Apply(AiCall call, AiPlan plan)
    {
        if (call.OutgoingChat is not { } chat)
            return plan;
        List<AiCandidate>? fitting = null;
        string? first = null;
        long counted = 0;
        for (int i = 0; i < plan.Candidates.Count; i++)
        {
            AiCandidate candidate = plan.Candidates[i];
            if (candidate.Card?.ContextWindow is not { } window || chat.PromptBytes <= window || (counted = TokensOf(chat, candidate.Model)) <= window)
            {
                fitting?.Add(candidate);
                continue;
            }
            string why = $"the prompt of {counted:N0} tokens does not fit its window of {window:N0}";
            first ??= $"{candidate.Model}: {why}";
            call.Trace.Exclude(candidate.Instance.Name, candidate.Model, why);
            fitting ??= [.. plan.Candidates.Take(i)];
        }
        if (fitting is null)
            return plan;
        if (fitting.Count == 0 || !plan.FallbackOn.ContextTooLong && !ReferenceEquals(fitting[0], plan.Candidates[0]))
            throw new ArtisanException(ErrorCode.ContextTooLong, $"The conversation is too long for {first}. Shorten it, or name a model with a larger window.") { Field = "messages" };
        if (!ReferenceEquals(fitting[0], plan.Candidates[0]))
            call.Trace.Warn("fallback", $"The conversation is too long for {first}; {fitting[0].Model} took its place.");
        return plan with { Candidates = fitting };
    }

    private static long TokensOf(ChatView chat, string model)
    {
        long tokens = 0;
        foreach (ChatMessageView message in chat.Messages)
            tokens += TokenCounter.Count(message.Text, model).Tokens + 4;
        return tokens;
    }
}
