using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Infrastructure.Gateway.OpenAI;

/// <summary>
/// Takes out of a request what only Anthropic's models know, and what OpenAI would refuse the whole request for: prompt caching, thinking and its blocks. So a
/// conversation that an Anthropic model began can go on with one of OpenAI. A request without any of it costs one search over its bytes.
/// </summary>
internal static class ForeignFields
{
    private static readonly string[] s_topLevel = ["thinking", "top_k", "output_config", "cache_control"];
    private static readonly string[] s_ofMessages = ["thinking_blocks", "reasoning_content", "is_error", "cache_control"];

    /// <summary>Adds what must change.</summary>
    /// <param name="body">The body.</param>
    /// <param name="topLevel">Its properties.</param>
    /// <param name="changes">Properties that are set or removed.</param>
    public static void Remove(ReadOnlySpan<byte> body, JsonTopLevel topLevel, List<(string, byte[]?)> changes)
    {
        foreach (string name in s_topLevel)
        {
            if (topLevel.Find(name) is not null)
                changes.Add((name, null));
        }
        foreach (string name in (ReadOnlySpan<string>)["messages", "tools"])
        {
            if (topLevel.Find(name) is { } range && HasAny(body[range.ValueStart..range.ValueEnd]))
                changes.Add((name, Without(body[range.ValueStart..range.ValueEnd])));
        }
    }

    private static bool HasAny(ReadOnlySpan<byte> json)
    {
        foreach (string name in s_ofMessages)
        {
            if (json.IndexOf(Encoding.UTF8.GetBytes($"\"{name}\"")) >= 0)
                return true;
        }
        return false;
    }

    private static byte[] Without(ReadOnlySpan<byte> json)
    {
        JsonNode list = JsonNode.Parse(json)!;
        foreach (JsonObject item in (list as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (string name in s_ofMessages)
                item.Remove(name);
            (item["function"] as JsonObject)?.Remove("cache_control");
            foreach (JsonObject part in (item["content"] as JsonArray ?? []).OfType<JsonObject>())
                part.Remove("cache_control");
        }
        return Encoding.UTF8.GetBytes(list.ToJsonString());
    }
}
