using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Passes the texts of a complete answer through the filter: the choices' messages, what was thought before, and the arguments of tool calls. All else stays as it came.</summary>
internal static class CompleteAnswers
{
    /// <summary>Filters.</summary>
    public static async ValueTask<CompleteAnswer> FilterAsync(CompleteAnswer answer, AnswerFilter filter, CancellationToken cancellationToken)
    {
        var changed = new Dictionary<string, string>();
        (List<string> texts, List<string> thoughts) = TextsOf(answer.Body);
        foreach (string text in texts)
            await ApplyAsync(filter, text);
        if (thoughts.Count > 0)
        {
            // Vendors tell thoughts twice, as text and signed.
            AnswerFilter ofThoughts = filter.ForThoughts();
            foreach (string thought in thoughts.Distinct().Except(texts))
                await ApplyAsync(ofThoughts, thought);
        }
        if (changed.Count == 0)
            return answer;
        ReadOnlyMemory<byte> body = Unsigned(answer.Body, changed);
        JsonTopLevel topLevel = JsonTopLevel.Scan(body.Span);
        if (topLevel.Find("choices") is { } choices && JsonStrings.Rewrite(body.Span[choices.ValueStart..choices.ValueEnd], text => changed.GetValueOrDefault(text.ToString())) is { } rewritten)
            body = topLevel.Rewrite(body.Span, ("choices", rewritten));
        return new CompleteAnswer
        {
            By = answer.By,
            Body = body,
            Text = answer.Text is { } first ? changed.GetValueOrDefault(first, first) : null,
            FinishReason = answer.FinishReason,
            Usage = answer.Usage,
        };

        async ValueTask ApplyAsync(AnswerFilter by, string text)
        {
            string with = await by.ApplyAsync(text, cancellationToken);
            if (!ReferenceEquals(with, text) && with != text)
                changed[text] = with;
        }
    }

    /// <summary>The bodies' blocks of thoughts without their signatures, where their text changes: a signature holds for what was signed.</summary>
    private static ReadOnlyMemory<byte> Unsigned(ReadOnlyMemory<byte> body, Dictionary<string, string> changed)
    {
        if (body.Span.IndexOf("\"signature\""u8) < 0)
            return body;
        JsonNode root = JsonNode.Parse(body.Span)!;
        bool any = false;
        foreach (JsonObject choice in (root["choices"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (string name in ThoughtFields.Blocks)
            {
                foreach (JsonObject block in (choice["message"]?[name] as JsonArray ?? []).OfType<JsonObject>())
                {
                    if (block["signature"] is null || !ThoughtFields.Texts.Any(t => block[t] is JsonValue value && value.TryGetValue(out string? text) && changed.ContainsKey(text)))
                        continue;
                    block["signature"] = "";
                    any = true;
                }
            }
        }
        return any ? Encoding.UTF8.GetBytes(root.ToJsonString()) : body;
    }

    private static (List<string> Texts, List<string> Thoughts) TextsOf(ReadOnlyMemory<byte> body)
    {
        var texts = new List<string>();
        var thoughts = new List<string>();
        using JsonDocument document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
            return (texts, thoughts);
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (!choice.TryGetProperty("message", out JsonElement message) || message.ValueKind != JsonValueKind.Object)
                continue;
            Take(message, "content", texts);
            Take(message, "refusal", texts);
            foreach (JsonElement part in ElementsOf(message, "content"))
            {
                Take(part, "text", texts);
                // Some vendors think in a part of the content.
                Take(part, "thinking", thoughts);
                foreach (JsonElement thought in ElementsOf(part, "thinking"))
                    Take(thought, "text", thoughts);
            }
            if (message.TryGetProperty("audio", out JsonElement audio) && audio.ValueKind == JsonValueKind.Object)
                Take(audio, "transcript", texts);
            foreach (string name in ThoughtFields.Plain)
                Take(message, name, thoughts);
            foreach (JsonElement block in ThoughtFields.Blocks.SelectMany(b => ElementsOf(message, b)))
            {
                foreach (string name in ThoughtFields.Texts)
                    Take(block, name, thoughts);
            }
            foreach (JsonElement call in ElementsOf(message, "tool_calls"))
            {
                if (call.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object)
                    Take(function, "arguments", texts);
            }
        }
        return (texts, thoughts);
    }

    private static JsonElement[] ElementsOf(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)] : [];

    private static void Take(JsonElement holder, string name, List<string> texts)
    {
        if (holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            texts.Add(text);
    }
}
