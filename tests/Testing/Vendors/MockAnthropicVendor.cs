using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Artisan.Testing.Vendors;

/// <summary>
/// Anthropic's Messages protocol. It refuses what the vendor refuses: a missing version or limit, messages that do not begin with the user or do not alternate,
/// tool results without their calls, blocks of white space. A chat with tools that asks for the "weather" gets a call for each city.
/// </summary>
public sealed class MockAnthropicVendor : MockVendor
{
    /// <summary>Starts a vendor on a free port.</summary>
    public static Task<MockAnthropicVendor> StartAsync() => StartAsync(new MockAnthropicVendor());

    /// <summary>Tokens of the prompt that are told as read from the vendor's cache.</summary>
    public int CacheRead { get; set; }

    /// <summary>Tokens of the prompt that are told as written to it.</summary>
    public int CacheWrite { get; set; }

    /// <inheritdoc/>
    protected override string ErrorEvent => """
        event: error
        data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}


        """.ReplaceLineEndings("\n");

    /// <inheritdoc/>
    protected override string ErrorBody(int status) => Error(status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    }, $"The vendor answers {status}.");

    private static string Error(string type, string message) =>
        new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message }, ["request_id"] = "req_mock" }.ToJsonString();

    /// <inheritdoc/>
    protected override (int Status, string Body)? Refuse(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-api-key") != Key)
            return (401, Error("authentication_error", $"invalid x-api-key: {request.Headers.GetValueOrDefault("x-api-key")}"));
        if (request.Headers.GetValueOrDefault("anthropic-version") != "2023-06-01")
            return Bad("anthropic-version: header is required");
        if (request is { Method: "GET", Path: "/v1/models" })
            return null;
        if (request is not { Method: "POST", Path: "/v1/messages" })
            return (404, Error("not_found_error", "Not found"));
        if (request.Json is not JsonObject body || (string?)body["model"] is null)
            return Bad("model: Field required");
        if (body["max_tokens"] is null)
            return Bad("max_tokens: Field required");
        foreach ((string name, _) in body)
        {
            if (!Known.Contains(name))
                return Bad($"{name}: Extra inputs are not permitted");
        }
        return CheckMessages(body["messages"]!.AsArray());
    }

    private static readonly HashSet<string> Known = ["model", "max_tokens", "messages", "system", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "tools", "tool_choice", "thinking", "output_config", "cache_control"];

    private static (int, string) Bad(string message) => (400, Error("invalid_request_error", message));

    private static (int, string)? CheckMessages(JsonArray messages)
    {
        var open = new List<string>();
        string? before = null;
        for (int i = 0; i < messages.Count; i++)
        {
            string role = (string)messages[i]!["role"]!;
            if (role is not ("user" or "assistant") || (before is null && role != "user") || before == role)
                return Bad($"messages.{i}: roles must alternate between user and assistant");
            before = role;
            JsonArray blocks = messages[i]!["content"] as JsonArray ?? [new JsonObject { ["type"] = "text", ["text"] = (string?)messages[i]!["content"] }];
            string[] results = [.. blocks.Where(b => (string?)b!["type"] == "tool_result").Select(b => (string)b!["tool_use_id"]!)];
            if (!results.Order().SequenceEqual(open.Order()) || !blocks.Take(results.Length).All(b => (string?)b!["type"] == "tool_result"))
                return Bad($"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}");
            open = [.. blocks.Where(b => (string?)b!["type"] == "tool_use").Select(b => (string)b!["id"]!)];
            if (blocks.Count == 0 || blocks.Any(b => (string?)b!["type"] == "text" && string.IsNullOrWhiteSpace((string?)b["text"])))
                return Bad($"messages.{i}: text content blocks must contain non-whitespace text");
            if (open.Any(id => !Regex.IsMatch(id, "^[a-zA-Z0-9_-]+$")))
                return Bad($"messages.{i}.content: tool_use.id: String should match pattern");
        }
        return null;
    }

    /// <inheritdoc/>
    protected override (bool Stream, IReadOnlyList<string> Parts) Answer(VendorRequest request)
    {
        if (request.Method == "GET")
            return (false, ["""{"data":[{"type":"model","id":"claude-sonnet-4-5","display_name":"Claude Sonnet 4.5","created_at":"2025-09-29T00:00:00Z"}],"has_more":false}"""]);
        var body = (JsonObject)request.Json!;
        JsonArray content = ContentOf(body);
        string reason = content.Any(b => (string?)b!["type"] == "tool_use") ? "tool_use" : "end_turn";
        int input = MockTokens.Count(body["messages"]!.ToJsonString()), output = MockTokens.Count(content.ToJsonString());
        var usage = new JsonObject { ["input_tokens"] = input, ["cache_creation_input_tokens"] = CacheWrite, ["cache_read_input_tokens"] = CacheRead, ["output_tokens"] = output };
        var message = new JsonObject { ["id"] = "msg_mock", ["type"] = "message", ["role"] = "assistant", ["model"] = (string?)body["model"], ["content"] = content, ["stop_reason"] = reason, ["stop_sequence"] = null, ["usage"] = usage };
        return (bool?)body["stream"] == true ? (true, Events(message)) : (false, [message.ToJsonString()]);
    }

    private static JsonArray ContentOf(JsonObject body)
    {
        JsonNode last = body["messages"]!.AsArray()[^1]!;
        string text = last["content"] is JsonArray blocks
            ? string.Join(' ', blocks.Select(b => (string?)b!["type"] == "tool_result" ? "The tool says: " + TextOf(b["content"]) : (string?)b["text"]).Where(t => t is not null))
            : (string)last["content"]!;
        if (body["tool_choice"] is { } choice && (string?)choice["type"] == "tool")
            return [new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_answer", ["name"] = (string)choice["name"]!, ["input"] = new JsonObject { ["score"] = 7 } }];
        if (body["output_config"]?["format"] is not null)
            return [new JsonObject { ["type"] = "text", ["text"] = """{"score":7}""" }];
        if (body["tools"] is JsonArray { Count: > 0 } tools && text.Contains("weather", StringComparison.OrdinalIgnoreCase))
        {
            string[] cities = text[(text.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].Split(" and ");
            return [new JsonObject { ["type"] = "text", ["text"] = "I look it up." }, .. cities.Select((c, i) => new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{i}", ["name"] = (string)tools[0]!["name"]!, ["input"] = new JsonObject { ["city"] = c } })];
        }
        return [new JsonObject { ["type"] = "text", ["text"] = "You said: " + text }];
    }

    private static string TextOf(JsonNode? content) => content is JsonArray blocks ? string.Join(' ', blocks.Select(b => (string?)b!["text"])) : (string?)content ?? "";

    private static List<string> Events(JsonObject message)
    {
        JsonArray content = message["content"]!.AsArray();
        var start = (JsonObject)message.DeepClone();
        (start["content"], start["stop_reason"]) = (new JsonArray(), null);
        start["usage"]!["output_tokens"] = 1;
        List<string> events = [Event(new JsonObject { ["type"] = "message_start", ["message"] = start }), Event(new JsonObject { ["type"] = "ping" })];
        for (int i = 0; i < content.Count; i++)
        {
            JsonNode block = content[i]!.DeepClone();
            bool isText = (string?)block["type"] == "text";
            string whole = isText ? (string)block["text"]! : block["input"]!.ToJsonString();
            block[isText ? "text" : "input"] = isText ? "" : new JsonObject();
            events.Add(Event(new JsonObject { ["type"] = "content_block_start", ["index"] = i, ["content_block"] = block }));
            foreach (string piece in whole.Chunk(5).Select(c => new string(c)))
            {
                var delta = isText ? new JsonObject { ["type"] = "text_delta", ["text"] = piece } : new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece };
                events.Add(Event(new JsonObject { ["type"] = "content_block_delta", ["index"] = i, ["delta"] = delta }));
            }
            events.Add(Event(new JsonObject { ["type"] = "content_block_stop", ["index"] = i }));
        }
        events.Add(Event(new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = (string)message["stop_reason"]!, ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = (int)message["usage"]!["output_tokens"]! } }));
        events.Add(Event(new JsonObject { ["type"] = "message_stop" }));
        return events;
    }

    private static string Event(JsonObject data) => $"event: {(string)data["type"]!}\ndata: {data.ToJsonString()}\n\n";
}
