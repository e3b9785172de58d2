using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Scans what was retrieved, remembered or pasted like foreign text: the answers of tools, and the facts that use cases put into their prompts, as far as
/// the person has not typed them. Such text holds data; where it gives orders, the orders are taken out, or the call is refused, as the policy says.
/// </summary>
public sealed class GuardContextStage(GuardDetectors detectors, SecurityLog log) : IAiStage
{
    // What is shorter holds no sentence.
    private const int Shortest = 12;

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        GuardAction policy = call.Control.Guardrails.Policy.Injection.Retrieved;
        if (policy != GuardAction.Off && call.OutgoingChat is { } chat && TextsOf(call, chat) is { Count: > 0 } texts)
        {
            double start = call.ElapsedMs;
            await InspectAsync(call, chat, texts, policy, cancellationToken);
            call.Trace.Spans.Add(new StageSpan("guard_context", start, call.ElapsedMs - start));
        }
        return await next(call, cancellationToken);
    }

    private async ValueTask InspectAsync(AiCall call, ChatView chat, List<string> texts, GuardAction policy, CancellationToken cancellationToken)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        IReadOnlyList<InjectionResult> results = await detectors.InjectionOf(guardrails).InspectAsync(texts, TextSource.Retrieved, guardrails.Injection, cancellationToken);
        Dictionary<string, InjectionResult>? sanitised = null;
        for (int i = 0; i < results.Count; i++)
        {
            InjectionResult result = AllowedEvidence.Without(texts[i], results[i], guardrails);
            if (GuardFindings.Act(call, log, SecurityEventKind.Injection, "retrieved", texts[i], result, policy) == GuardAction.Sanitise)
                (sanitised ??= [])[texts[i]] = result;
        }
        bool markup = call.UserTexts is not null && texts.Exists(HasMarkup);
        if (sanitised is null && !markup)
            return;
        string? Clean(ReadOnlySpan<char> text) => sanitised is not null && sanitised.TryGetValue(text.ToString(), out InjectionResult? found) ? InjectionSanitiser.Sanitise(text.ToString(), found) : null;
        // Facts of a use case are quoted as data already; images, scripts, fences and forged turns in them have no business there (seed 1, safe context).
        string? Safe(ReadOnlySpan<char> text)
        {
            string before = text.ToString();
            string after = Clean(text) ?? before;
            if (!call.UserTexts!.Contains(before) && HasMarkup(after))
                after = ContextMarkup.Clean(after, new HashSet<string>());
            return after == before ? null : after;
        }
        byte[]? body = MessageTexts.Rewrite(call.OutgoingBody.Span, chat.TopLevel, (role, _) => role switch
        {
            "tool" or "function" => Clean,
            "user" when call.UserTexts is not null => text => GuardFindings.InFacts(text.ToString(), Safe),
            _ => null,
        });
        if (body is not null)
            (call.OutgoingBody, call.OutgoingChat) = (body, ChatReader.Read(body));
    }

    private static bool HasMarkup(string text) => text.Contains("](", StringComparison.Ordinal) || text.Contains("```", StringComparison.Ordinal) || text.Contains('<') || text.Contains("[/INST]", StringComparison.OrdinalIgnoreCase)
        || TextInspection.Count(text).Total > 0;

    private static List<string> TextsOf(AiCall call, ChatView chat)
    {
        var texts = new List<string>();
        foreach (ChatMessageView message in chat.Messages)
        {
            if (message.Role is "tool" or "function" && message.Text.Length >= Shortest)
                texts.Add(message.Text);
            else if (call.UserTexts is { } typed && message.Role == "user")
            {
                // Nothing is changed here; the walk is only for reading.
                GuardFindings.InFacts(message.Text, text =>
                {
                    if (text.Length >= Shortest && text.Contains(' ') && text.ToString() is { } value && !typed.Contains(value))
                        texts.Add(value);
                    return null;
                });
            }
        }
        return texts;
    }
}
