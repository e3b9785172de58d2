namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>A request's prompt and answer as people read it.</summary>
/// <param name="Turns">Messages in their order, the answers last.</param>
/// <param name="Parameters">What else was asked for, such as the temperature.</param>
/// <param name="Tools">Names of the tools that were offered.</param>
/// <param name="Note">Why a part is missing; null when all is there.</param>
public sealed record Conversation(IReadOnlyList<Turn> Turns, IReadOnlyList<KeyValuePair<string, string>> Parameters, IReadOnlyList<string> Tools, string? Note);

/// <summary>One message.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, <c>input</c>, <c>embeddings</c>, <c>error</c>.</param>
/// <param name="Text">What was said; empty when only tools were called.</param>
public sealed record Turn(string Role, string Text)
{
    /// <summary>Whether it is the answer, not part of the prompt.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>Who, beside the role: a participant's name, or the call that a tool's message answers.</summary>
    public string? Name { get; init; }

    /// <summary>Tools that it calls.</summary>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>What comes with it and is no text: "image, 12.4 KB".</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>How it ended: "stop", "length" …</summary>
    public string? Finish { get; init; }
}

/// <summary>A call of a tool.</summary>
/// <param name="Id">The call's id, which the tool's message names.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text.</param>
public sealed record ToolCall(string? Id, string Name, string Arguments);
