using System.Text.Json;
using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>What the mock vendor says to a chat request: text or tool calls per choice, and the usage.</summary>
internal sealed class ChatAnswer
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<Choice> Choices { get; init; }

    public required JsonObject Usage { get; init; }

    public long Created { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>One choice: a text cut into tokens, or tool calls.</summary>
    public sealed record Choice(int Index, IReadOnlyList<string> Tokens, IReadOnlyList<ToolCall> ToolCalls, string FinishReason);

    /// <summary>One call of a tool, its arguments as JSON text.</summary>
    public sealed record ToolCall(string Id, string Name, string Arguments);

    /// <summary>Answers a chat request as the vendor is set up.</summary>
    public static ChatAnswer To(JsonNode request, string model, MockOpenAiVendor vendor)
    {
        var messages = request["messages"]!.AsArray();
        var question = messages.LastOrDefault(message => (string?)message?["role"] == "user");
        var asked = question is null ? "" : TextOf(question);
        var limit = (int?)request["max_completion_tokens"] ?? (int?)request["max_tokens"] ?? int.MaxValue;
        var choices = Enumerable.Range(0, (int?)request["n"] ?? 1).Select(index => Choose(index, request, messages, asked, limit, vendor)).ToList();
        var prompt = messages.Sum(message => MockTokens.Count(TextOf(message!)));
        var completion = choices.Sum(choice => choice.Tokens.Count + choice.ToolCalls.Sum(call => MockTokens.Count(call.Arguments))) + vendor.ReasoningTokens;
        return new ChatAnswer
        {
            Id = "chatcmpl-" + Guid.NewGuid().ToString("N"),
            Model = model,
            Choices = choices,
            Usage = new JsonObject
            {
                ["prompt_tokens"] = prompt,
                ["completion_tokens"] = completion,
                ["total_tokens"] = prompt + completion,
                ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = Math.Min(vendor.CachedTokens, prompt), ["audio_tokens"] = 0 },
                ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = vendor.ReasoningTokens, ["accepted_prediction_tokens"] = 0 },
            },
        };
    }

    /// <summary>The text of a message, whose content may be a string or a list of parts.</summary>
    public static string TextOf(JsonNode message) => message["content"] switch
    {
        JsonArray parts => string.Concat(parts.Where(part => (string?)part?["type"] == "text").Select(part => (string?)part!["text"])),
        JsonValue text => (string?)text ?? "",
        _ => "",
    };

    private static Choice Choose(int index, JsonNode request, JsonArray messages, string asked, int limit, MockOpenAiVendor vendor)
    {
        var answered = (string?)messages.LastOrDefault()?["role"] == "tool";
        if (!answered && request["tools"] is JsonArray { Count: > 0 } tools && (string?)(request["tool_choice"] as JsonValue) != "none"
            && asked.Contains("weather", StringComparison.OrdinalIgnoreCase))
        {
            var name = (string?)request["tool_choice"]?.AsObjectOrNull()?["function"]?["name"] ?? (string)tools[0]!["function"]!["name"]!;
            string[] cities = asked.Contains(" and ", StringComparison.Ordinal) ? ["Paris", "Rome"] : ["Paris"];
            var calls = cities.Select((city, at) => new ToolCall($"call_{at}_{Guid.NewGuid():N}", name, JsonSerializer.Serialize(new { city, unit = "celsius" })));
            return new Choice(index, [], [.. calls], "tool_calls");
        }

        var text = (string?)request["response_format"]?["type"] is "json_schema" or "json_object"
            ? vendor.NextStructuredAnswer()
            : answered ? "The tool says: " + TextOf(messages[^1]!) : vendor.Reply(request);
        var tokens = MockTokens.Split(index == 0 ? text : $"{text} (variant {index + 1})");
        return tokens.Count > limit ? new Choice(index, [.. tokens.Take(limit)], [], "length") : new Choice(index, tokens, [], "stop");
    }
}
