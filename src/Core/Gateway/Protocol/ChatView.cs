using System.Text.Json;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>What Artisan needs to know of a chat request in the OpenAI dialect; everything else stays in the raw body.</summary>
public sealed class ChatView
{
    /// <summary>The places of the body's properties.</summary>
    public required JsonTopLevel TopLevel { get; init; }
    /// <summary>The model as the caller named it; null when absent.</summary>
    public string? Model { get; init; }
    /// <summary>The conversation, oldest first.</summary>
    public required IReadOnlyList<ChatMessageView> Messages { get; init; }
    /// <summary>Whether the answer is wanted as server-sent events.</summary>
    public bool Stream { get; init; }
    /// <summary>Whether the caller asked for a usage chunk at the end of the stream (<c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage { get; init; }
    /// <summary>Answers wanted (<c>n</c>), at least 1.</summary>
    public int Choices { get; init; } = 1;
    /// <summary>The caller's limit of output tokens for each choice (<c>max_completion_tokens</c>, else <c>max_tokens</c>); null when absent.</summary>
    public int? MaxOutputTokens { get; init; }
    /// <summary>Sampling temperature, 0 to 2; null when absent.</summary>
    public double? Temperature { get; init; }
    /// <summary>The functions that the model may call.</summary>
    public IReadOnlyList<ToolView> Tools { get; init; } = [];
    /// <summary><c>none</c>, <c>auto</c>, <c>required</c> or the name of the one function that must be called; null when absent.</summary>
    public string? ToolChoice { get; init; }
    /// <summary>What form the answer must have; null for free text.</summary>
    public ResponseFormatView? ResponseFormat { get; init; }
    /// <summary>The caller's request metadata, text values only.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
    /// <summary>The caller's end-user name (<c>user</c>); null when absent.</summary>
    public string? User { get; init; }
    /// <summary>
    /// Length of all that becomes prompt text, in UTF-8 bytes: message texts, names and tool calls, tool definitions and the response format as they
    /// were written, and 8 for each message's role and separators. No tokenizer gives more tokens than bytes, so it bounds the prompt
    /// (attachments aside, see <see cref="AttachmentCount"/>).
    /// </summary>
    public int PromptBytes { get; init; }
    /// <summary>How many images, sounds and files the messages hold besides text.</summary>
    public int AttachmentCount { get; init; }
}

/// <summary>One message of a chat.</summary>
/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Its text; the text parts joined by line breaks where it has parts.</param>
/// <param name="ToolCalls">The calls that an assistant message made.</param>
/// <param name="ToolCallId">Which call a tool message answers.</param>
/// <param name="Name">The author's or tool's name.</param>
public sealed record ChatMessageView(string Role, string Text, IReadOnlyList<ToolCallView> ToolCalls, string? ToolCallId = null, string? Name = null)
{
    /// <summary>Where its content parts that are not text stand in the body: images, sounds, files, and parts of kinds that are not known.</summary>
    public IReadOnlyList<JsonPlace> Attachments { get; init; } = [];
    /// <summary>Where the values of its other properties stand that can hold text: earlier thoughts, calls in the old spelling, what vendors have of their own.</summary>
    public IReadOnlyList<JsonPlace> Besides { get; init; } = [];
}

/// <summary>Where a JSON value stands in a body (byte offsets).</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
public readonly record struct JsonPlace(int Start, int End);

/// <summary>A function that a model may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Parameters">JSON Schema of its arguments; null when it has none.</param>
public sealed record ToolView(string Name, string? Description, JsonElement? Parameters);

/// <summary>A call that a model made of a function.</summary>
/// <param name="Id">Which call.</param>
/// <param name="Name">Which function.</param>
/// <param name="Arguments">Arguments as JSON text, as the model wrote it.</param>
public sealed record ToolCallView(string Id, string Name, string Arguments);

/// <summary>The form that an answer must have.</summary>
/// <param name="Type"><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</param>
/// <param name="SchemaName">The schema's name, for <c>json_schema</c>.</param>
/// <param name="Schema">The JSON Schema, for <c>json_schema</c>.</param>
/// <param name="Strict">Whether the vendor must enforce the schema.</param>
public sealed record ResponseFormatView(string Type, string? SchemaName = null, JsonElement? Schema = null, bool Strict = false);

/// <summary>What Artisan needs to know of an embeddings request in the OpenAI dialect.</summary>
public sealed class EmbeddingsView
{
    /// <summary>The places of the body's properties.</summary>
    public required JsonTopLevel TopLevel { get; init; }
    /// <summary>The model as the caller named it; null when absent.</summary>
    public string? Model { get; init; }
    /// <summary>The texts; empty when the caller sent token ids.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }
    /// <summary>How many inputs there are, also when they are token ids.</summary>
    public required int InputCount { get; init; }
    /// <summary><c>float</c> or <c>base64</c>.</summary>
    public string EncodingFormat { get; init; } = "float";
    /// <summary>Wanted vector length; null for the model's own.</summary>
    public int? Dimensions { get; init; }
    /// <summary>Length of all texts in UTF-8 bytes, or the number of token ids.</summary>
    public int InputBytes { get; init; }
}
