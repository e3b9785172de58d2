using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>What a model answered to a prompt that was tried.</summary>
/// <param name="RequestId">The request, for its explanation.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Text">Its answer.</param>
/// <param name="CostUsd">USD; null when the model has no price.</param>
/// <param name="LatencyMs">Milliseconds.</param>
public sealed record PromptTrial(Guid RequestId, string Model, string Text, decimal? CostUsd, double LatencyMs);

/// <summary>Sends a prompt that is being written to a model: a real call, with guardrails, budgets and a record.</summary>
public sealed class TryPrompt(Orchestrator orchestrator, ControlPlane control, IAiConfigSource config)
{
    /// <summary>Sends.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="content">The prompt.</param>
    /// <param name="values">Values by variable; null takes the prompt's samples.</param>
    /// <param name="message">What the user says after the prompt's messages; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With what is wrong with the prompt or a value, or when Artisan refuses the call.</exception>
    /// <exception cref="ProviderException">When every model failed.</exception>
    public async Task<PromptTrial> ExecuteAsync(TenantScope scope, PromptContent content, IReadOnlyDictionary<string, JsonElement>? values, string? message, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        IReadOnlyList<RenderedMessage> messages = PromptCheck.Demand(content, tenant, config.Current).Fill(values ?? content.Samples, values is null ? "samples" : "variables");
        IEnumerable<object> sent = messages.Select(m => (object)new { role = m.Role, content = m.Content });
        if (!string.IsNullOrWhiteSpace(message))
            sent = sent.Append(new { role = "user", content = message });
        var body = new Dictionary<string, object> { ["model"] = content.Model ?? "artisan/gateway", ["messages"] = sent };
        if (content.Temperature is { } temperature)
            body["temperature"] = temperature;
        if (content.MaxOutputTokens is { } most)
            body["max_completion_tokens"] = most;
        AiCall call = orchestrator.Chat(scope, "console", JsonSerializer.SerializeToUtf8Bytes(body), promptMessages: [.. messages.Select(m => m.HoldsValues)]);
        var answer = (CompleteAnswer)await orchestrator.SendAsync(call, cancellationToken);
        return new PromptTrial(call.RequestId, answer.By.Model, answer.Text ?? "", call.Trace.CostUsd, Math.Round(call.ElapsedMs, 1));
    }
}
