using System.Text;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Chunks whose text is no plain <c>content</c>: parts, refusals, what a sound says. Few vendors send them, so they are read as documents; for the others see
/// <see cref="ChunkText"/>.
/// </summary>
internal static class ChunkParts
{
    /// <summary>Puts other text into a chunk: the first place of text of the choice holds it, the others nothing. All else stays.</summary>
    /// <returns>The new chunk; null where it adds no text to that choice.</returns>
    public static byte[]? Replace(ReadOnlySpan<byte> chunk, int choice, string text)
    {
        JsonNode root = JsonNode.Parse(chunk)!;
        if (DeltaOf(root, choice) is not { } delta)
            return null;
        string? rest = text;
        foreach ((JsonObject holder, string name, _) in TextsOf(delta))
        {
            holder[name] = rest ?? "";
            rest = null;
        }
        return rest is null ? Encoding.UTF8.GetBytes(root.ToJsonString()) : null;
    }

    /// <summary>A chunk like another that brings a text and nothing else.</summary>
    /// <returns>The chunk; null where the other has no such choice.</returns>
    public static byte[]? Alone(ReadOnlySpan<byte> like, int choice, TextPlace place, string text)
    {
        JsonNode root = JsonNode.Parse(like)!;
        if (DeltaOf(root, choice) is null)
            return null;
        root.AsObject().Remove("usage");
        root["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = choice,
            ["delta"] = place switch
            {
                TextPlace.Parts => new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) },
                TextPlace.Refusal => new JsonObject { ["refusal"] = text },
                TextPlace.Transcript => new JsonObject { ["audio"] = new JsonObject { ["transcript"] = text } },
                _ => new JsonObject { ["content"] = text },
            },
            ["finish_reason"] = null,
        });
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>
    /// Takes a chunk apart that brings several choices, or text and a call of a tool at once: what is held back is held for each choice and each of these by itself.
    /// </summary>
    public static IEnumerable<ProviderEvent> Split(ProviderEvent item)
    {
        if (!IsSeveral(item))
        {
            yield return item;
            yield break;
        }
        JsonObject root = JsonNode.Parse(item.Data.Span)!.AsObject();
        JsonObject[] choices = [.. (root["choices"] as JsonArray ?? []).OfType<JsonObject>()];
        for (int i = 0; i < choices.Length; i++)
        {
            JsonObject choice = choices[i];
            bool isLast = i == choices.Length - 1;
            if (choice["delta"] is JsonObject delta && CallsOf(delta) is { Length: > 0 } calls && TextOf(delta).Text.Length > 0)
            {
                JsonObject said = choice.DeepClone().AsObject();
                foreach (string name in calls)
                    said["delta"]!.AsObject().Remove(name);
                said["finish_reason"] = null;
                yield return Event(root, said, item, isLast: false);
                foreach ((JsonObject holder, string name, _) in TextsOf(delta).ToArray())
                    holder[name] = "";
            }
            yield return Event(root, choice, item, isLast);
        }
    }

    /// <summary>Whether <see cref="Split"/> has anything to take apart.</summary>
    public static bool IsSeveral(in ProviderEvent item) => item.Choices > 1 || (item.HasToolCall && item.Text is { Length: > 0 });

    private static ProviderEvent Event(JsonObject root, JsonObject choice, in ProviderEvent of, bool isLast)
    {
        JsonObject chunk = root.DeepClone().AsObject();
        chunk["choices"] = new JsonArray(choice.DeepClone());
        if (!isLast && chunk.ContainsKey("usage"))
            chunk["usage"] = null;
        JsonObject delta = choice["delta"] as JsonObject ?? [];
        (string text, TextPlace place) = TextOf(delta);
        return new ProviderEvent
        {
            Data = Encoding.UTF8.GetBytes(chunk.ToJsonString()),
            Text = text.Length > 0 ? text : null,
            Place = place,
            Choices = 1,
            Choice = NumberOf(choice),
            FinishReason = choice["finish_reason"] is JsonValue reason && reason.TryGetValue(out string? named) && named.Length > 0 ? named : null,
            Usage = isLast ? of.Usage : null,
            HasUsageProperty = of.HasUsageProperty,
            HasToolCall = CallsOf(delta).Length > 0,
        };
    }

    private static (string Text, TextPlace Place) TextOf(JsonObject delta)
    {
        var all = new StringBuilder();
        TextPlace place = TextPlace.Content;
        foreach ((JsonObject holder, string name, TextPlace here) in TextsOf(delta))
        {
            if (all.Length == 0)
                place = here;
            all.Append(holder[name]!.GetValue<string>());
        }
        return (all.ToString(), place);
    }

    // The places of text, in the order of their kinds.
    private static IEnumerable<(JsonObject Holder, string Name, TextPlace Place)> TextsOf(JsonObject delta)
    {
        if (IsText(delta, "content"))
            yield return (delta, "content", TextPlace.Content);
        foreach (JsonObject part in (delta["content"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (IsText(part, "text"))
                yield return (part, "text", TextPlace.Parts);
        }
        if (IsText(delta, "refusal"))
            yield return (delta, "refusal", TextPlace.Refusal);
        if (delta["audio"] is JsonObject audio && IsText(audio, "transcript"))
            yield return (audio, "transcript", TextPlace.Transcript);
    }

    private static bool IsText(JsonObject holder, string name) => holder[name] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String;

    private static string[] CallsOf(JsonObject delta) => [.. ((string[])["tool_calls", "function_call"]).Where(n => delta[n] is JsonArray { Count: > 0 } or JsonObject)];

    private static JsonObject? DeltaOf(JsonNode root, int choice) =>
        (root["choices"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(c => NumberOf(c) == choice)?["delta"] as JsonObject;

    private static int NumberOf(JsonObject choice) => choice["index"] is JsonValue value && value.TryGetValue(out int number) ? Math.Max(0, number) : 0;
}
