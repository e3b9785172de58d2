using System.Text;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Scans what was retrieved, remembered or pasted like foreign text: the answers of tools, and the facts that use cases put into their prompts, as far as
/// the person has not typed them, and earlier messages that they send along. Such text holds data; where it gives orders, the orders are taken out, or the
/// call is refused, as the policy says. Facts lose markup that could run, fetch, hide or pass for the frame around them.
/// </summary>
public sealed class GuardContextStage(GuardDetectors detectors, SecurityLog log) : IAiStage
{
    // What is shorter holds no sentence. Scripts without spaces say more with fewer characters.
    private const int Shortest = 12, ShortestForeign = 6, LongestWord = 24;

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
        var sanitised = new Dictionary<string, InjectionResult>();
        for (int i = 0; i < results.Count; i++)
        {
            InjectionResult result = AllowedEvidence.Without(texts[i], results[i], guardrails);
            if (GuardFindings.Act(call, log, SecurityEventKind.Injection, "retrieved", texts[i], result, policy) == GuardAction.Sanitise)
                sanitised[texts[i]] = result;
        }
        // Facts are quoted as data already; images, scripts, fences and forged turns in them have no business there either.
        bool markup = call.UserTexts is not null && texts.Exists(HasMarkup);
        if (sanitised.Count == 0 && !markup)
            return;
        string? Clean(ReadOnlySpan<char> text) => sanitised.TryGetValue(text.ToString(), out InjectionResult? found) ? MessageSanitiser.Clean(text.ToString(), found) : null;
        string? Fact(ReadOnlySpan<char> text)
        {
            string before = text.ToString(), after = Clean(text) ?? before;
            if (!call.UserTexts!.Contains(before) && HasMarkup(after))
                after = ContextMarkup.Clean(after, new HashSet<string>());
            return after == before ? null : after;
        }
        var messages = new List<(MessageSanitiser Sanitiser, InjectionResult Found)>();
        byte[]? body = MessageTexts.Rewrite(call.OutgoingBody.Span, chat.TopLevel, (_, number) =>
        {
            ChatMessageView message = chat.Messages[number];
            if (HoldsFacts(call, chat, number))
                return text => GuardFindings.InFacts(text.ToString(), Fact);
            if (!IsForeign(call, message) || !sanitised.TryGetValue(message.Text, out InjectionResult? found))
                return null;
            var sanitiser = new MessageSanitiser(message.Text, found);
            messages.Add((sanitiser, found));
            return sanitiser.Part;
        });
        // What could not be taken out does not go on.
        foreach ((MessageSanitiser sanitiser, InjectionResult found) in messages)
        {
            if (!sanitiser.Changed)
                throw GuardFindings.Refused(call, "retrieved", found);
        }
        if (body is not null)
            (call.OutgoingBody, call.OutgoingChat) = (body, ChatReader.Read(body));
    }

    private static bool HasMarkup(string text) => text.Contains("](", StringComparison.Ordinal) || text.Contains("```", StringComparison.Ordinal) || text.Contains('<') || text.Contains("[/INST]", StringComparison.OrdinalIgnoreCase)
        || TextInspection.Count(text).Total > 0;

    private static List<string> TextsOf(AiCall call, ChatView chat)
    {
        var texts = new List<string>();
        for (int i = 0; i < chat.Messages.Count; i++)
        {
            ChatMessageView message = chat.Messages[i];
            if (HoldsFacts(call, chat, i))
            {
                // Nothing is changed here; the walk is only for reading.
                GuardFindings.InFacts(message.Text, text =>
                {
                    if (IsProse(text) && text.ToString() is { } value && !call.UserTexts!.Contains(value))
                        texts.Add(value);
                    return null;
                });
            }
            else if (IsForeign(call, message) && IsProse(message.Text))
                texts.Add(message.Text);
        }
        return texts;
    }

    // A use case's facts stand in its last message.
    private static bool HoldsFacts(AiCall call, ChatView chat, int number) => call.UserTexts is not null && number == chat.Messages.Count - 1 && PromptFacts.Find(chat.Messages[number].Text) is not null;

    // What tools answer, and what a use case remembers of a conversation: an earlier message may have been refused when it was asked.
    private static bool IsForeign(AiCall call, ChatMessageView message) => message.Role is "tool" or "function" || (call.UserTexts is not null && message.Role is "user" or "assistant");

    // Ids, dates and single words give no orders.
    private static bool IsProse(ReadOnlySpan<char> text) => Ascii.IsValid(text) ? text.Length >= LongestWord || (text.Length >= Shortest && text.IndexOfAny(" \t\n\r") >= 0) : text.Length >= ShortestForeign;
}
