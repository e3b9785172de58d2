using System.Text;
using System.Text.Json.Nodes;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Where vendors put what a model thinks before it answers.</summary>
internal static class ThoughtFields
{
    /// <summary>As text: <c>reasoning_content</c> (DeepSeek, vLLM, and Artisan's translation), <c>reasoning</c> (OpenRouter, Ollama).</summary>
    public static readonly IReadOnlyList<string> Plain = ["reasoning_content", "reasoning"];
    /// <summary>As blocks, signed or not: Anthropic's, OpenRouter's.</summary>
    public static readonly IReadOnlyList<string> Blocks = ["thinking_blocks", Pieces];
    /// <summary>Those that come in pieces.</summary>
    public const string Pieces = "reasoning_details";
    /// <summary>The texts of a block.</summary>
    public static readonly IReadOnlyList<string> Texts = ["thinking", "text", "summary"];

    /// <summary>Whether a chunk may hold thoughts. A search over its bytes; most hold none.</summary>
    public static bool MayStandIn(ReadOnlySpan<byte> chunk) => chunk.IndexOf("\"reasoning"u8) >= 0 || chunk.IndexOf("\"thinking"u8) >= 0;

    /// <summary>What a delta adds to the thoughts as text; null for nothing.</summary>
    public static string? PlainOf(JsonObject delta)
    {
        foreach (string name in Plain)
        {
            if (TextOf(delta, name) is { Length: > 0 } text)
                return text;
        }
        string pieces = string.Concat((delta[Pieces] as JsonArray ?? []).OfType<JsonObject>().Select(TextOf));
        if (pieces.Length == 0)
            pieces = string.Concat(PartsOf(delta).Select(p => TextOf(p.Holder, p.Name)));
        return pieces.Length > 0 ? pieces : null;
    }

    /// <summary>The thoughts that stand in parts of a delta's content, as Mistral's do: each text with its name.</summary>
    public static IEnumerable<(JsonObject Holder, string Name)> PartsOf(JsonObject delta)
    {
        foreach (JsonObject part in (delta["content"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (TextOf(part, "thinking") is not null)
                yield return (part, "thinking");
            foreach (JsonObject piece in (part["thinking"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (TextOf(piece, "text") is not null)
                    yield return (piece, "text");
            }
        }
    }

    /// <summary>The text of a block; empty for none.</summary>
    public static string TextOf(JsonObject block)
    {
        var all = new StringBuilder();
        foreach (string name in Texts)
            all.Append(TextOf(block, name));
        return all.ToString();
    }

    /// <summary>A property of text; null where it is none.</summary>
    public static string? TextOf(JsonObject holder, string name) => holder[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
