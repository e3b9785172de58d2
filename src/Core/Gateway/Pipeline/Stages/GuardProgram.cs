using System.Text;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Reads what a program sends around the conversation: system and developer messages, earlier answers with their tool calls and thoughts, definitions of tools
/// and forms of answers. The engine in process judges it, since services know only people's words and documents. What was found harmless is not looked at
/// again: programs send the same with every call.
/// </summary>
internal sealed class GuardProgram(GuardDetectors detectors, SecurityLog log)
{
    private const string Source = "program";
    // What is shorter holds no sentence.
    private const int Shortest = 12;

    private readonly KnownHarmless _harmless = new();

    /// <summary>Reads.</summary>
    /// <returns>The body without what was taken out; null where it stays.</returns>
    /// <exception cref="PromptInjectionException">Where the policy blocks, or something could not be taken out.</exception>
    public byte[]? Inspect(AiCall call, ChatView chat)
    {
        // The words of use cases are our own; what stands in their facts is read as what it is.
        if (call.Control.Guardrails.Policy.Injection.Program == GuardAction.Off || call.UserTexts is not null)
            return null;
        Dictionary<int, InjectionResult>? messages = null;
        for (int i = call.PromptMessages.Count; i < chat.Messages.Count; i++)
        {
            if (InMessage(call, chat.Messages[i]) is { } found)
                (messages ??= [])[i] = found;
        }
        List<(string Property, InjectionResult Found)>? definitions = null;
        foreach (string property in DefinitionTexts.Properties)
        {
            if (chat.TopLevel.Find(property) is { } place && InDefinitions(call, call.Body.Span[place.ValueStart..place.ValueEnd]) is { } found)
                (definitions ??= []).Add((property, found));
        }
        return messages is null && definitions is null ? null : WithoutOrders(call, chat, messages ?? [], definitions ?? []);
    }

    private InjectionResult? InMessage(AiCall call, ChatMessageView message)
    {
        bool isPrograms = message.Role is "system" or "developer" or "assistant";
        if (!isPrograms && message.Besides.Count == 0)
            return null;
        if (message is { ToolCalls.Count: 0, Besides.Count: 0 })
            return Judge(call, message.Text);
        var text = new StringBuilder(isPrograms ? message.Text : "");
        foreach (ToolCallView made in message.ToolCalls)
            text.Append('\n').Append(made.Name).Append('\n').Append(made.Arguments);
        foreach (JsonPlace place in message.Besides)
        {
            // Nothing is changed here; the walk is only for reading. What is signed or encrypted says nothing.
            JsonStrings.Rewrite(call.Body.Span[place.Start..place.End], part =>
            {
                if (part.Length >= Shortest && (!Ascii.IsValid(part) || part.IndexOfAny(" \t\n") >= 0))
                    text.Append('\n').Append(part);
                return null;
            });
        }
        return Judge(call, text.ToString());
    }

    private InjectionResult? InDefinitions(AiCall call, ReadOnlySpan<byte> value)
    {
        UInt128 digest = KnownHarmless.Of(value, call.Control.Guardrails.Injection);
        if (_harmless.Knows(digest))
            return null;
        InjectionResult? found = null;
        bool harmless = true;
        foreach (string text in DefinitionTexts.Of(value))
            found = Judge(call, text, ref harmless) ?? found;
        if (harmless)
            _harmless.Add(digest);
        return found;
    }

    private InjectionResult? Judge(AiCall call, string text)
    {
        bool harmless = true;
        return Judge(call, text, ref harmless);
    }

    // Only what is to be taken out is returned; all else is done with here.
    private InjectionResult? Judge(AiCall call, string text, ref bool harmless)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        if (text.Length < Shortest)
            return null;
        UInt128 digest = KnownHarmless.Of(text, guardrails.Injection);
        if (_harmless.Knows(digest))
            return null;
        InjectionResult found = detectors.Local.Inspect(text, TextSource.Program, guardrails.Injection);
        if (found.Verdict == InjectionVerdict.Allow)
        {
            _harmless.Add(digest);
            return null;
        }
        harmless = false;
        found = AllowedEvidence.Without(text, found, guardrails);
        return GuardFindings.Act(call, log, SecurityEventKind.Injection, Source, text, found, guardrails.Policy.Injection.Program) == GuardAction.Sanitise ? found : null;
    }

    // Each string is looked at for itself: what was found across several of them cannot be taken out, and does not go on.
    private byte[]? WithoutOrders(AiCall call, ChatView chat, Dictionary<int, InjectionResult> messages, List<(string Property, InjectionResult Found)> definitions)
    {
        InjectionThresholds thresholds = call.Control.Guardrails.Injection;
        string? Clean(string text) => text.Length >= Shortest && detectors.Local.Inspect(text, TextSource.Program, thresholds) is { Verdict: not InjectionVerdict.Allow } found ? MessageSanitiser.Clean(text, found) : null;
        var cleaned = new HashSet<int>();
        byte[]? body = messages.Count == 0 ? null : MessageTexts.Rewrite(call.Body.Span, chat.TopLevel, (_, number) => !messages.ContainsKey(number) ? null : part =>
        {
            string text = part.ToString();
            string? clean = JsonStrings.Within(text, inner => Clean(inner.ToString()), out string? changed) ? changed : Clean(text);
            if (clean is not null)
                cleaned.Add(number);
            return clean;
        });
        foreach ((int number, InjectionResult found) in messages)
        {
            if (!cleaned.Contains(number))
                throw GuardFindings.Refused(call, Source, found);
        }
        foreach ((string property, InjectionResult found) in definitions)
        {
            ReadOnlySpan<byte> now = body ?? call.Body.Span;
            JsonTopLevel topLevel = body is null ? chat.TopLevel : JsonTopLevel.Scan(body);
            JsonPropertyRange place = topLevel.Find(property)!.Value;
            byte[] value = DefinitionTexts.Rewrite(now[place.ValueStart..place.ValueEnd], text => Clean(text.ToString())) ?? throw GuardFindings.Refused(call, Source, found);
            body = topLevel.Rewrite(now, (property, value));
        }
        return body;
    }
}
