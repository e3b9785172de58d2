using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
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
/// wrote, and personal data on its way to a model, as the tenant's guardrails say.
/// </summary>
public sealed class GuardInputStage(GuardDetectors detectors, SecurityLog log) : IAiStage
{
    private const int MaxMessages = 10_000;
    private const int MaxInputs = 2048;

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
        IReadOnlyList<string> texts = call.UserTexts ?? [.. chat.Messages.Where(m => m.Role == "user" && m.Text.Length > 0).Select(m => m.Text)];
        if (texts.Count == 0)
            return;
        IReadOnlyList<InjectionResult> results = await detectors.InjectionOf(guardrails).InspectAsync(texts, TextSource.User, guardrails.Injection, cancellationToken);
        Dictionary<string, InjectionResult>? sanitised = null;
        for (int i = 0; i < results.Count; i++)
        {
            InjectionResult result = AllowedEvidence.Without(texts[i], results[i], guardrails);
            if (GuardFindings.Act(call, log, SecurityEventKind.Injection, "user", texts[i], result, guardrails.Policy.Injection.User) == GuardAction.Sanitise)
                (sanitised ??= [])[texts[i]] = result;
        }
        if (sanitised is null)
            return;
        Replace(call, MessageTexts.Rewrite(call.Body.Span, chat.TopLevel, (role, _) => role != "user" ? null : text => Sanitised(text.ToString(), sanitised)));
    }

    // A use case's message holds what the person typed inside its facts; there the sanitised text stands in its place.
    private static string? Sanitised(string text, Dictionary<string, InjectionResult> found)
    {
        if (found.TryGetValue(text, out InjectionResult? result))
            return InjectionSanitiser.Sanitise(text, result);
        return GuardFindings.InFacts(text, value => found.TryGetValue(value.ToString(), out InjectionResult? inner) ? InjectionSanitiser.Sanitise(value.ToString(), inner) : null);
    }

    private async ValueTask ProtectAsync(AiCall call, CancellationToken cancellationToken)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        string[] texts = call.Chat is { } chat
            ? [.. chat.Messages.SelectMany(m => m.ToolCalls.Select(t => t.Arguments).Prepend(m.Text)).Where(t => t.Length > 0).Distinct()]
            : [.. call.Embeddings!.Inputs.Distinct()];
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
                log.Add(GuardFindings.SubjectOf(call), GuardFindings.Of(SecurityEventKind.PersonalDataToModel, "user", GuardFindings.Word(action), texts[i], found[i]));
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
        for (int i = 0; i < texts.Length; i++)
            replaced[texts[i]] = TextRedaction.Placeholders(texts[i], found[i], map, restore);
        JsonStrings.Change change = text => replaced.TryGetValue(text.ToString(), out string? with) && !text.SequenceEqual(with) ? with : null;
        Replace(call, call.Chat is { } asked ? MessageTexts.Rewrite(call.Body.Span, asked.TopLevel, (_, _) => change) : MessageTexts.Rewrite(call.Body.Span, call.Embeddings!, change));
        call.Placeholders = call.Chat is null ? null : restore;
        call.Trace.Warn("personal_data", $"Personal data was replaced before the prompt went to the model: {string.Join(", ", types)}.");
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
