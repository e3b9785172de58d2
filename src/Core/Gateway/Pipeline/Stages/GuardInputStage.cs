using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Documents;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Checks what comes in before anything is spent on it: sizes, empty prompts, characters that people do not see, attempts of injection in what the caller
/// wrote, attached and sends around the conversation, and personal data on its way to a model, as the tenant's guardrails say.
/// </summary>
public sealed class GuardInputStage(GuardDetectors detectors, SecurityLog log, IDocumentReader documents) : IAiStage
{
    private const int MaxMessages = 10_000;
    private const int MaxInputs = 2048;

    private readonly GuardAttachments _attachments = new(detectors, log, documents);
    private readonly GuardProgram _program = new(detectors, log);

    /// <inheritdoc/>
    public async ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        try
        {
            if (call.Chat is { } chat)
            {
                Check(call, chat);
                await InspectAsync(call, chat, cancellationToken);
                Replace(call, await _attachments.InspectAsync(call, call.Chat, cancellationToken));
                Replace(call, _program.Inspect(call, call.Chat));
            }
            else if (call.Embeddings is { } embeddings)
                Check(embeddings);
            if (call.Control.Guardrails.Policy.Pii.ToModels != PiiAction.Off)
                await ProtectAsync(call, cancellationToken);
        }
        finally
        {
            call.Trace.Spans.Add(new StageSpan("guard", start, call.ElapsedMs - start));
        }
        return await next(call, cancellationToken);
    }

    private static void Check(AiCall call, ChatView chat)
    {
        if (chat.Messages.Count > MaxMessages)
            throw ArtisanException.Invalid("messages", $"There are {chat.Messages.Count} messages; at most {MaxMessages} are taken. Summarise the older ones.");
        HiddenCharacters hidden = default;
        bool anything = chat.AttachmentCount > 0;
        foreach (ChatMessageView message in chat.Messages)
        {
            HiddenCharacters here = TextInspection.Count(message.Text);
            hidden = new HiddenCharacters(hidden.ZeroWidth + here.ZeroWidth, hidden.Bidi + here.Bidi, hidden.Tags + here.Tags, hidden.Controls + here.Controls);
            anything |= message.ToolCalls.Count > 0 || message.Text.Length > here.Total;
        }
        if (!anything)
            throw ArtisanException.Invalid("messages", "The messages hold no text. Put what you want to ask into the content of a user message.");
        if (hidden.Total > 0)
            call.Trace.Warn("hidden_characters", $"The prompt holds characters that people do not see: {hidden.ZeroWidth} zero-width, {hidden.Bidi} direction marks, {hidden.Tags} tag and {hidden.Controls} control characters.");
    }

    private static void Check(EmbeddingsView embeddings)
    {
        if (embeddings.InputCount > MaxInputs)
            throw ArtisanException.Invalid("input", $"There are {embeddings.InputCount} inputs; at most {MaxInputs} are taken at once. Send them in batches.");
    }

    private async ValueTask InspectAsync(AiCall call, ChatView chat, CancellationToken cancellationToken)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        if (guardrails.Policy.Injection.User == GuardAction.Off)
            return;
        // What a use case's person typed stands inside the facts; of protocol calls every message of the user is the caller's own.
        IReadOnlyList<string> typed = call.UserTexts ?? [];
        int[] numbers = [.. Enumerable.Range(0, chat.Messages.Count).Where(n => IsCallers(call, chat, n))];
        string[] texts = [.. typed, .. numbers.Select(n => WithoutDocuments(call, chat.Messages[n].Text))];
        if (texts.Length == 0)
            return;
        IReadOnlyList<InjectionResult> results = await detectors.InjectionOf(guardrails).InspectAsync(texts, TextSource.User, guardrails.Injection, cancellationToken);
        var sanitised = new Dictionary<string, InjectionResult>();
        var messages = new Dictionary<int, MessageSanitiser>();
        for (int i = 0; i < results.Count; i++)
        {
            InjectionResult result = AllowedEvidence.Without(texts[i], results[i], guardrails);
            if (GuardFindings.Act(call, log, SecurityEventKind.Injection, "user", texts[i], result, guardrails.Policy.Injection.User) != GuardAction.Sanitise)
                continue;
            sanitised[texts[i]] = result;
            if (i >= typed.Count)
                messages[numbers[i - typed.Count]] = new MessageSanitiser(texts[i], result);
        }
        if (call.UserTexts is null && sanitised.Count == 0 && await SplitMessages.InspectAsync(detectors.Local, texts, guardrails, cancellationToken) is { } split)
        {
            GuardAction action = guardrails.Policy.Injection.User;
            // Out of several messages no sentence can be cut.
            GuardFindings.Act(call, log, SecurityEventKind.Injection, "user", split.Text, split.Result, action == GuardAction.Sanitise ? GuardAction.Block : action);
        }
        if (sanitised.Count == 0)
            return;
        string? Clean(ReadOnlySpan<char> text) => sanitised.TryGetValue(text.ToString(), out InjectionResult? found) ? MessageSanitiser.Clean(text.ToString(), found) : null;
        Replace(call, MessageTexts.Rewrite(call.Body.Span, chat.TopLevel, (role, number) =>
        {
            if (messages.TryGetValue(number, out MessageSanitiser? message))
                return message.Part;
            return call.UserTexts is not null && role == "user" ? text => GuardFindings.InFacts(text.ToString(), Clean) : null;
        }));
        // What could not be taken out does not go on.
        foreach ((int number, MessageSanitiser message) in messages)
        {
            if (!message.Changed)
                throw GuardFindings.Refused(call, "user", sanitised[WithoutDocuments(call, chat.Messages[number].Text)]);
        }
    }

    // What the caller attached it has not written; it is read as what it is.
    private static string WithoutDocuments(AiCall call, string text)
    {
        foreach (string document in call.Documents)
            text = text.Replace(document, "", StringComparison.Ordinal);
        return text;
    }

    // A prompt's own words are the organisation's; what was filled in is not, whatever the role of the message that it stands in.
    private static bool IsCallers(AiCall call, ChatView chat, int number) =>
        chat.Messages[number].Text.Length > 0 && (number < call.PromptMessages.Count ? call.PromptMessages[number] : call.UserTexts is null && chat.Messages[number].Role == "user");

    private async ValueTask ProtectAsync(AiCall call, CancellationToken cancellationToken)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        string[] strings = [.. PromptStrings.Of(call)], texts = [.. strings, .. call.DocumentTexts];
        if (texts.Length == 0)
            return;
        IReadOnlyList<IReadOnlyList<PiiMatch>> found = await detectors.PiiOf(guardrails).FindAsync(texts, guardrails.InTransit, cancellationToken);
        if (found.All(f => f.Count == 0))
            return;
        PiiAction action = guardrails.Policy.Pii.ToModels;
        string[] types = [.. found.SelectMany(f => f).Select(m => PiiTypes.NameOf(m.Type)).Distinct()];
        for (int i = 0; i < texts.Length; i++)
        {
            if (found[i].Count > 0)
                log.AddPersonalData(GuardFindings.SubjectOf(call), GuardFindings.Of(SecurityEventKind.PersonalDataToModel, "user", GuardFindings.Word(action), texts[i], found[i]), PiiPlaces.ToModels, found[i]);
        }
        if (action == PiiAction.Block)
            throw new ArtisanException(ErrorCode.PersonalData, $"The request was refused: it holds personal data ({string.Join(", ", types)}), which your organisation does not send to models. Take it out, or ask a compliance officer.");
        if (action != PiiAction.Replace)
        {
            call.Trace.Warn("personal_data", $"The prompt holds personal data: {string.Join(", ", types)}.");
            return;
        }
        var restore = new Dictionary<string, string>();
        PlaceholderMap map = new();
        Dictionary<string, string> replaced = [];
        for (int i = 0; i < strings.Length; i++)
            replaced[texts[i]] = TextRedaction.Placeholders(texts[i], found[i], map, restore);
        string[] names = call.Chat is { } before ? [.. ParticipantNames.Of(before)] : [];
        Replace(call, PromptStrings.Rewrite(call, text => replaced.TryGetValue(text.ToString(), out string? with) && !text.SequenceEqual(with) ? with : null));
        if (call.Chat is { } chat)
        {
            // A model that calls somebody by his name says it as it stands there, without brackets.
            foreach (string name in names)
            {
                foreach ((string placeholder, string value) in restore.Where(r => replaced.TryGetValue(name, out string? with) && with.Contains(r.Key, StringComparison.Ordinal)).ToArray())
                    restore[ParticipantNames.Written(placeholder)] = value;
            }
            call.Placeholders = restore;
        }
        string[] attached = [.. found.Skip(strings.Length).SelectMany(f => f).Select(m => PiiTypes.NameOf(m.Type)).Distinct()];
        if (attached.Length > 0)
            call.Trace.Warn("attachment_personal_data", $"An attached document holds personal data, which cannot be replaced inside of it: {string.Join(", ", attached)}. It goes to the model as it is; a policy that blocks personal data refuses it.");
        if (found.Take(strings.Length).Any(f => f.Count > 0))
            call.Trace.Warn("personal_data", $"Personal data was replaced before the prompt went to the model: {string.Join(", ", found.Take(strings.Length).SelectMany(f => f).Select(m => PiiTypes.NameOf(m.Type)).Distinct())}.");
    }

    private static void Replace(AiCall call, byte[]? body)
    {
        if (body is null)
            return;
        call.Body = body;
        if (call.Chat is not null)
            call.Chat = ChatReader.Read(body);
        else
            call.Embeddings = EmbeddingsReader.Read(body);
    }
}
