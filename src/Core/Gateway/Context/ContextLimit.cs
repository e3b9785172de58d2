using Artisan.Core.Gateway.Pipeline;

namespace Artisan.Core.Gateway.Context;

/// <summary>How many tokens a prompt may have.</summary>
/// <param name="Tokens">Tokens at most; <see cref="long.MaxValue"/> where nothing limits them.</param>
/// <param name="Window">The model's context window; null where it is not known.</param>
/// <param name="Why">What sets the limit, in words.</param>
internal sealed record ContextLimit(long Tokens, int? Window, string Why)
{
    // Less is no prompt.
    private const int Least = 16;

    /// <summary>The limit for a model: its window, less what the answer may take; where the prompt may be cut, also what the policy and the limit of a request leave.</summary>
    /// <param name="call">The call, planned.</param>
    /// <param name="candidate">The model.</param>
    /// <param name="mayCut">Whether the prompt may be cut; if not, limits of policy and budget are not the window's business.</param>
    public static ContextLimit Of(AiCall call, AiCandidate candidate, bool mayCut)
    {
        int? window = candidate.Card?.ContextWindow;
        int output = call.OutgoingChat?.MaxOutputTokens ?? 0;
        var limit = new ContextLimit(long.MaxValue, window, "no limit is known");
        if (window is { } size)
            limit = limit with { Tokens = Math.Max(Least, size - output), Why = output > 0 ? $"its window has {size:N0} tokens, of which the answer may take {output:N0}" : $"its window has {size:N0} tokens" };
        if (!mayCut)
            return limit;
        if (call.Plan!.Policy.Context.MaxPromptTokens is { } most && most < limit.Tokens)
            limit = limit with { Tokens = most, Why = $"the policy of {call.UseCase} allows prompts of {most:N0} tokens" };
        if (call.Plan.Policy.Budget.MaxTokensPerRequest is { } request && request - output < limit.Tokens)
            limit = limit with { Tokens = Math.Max(Least, request - output), Why = $"the policy of {call.UseCase} allows {request:N0} tokens a request, of which the answer may take {output:N0}" };
        return limit;
    }
}
