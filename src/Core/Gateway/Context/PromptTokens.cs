using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Context;

/// <summary>The tokens of a chat's prompt, message by message: counted with the model's own vocabulary where that is public, else estimated.</summary>
internal sealed class PromptTokens
{
    // Opening and closing of a message, and of the answer, in OpenAI's chat format.
    private const int PerMessage = 4, PerReply = 3;

    private readonly string? _exact;
    private readonly string _model;

    private readonly Func<ChatMessageView, int>? _attached;

    private PromptTokens(ChatView chat, string model, Func<ChatMessageView, int>? attached)
    {
        (_model, _attached) = (model, attached);
        _exact = VendorTokenizer.MethodOf(model);
        IsExact = _exact is not null;
        Messages = [.. chat.Messages.Select(Count)];
        Fixed = PerReply + chat.Tools.Sum(t => PerMessage + Count(t.Name) + Count(t.Description) + Count(t.Parameters?.GetRawText())) + Count(chat.ResponseFormat?.Schema?.GetRawText());
    }

    /// <summary>Counts a prompt.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="model">Whose tokens.</param>
    /// <param name="attached">Tokens of what is attached to a message; null where attachments are not counted.</param>
    public static PromptTokens Of(ChatView chat, string model, Func<ChatMessageView, int>? attached = null) => new(chat, model, attached);

    /// <summary>Counts the prompt of a call, attachments included.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The chat's body.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="model">Whose tokens.</param>
    public static PromptTokens Of(AiCall call, ReadOnlyMemory<byte> body, ChatView chat, string model) =>
        new(chat, model, chat.AttachmentCount == 0 ? null : message => call.Attachments.TokensOf(body.Span, message, model));

    /// <summary>Tokens of each message.</summary>
    public IReadOnlyList<int> Messages { get; }
    /// <summary>Tokens of what goes with every request: tools, the schema, the frame.</summary>
    public int Fixed { get; }
    /// <summary>All tokens.</summary>
    public int Total => Fixed + Messages.Sum();
    /// <summary>Whether every text was counted with the model's vocabulary.</summary>
    public bool IsExact { get; private set; }
    /// <summary>How it was counted, for instance <c>exact:o200k_base</c>.</summary>
    public string Method => IsExact ? _exact! : TokenCounter.Count("", _model).Method;

    /// <summary>Tokens of one message with its frame.</summary>
    public int Count(ChatMessageView message)
    {
        int attached = _attached?.Invoke(message) ?? 0;
        // Vendors publish how they count pictures, not how they make them fit.
        IsExact &= attached == 0;
        return PerMessage + attached + Count(message.Text) + Count(message.Name) + message.ToolCalls.Sum(c => PerMessage + Count(c.Name) + Count(c.Arguments));
    }

    /// <summary>Tokens of a text, counted like the rest.</summary>
    public int Count(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        if (_exact is not null && VendorTokenizer.Count(text, _exact) is { } exact)
            return exact;
        IsExact = false;
        return TokenCounter.Count(text, _model).Tokens;
    }
}
