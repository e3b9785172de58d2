using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>
/// Joins the pieces of streamed tool calls: one chunk for each call, with its arguments whole. In pieces a value could not be recognised, neither by people
/// nor by what looks for personal data.
/// </summary>
internal static class ToolCallPieces
{
    /// <summary>Joins chunks of the OpenAI dialect. Chunks that cannot be read stay as they are.</summary>
    public static IEnumerable<string> Join(IReadOnlyList<string> chunks)
    {
        var calls = new SortedDictionary<(int Choice, int Index), (JsonObject First, StringBuilder Arguments)>();
        var others = new List<string>();
        foreach (string chunk in chunks)
        {
            if (!Take(chunk, calls))
                others.Add(chunk);
        }
        foreach (((int choice, int index), (JsonObject first, StringBuilder arguments)) in calls)
        {
            first["index"] = index;
            JsonObject function = first["function"] as JsonObject ?? [];
            function["arguments"] = arguments.ToString();
            first["function"] = function;
            yield return new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = choice, ["delta"] = new JsonObject { ["tool_calls"] = new JsonArray(first) } }) }.ToJsonString();
        }
        foreach (string other in others)
            yield return other;
    }

    private static bool Take(string chunk, SortedDictionary<(int, int), (JsonObject First, StringBuilder Arguments)> calls)
    {
        try
        {
            if (JsonNode.Parse(chunk)?["choices"] is not JsonArray choices)
                return false;
            foreach (JsonNode? choice in choices)
            {
                if (choice?["delta"]?["tool_calls"] is not JsonArray parts)
                    continue;
                foreach (JsonNode? part in parts)
                {
                    if (part is not JsonObject piece)
                        return false;
                    (int, int) key = (choice["index"]?.GetValue<int>() ?? 0, piece["index"]?.GetValue<int>() ?? 0);
                    if (!calls.TryGetValue(key, out (JsonObject First, StringBuilder Arguments) call))
                        calls[key] = call = ((JsonObject)piece.DeepClone(), new StringBuilder());
                    call.Arguments.Append(piece["function"]?["arguments"]?.GetValue<string>());
                }
            }
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
