using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Fills a prompt in without sending it, and tells how many tokens it has and what they would cost.</summary>
public sealed class PreviewPrompt(ControlPlane control, IAiConfigSource config, GuardDetectors detectors, TimeProvider time)
{
    /// <summary>Fills in.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="content">The prompt.</param>
    /// <param name="values">Values by variable; null takes the prompt's samples.</param>
    /// <param name="useCase">The use case that it is for; null for plain calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With what is wrong with the prompt or a value.</exception>
    public async Task<PromptPreview> ExecuteAsync(TenantScope scope, PromptContent content, IReadOnlyDictionary<string, JsonElement>? values, string? useCase, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        TenantControl tenant = control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation");
        CompiledPrompt compiled = PromptCheck.Demand(content, tenant, config.Current);
        IReadOnlyList<RenderedMessage> messages = compiled.Fill(values ?? content.Samples, values is null ? "samples" : "variables");
        string model = content.Model ?? tenant.PolicyOf(useCase ?? UseCases.Gateway, config.Current).Model;
        ModelCard? card = config.Current.Models.GetValueOrDefault(model);
        var warnings = new List<string>();
        if (messages.Count == 0)
            return new PromptPreview([], 0, TokenCounter.NewerMethod, model, null, ["Filled in, no message has any text."]);
        ChatView chat = ChatReader.Read(JsonSerializer.SerializeToUtf8Bytes(new { model, messages = messages.Select(m => new { role = m.Role, content = m.Content }) }));
        TokenCount count = TokenCounter.Measure(chat, model);
        if (card?.ContextWindow is { } window && count.Tokens > window)
            warnings.Add($"It has {count.Tokens:N0} tokens, and {model} takes {window:N0}.");
        decimal? cost = tenant.Prices.Of(model, card, time.GetUtcNow()) is { } price ? count.Tokens * price.Price.Input / 1_000_000m : null;
        string[] checkedTexts = [.. messages.Where(m => m.HoldsValues).Select(m => m.Content)];
        IReadOnlyList<InjectionResult> found = checkedTexts.Length == 0 ? [] : await detectors.InjectionOf(tenant.Guardrails).InspectAsync(checkedTexts, TextSource.User, tenant.Guardrails.Injection, cancellationToken);
        if (found.Any(f => f.Verdict == InjectionVerdict.Block))
            warnings.Add("Filled in with these values, a message reads like an attack: calls with it are refused where your guardrails block injection. Word it otherwise.");
        return new PromptPreview(messages, count.Tokens, count.Method, model, cost, warnings);
    }
}
