using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Usage.Budgets;

/// <summary>
/// The most that one attempt can use: its prompt and its output limit, for every choice, at the dearest price that may apply. What no tokenizer can exceed
/// (the prompt's bytes) is the bound; where that does not fit, a count with a margin for the estimate's error takes its place.
/// </summary>
public sealed class CallBound
{
    // What a model of unknown length may answer where nobody has set a limit.
    private const int OutputOfUnknownModels = 8192;
    // Random characters are estimated too low by up to a third (see TokenCounter).
    private const double EstimateMargin = 1.5;
    private const int LeastOutput = 16;

    private readonly AiCall _call;
    private readonly string _model;
    private readonly ModelPrice? _price;
    private long? _counted;

    private CallBound(AiCall call, string model, ModelPrice? price) => (_call, _model, _price) = (call, model, price);

    /// <summary>Prompt tokens at most.</summary>
    public long Prompt { get; private set; }

    /// <summary>Answer tokens of one choice at most.</summary>
    public int Output { get; private set; }

    /// <summary>How many answers.</summary>
    public int Choices { get; private init; }

    /// <summary>Whether the caller has set the output limit, which is then not shortened.</summary>
    public bool OutputIsCallers { get; private init; }

    /// <summary>The output limit that must be put into the request for the bound to hold; null where it holds without.</summary>
    public int? OutputToSet { get; private set; }

    /// <summary>All tokens at most.</summary>
    public long Tokens => Prompt + (long)Output * Choices;

    /// <summary>The bound as an amount, one request of it.</summary>
    /// <param name="requests">1 for a request's first attempt, else 0.</param>
    public BudgetAmount Amount(int requests) => new(Tokens, Usd, requests);

    /// <summary>USD at most; 0 for models without a price.</summary>
    public decimal Usd => _price is null ? 0 : (Prompt * Math.Max(_price.Input, Math.Max(_price.CachedInput ?? 0, _price.CacheWrite ?? 0)) + (decimal)Output * Choices * Math.Max(_price.Output, _price.Reasoning ?? 0)) / 1_000_000m;

    /// <summary>The bound of an attempt.</summary>
    /// <param name="call">The call, planned.</param>
    /// <param name="candidate">The model.</param>
    /// <param name="price">Its price now; null for none.</param>
    public static CallBound Of(AiCall call, AiCandidate candidate, ModelPrice? price)
    {
        if (call.OutgoingChat is not { } chat)
            return new CallBound(call, candidate.Model, price) { Prompt = call.Embeddings?.InputBytes ?? 0, Choices = 1, OutputIsCallers = true };
        bool callers = chat.MaxOutputTokens is not null && !call.Trace.PolicyParameters.ContainsKey(PolicyOutputLimit);
        int? known = candidate.Card?.MaxOutputTokens;
        int output = chat.MaxOutputTokens ?? known ?? OutputOfUnknownModels;
        return new CallBound(call, candidate.Model, price)
        {
            Prompt = chat.PromptBytes + (long)call.Attachments.TokensOf(call.OutgoingBody.Span, chat, candidate.Model),
            Output = output,
            Choices = Math.Max(1, chat.Choices),
            OutputIsCallers = callers,
            OutputToSet = chat.MaxOutputTokens is null && known is null ? output : null,
        };
    }

    private const string PolicyOutputLimit = "max_completion_tokens";

    /// <summary>Counts the prompt where its bytes are no good bound; does nothing the second time.</summary>
    /// <returns>Whether the bound became smaller.</returns>
    public bool Count()
    {
        if (_counted is not null)
            return false;
        // What attachments cost follows from rules and is no estimate.
        (long count, long attached) = _call.OutgoingChat is { } chat ? (TokenCounter.Count(chat, _model).Tokens, _call.Attachments.TokensOf(_call.OutgoingBody.Span, chat, _model)) : (TextsOf(_call.Embeddings), 0);
        _counted = (long)Math.Ceiling(count * EstimateMargin) + 32 + attached;
        if (_counted >= Prompt)
            return false;
        Prompt = _counted.Value;
        return true;
    }

    /// <summary>Makes the bound fit limits of one request: counts the prompt, and shortens an output limit that is not the caller's own.</summary>
    /// <returns>Whether it fits.</returns>
    public bool Fit(in BudgetLimits limits)
    {
        if (Fits(limits) || Count() && Fits(limits))
            return true;
        if (OutputIsCallers || _call.OutgoingChat is null)
            return false;
        long left = long.MaxValue;
        if (limits.Tokens is { } tokens)
            left = (tokens - Prompt) / Choices;
        if (limits.Usd is { } usd && _price is not null && Output > 0)
        {
            decimal perToken = Math.Max(_price.Output, _price.Reasoning ?? 0) * Choices / 1_000_000m, prompt = Usd - perToken * Output;
            if (perToken > 0)
                left = Math.Min(left, (long)Math.Clamp((usd - prompt) / perToken, long.MinValue / 2, int.MaxValue));
        }
        if (left < LeastOutput || left >= Output)
            return false;
        OutputToSet = Output = (int)left;
        return Fits(limits);
    }

    private bool Fits(in BudgetLimits limits) => !(Tokens > limits.Tokens) && !(Usd > limits.Usd);

    private long TextsOf(EmbeddingsView? embeddings)
    {
        if (embeddings is null || embeddings.Inputs.Count == 0)
            return embeddings?.InputBytes ?? 0;
        long tokens = 0;
        foreach (string text in embeddings.Inputs)
            tokens += TokenCounter.Count(text, _model).Tokens;
        return tokens;
    }
}
