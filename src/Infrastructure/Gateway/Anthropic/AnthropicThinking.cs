using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Whether and how a Claude model thinks before it answers, and the limit that holds for thoughts and answer together.</summary>
internal sealed class AnthropicThinking
{
    private const int LeastBudget = 1024;
    private readonly JsonElement? _asGiven;
    private readonly int? _budget;
    private readonly string? _type;

    private AnthropicThinking(long maxTokens, string? type = null, int? budget = null, string? effort = null, JsonElement? asGiven = null) =>
        (MaxTokens, _type, _budget, Effort, _asGiven) = (maxTokens, type, budget, effort, asGiven);

    /// <summary>Tokens of thoughts and answer together.</summary>
    public long MaxTokens { get; }

    /// <summary>How hard it thinks, for models that take it; null for the model's own measure.</summary>
    public string? Effort { get; }

    /// <summary>Whether it thinks.</summary>
    public bool IsOn => _type is "enabled" or "adaptive" || (_asGiven is { } given && ChatRequest.Text(given, "type") is not "disabled");

    /// <summary>Reads it of <c>thinking</c> (Anthropic's own field) or <c>reasoning_effort</c>.</summary>
    public static AnthropicThinking Of(ChatRequest request, AnthropicModel model, int defaultMaxTokens)
    {
        long max = request.View.MaxOutputTokens ?? defaultMaxTokens;
        if (request.Field("thinking") is { ValueKind: JsonValueKind.Object } given)
            return new AnthropicThinking(max, asGiven: given);
        if (request.ReasoningEffort is not { } effort)
            return new AnthropicThinking(max);
        if (effort == "none")
            return new AnthropicThinking(max, model.HasAdaptiveThinking ? "disabled" : null);
        // A call that is forced leaves no room for thoughts; the vendor refuses both together.
        if (!model.Thinks || request.View.ToolChoice is not (null or "auto" or "none") || (request.View.ResponseFormat is { Type: "json_schema" } && !model.HasOutputFormat))
        {
            request.Drop("reasoning_effort", model.Thinks ? "`reasoning_effort` beside a forced tool or schema" : null);
            return new AnthropicThinking(max);
        }
        if (model.HasAdaptiveThinking)
            return new AnthropicThinking(max, "adaptive", effort: effort switch { "minimal" => "low", "xhigh" when model.Version < 4.7 => "high", _ => effort });
        int budget = effort switch { "minimal" => LeastBudget, "low" => 2048, "medium" => 8192, "high" => 16_384, _ => 32_000 };
        if (request.View.MaxOutputTokens is null)
            return new AnthropicThinking(max + budget, "enabled", budget);
        if (max <= LeastBudget)
        {
            request.Drop("reasoning_effort", $"`reasoning_effort` with so few tokens (at least {LeastBudget + 1} are needed)");
            return new AnthropicThinking(max);
        }
        // Half of what there is, at most: the other half is for the answer.
        return new AnthropicThinking(max, "enabled", (int)Math.Min(budget, Math.Max(LeastBudget, max / 2)));
    }

    public void Write(Utf8JsonWriter w)
    {
        if (_asGiven is { } given)
        {
            w.WritePropertyName("thinking");
            given.WriteTo(w);
        }
        else if (_type is not null)
        {
            w.WriteStartObject("thinking");
            w.WriteString("type", _type);
            if (_budget is { } budget)
                w.WriteNumber("budget_tokens", budget);
            w.WriteEndObject();
        }
    }
}
