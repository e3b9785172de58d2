using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Requests;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Shows prompt and answer message by message.</summary>
public sealed partial class ConversationView
{
    private const int Long = 3000;
    private const int Begin = 2000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private RequestContentView? _read;
    private Conversation _talk = new([], [], [], null);

    /// <summary>The kept bodies.</summary>
    [Parameter, EditorRequired] public required RequestContentView Content { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_read, Content))
            return;
        _read = Content;
        _talk = ConversationReader.Read(Content);
    }

    // Never in the middle of a surrogate pair.
    private static int Shown(string text) => char.IsHighSurrogate(text[Begin - 1]) ? Begin - 1 : Begin;

    private static string RoleWords(Turn turn) => turn.Role switch
    {
        "system" or "developer" => "System",
        "user" => "User",
        "assistant" => turn.IsAnswer ? "Answer" : "Assistant",
        "tool" or "function" => "Tool result",
        "input" => "Input",
        "embeddings" => "Embeddings",
        "error" => "Error",
        _ => turn.Role,
    };

    private static string IconOf(string role) => role switch
    {
        "system" or "developer" => "settings",
        "user" or "input" => "user-round",
        "tool" or "function" => "terminal",
        "error" => "circle-alert",
        "embeddings" => "braces",
        _ => "sparkles",
    };

    private static string Pretty(string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return arguments;
        }
    }
}
