using System.Text.Json;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>A message of a request in the OpenAI dialect, ready to be written in another.</summary>
/// <param name="Role"><c>system</c> (also for <c>developer</c>), <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Parts">What it says, in order.</param>
/// <param name="ToolCalls">The calls that an assistant message made.</param>
/// <param name="ToolCallId">Which call a tool message answers.</param>
/// <param name="Source">The message as it came, for what only one vendor knows.</param>
internal sealed record ChatMessage(string Role, IReadOnlyList<ChatPart> Parts, IReadOnlyList<ChatToolCall> ToolCalls, string? ToolCallId, JsonElement Source)
{
    /// <summary>The texts joined by line breaks.</summary>
    public string Text => string.Join('\n', Parts.Where(p => p.Text is not null).Select(p => p.Text));
}

/// <summary>A part of a message: a text, an image or a file; exactly one of them.</summary>
internal sealed record ChatPart
{
    /// <summary>A text.</summary>
    public string? Text { get; init; }
    /// <summary>Address of an image; null for other parts and for images that came with their bytes.</summary>
    public string? Url { get; init; }
    /// <summary>Bytes of an image or file, base64.</summary>
    public string? Data { get; init; }
    /// <summary>Media type of <see cref="Data"/>.</summary>
    public string? MediaType { get; init; }
    /// <summary>Name of a file.</summary>
    public string? FileName { get; init; }
    /// <summary>The kind of part where it is none of those above, for instance <c>input_audio</c>.</summary>
    public string? Other { get; init; }
    /// <summary>Anthropic's wish to keep the prompt up to here.</summary>
    public JsonElement? CacheControl { get; init; }
}

/// <summary>A call that an assistant message made.</summary>
/// <param name="Id">Which call.</param>
/// <param name="Name">Which function.</param>
/// <param name="Arguments">Its arguments: always a JSON object.</param>
/// <param name="Source">The call as it came.</param>
internal sealed record ChatToolCall(string Id, string Name, JsonElement Arguments, JsonElement Source);
