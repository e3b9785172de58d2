using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Checks what comes in before anything is spent on it: sizes, empty prompts, characters that people do not see.</summary>
public sealed class GuardInputStage : IAiStage
{
    private const int MaxMessages = 10_000;
    private const int MaxInputs = 2048;

    /// <inheritdoc/>
    public ValueTask<AiAnswer> InvokeAsync(AiCall call, AiHandler next, CancellationToken cancellationToken)
    {
        double start = call.ElapsedMs;
        if (call.Chat is { } chat)
            Check(call, chat);
        else if (call.Embeddings is { } embeddings)
            Check(embeddings);
        call.Trace.Spans.Add(new StageSpan("guard", start, call.ElapsedMs - start));
        return next(call, cancellationToken);
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
}
