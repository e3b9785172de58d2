using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>A complete answer of a vendor of another dialect, ready to be written in the OpenAI dialect.</summary>
internal sealed class ChatAnswer
{
    /// <summary>The vendor's id of the answer; null for none.</summary>
    public string? Id { get; set; }
    /// <summary>The model that the vendor says has answered.</summary>
    public string? Model { get; set; }
    /// <summary>The answer's text; null for none.</summary>
    public string? Text { get; set; }
    /// <summary>What the model thought, where the vendor shows it; never part of the text.</summary>
    public string? Reasoning { get; set; }
    /// <summary>Thinking blocks as the vendor wrote them, to be sent back in the next turn.</summary>
    public List<JsonElement> ThinkingBlocks { get; } = [];
    /// <summary>The functions that it calls.</summary>
    public List<AnswerToolCall> ToolCalls { get; } = [];
    /// <summary>Why it ended, in the OpenAI dialect's words.</summary>
    public string FinishReason { get; set; } = "stop";
    /// <summary>Which of the caller's stop texts ended it; null for none.</summary>
    public string? StopSequence { get; set; }
    /// <summary>What it used; null when the vendor does not say.</summary>
    public TokenUsage? Usage { get; set; }
}

/// <summary>A function that an answer calls.</summary>
/// <param name="Id">Which call.</param>
/// <param name="Name">Which function.</param>
/// <param name="Arguments">Arguments as JSON text.</param>
/// <param name="Signature">The vendor's signature of the thoughts behind it, to be sent back with it; null for none.</param>
internal sealed record AnswerToolCall(string Id, string Name, string Arguments, string? Signature = null);
