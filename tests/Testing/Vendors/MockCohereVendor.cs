using System.Globalization;
using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>
/// Cohere's v2 protocol. It refuses what the vendor refuses: unknown fields, a response format beside tools, embeddings without their purpose or of more than 96
/// texts. A chat with tools that asks for the "weather" gets a call for each city.
/// </summary>
public sealed class MockCohereVendor : MockVendor
{
    private static readonly HashSet<string> Known = ["model", "stream", "messages", "temperature", "p", "k", "max_tokens", "seed", "frequency_penalty", "presence_penalty", "stop_sequences", "tools", "tool_choice", "response_format", "thinking"];

    /// <summary>Starts a vendor on a free port.</summary>
    public static Task<MockCohereVendor> StartAsync() => StartAsync(new MockCohereVendor());

    /// <inheritdoc/>
    protected override string ErrorEvent => "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"The generation failed.\"}}\n\n";

    /// <inheritdoc/>
    protected override string ErrorBody(int status) => Error($"The vendor answers {status}.");

    private static string Error(string message) => new JsonObject { ["id"] = "err_mock", ["message"] = message }.ToJsonString();

    /// <inheritdoc/>
    protected override (int Status, string Body)? Refuse(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + Key)
            return (401, Error("invalid api token"));
        if (request is { Method: "GET", Path: "/v1/models" })
            return null;
        JsonObject body = request.Json!.AsObject();
        if (request.Path == "/v2/embed")
            return body["input_type"] is null ? (400, Error("invalid request: valid input_type must be provided with the provided model")) : body["texts"]!.AsArray().Count > 96 ? (400, Error("invalid request: texts may have at most 96 elements")) : null;
        if (request.Path != "/v2/chat")
            return (404, Error("page not found"));
        if (body.FirstOrDefault(p => !Known.Contains(p.Key)).Key is { } unknown)
            return (422, Error($"unknown field: parameter '{unknown}' is not a valid field"));
        if (body["tools"] is not null && body["response_format"] is not null)
            return (400, Error("invalid request: response_format is not supported with tools"));
        return body["frequency_penalty"] is not null && body["presence_penalty"] is not null ? (400, Error("invalid request: cannot specify both frequency_penalty and presence_penalty.")) : null;
    }

    /// <inheritdoc/>
    protected override (bool Stream, IReadOnlyList<string> Parts) Answer(VendorRequest request)
    {
        if (request.Method == "GET")
            return (false, ["""{"models":[{"name":"command-a-03-2025","endpoints":["chat"]},{"name":"embed-v4.0","endpoints":["embed"]}]}"""]);
        JsonObject body = request.Json!.AsObject();
        if (request.Path == "/v2/embed")
        {
            JsonArray texts = body["texts"]!.AsArray();
            return (false, [new JsonObject
            {
                ["id"] = "emb_mock",
                ["embeddings"] = new JsonObject { ["float"] = new JsonArray([.. texts.Select(t => new JsonArray(float.Parse((string)t!, CultureInfo.InvariantCulture), 0.5f))]) },
                ["meta"] = new JsonObject { ["billed_units"] = new JsonObject { ["input_tokens"] = texts.Count } },
            }.ToJsonString()]);
        }
        JsonNode last = body["messages"]!.AsArray()[^1]!;
        string text = (string?)last["role"] == "tool" ? "The tool says: " + last["content"] : "You said: " + (last["content"] is JsonArray parts ? (string?)parts[0]!["text"] : (string?)last["content"]);
        string[] cities = body["tools"] is not null && text.Contains("weather", StringComparison.OrdinalIgnoreCase) ? text[(text.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].Split(" and ") : [];
        if (body["response_format"] is not null)
            text = """{"score":7}""";
        var usage = new JsonObject { ["billed_units"] = new JsonObject { ["input_tokens"] = 5, ["output_tokens"] = 6 }, ["tokens"] = new JsonObject { ["input_tokens"] = 71, ["output_tokens"] = 8 } };
        string reason = cities.Length > 0 ? "TOOL_CALL" : "COMPLETE";
        if ((bool?)body["stream"] == true)
            return (true, Events(text, cities, reason, usage));
        var message = new JsonObject { ["role"] = "assistant" };
        if (cities.Length > 0)
        {
            message["tool_plan"] = "I look it up.";
            message["tool_calls"] = new JsonArray([.. cities.Select((c, i) => new JsonObject { ["id"] = $"get_weather_{i}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = "get_weather", ["arguments"] = $$"""{"city":"{{c}}"}""" } })]);
        }
        else
        {
            message["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text });
        }
        return (false, [new JsonObject { ["id"] = "chat_mock", ["finish_reason"] = reason, ["message"] = message, ["usage"] = usage }.ToJsonString()]);
    }

    private static List<string> Events(string text, string[] cities, string reason, JsonObject usage)
    {
        List<string> events = [Event("""{"id":"chat_mock","type":"message-start","delta":{"message":{"role":"assistant"}}}""")];
        if (cities.Length > 0)
        {
            events.Add(Event("""{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I look it up."}}}"""));
            for (int i = 0; i < cities.Length; i++)
            {
                events.Add(Event($$$"""{"type":"tool-call-start","index":{{{i}}},"delta":{"message":{"tool_calls":{"id":"get_weather_{{{i}}}","type":"function","function":{"name":"get_weather","arguments":""} } } } }"""));
                foreach (string piece in new[] { "{\"city\":\"", cities[i], "\"}" })
                    events.Add(Event(new JsonObject { ["type"] = "tool-call-delta", ["index"] = i, ["delta"] = new JsonObject { ["message"] = new JsonObject { ["tool_calls"] = new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } } } } }.ToJsonString()));
                events.Add(Event($$"""{"type":"tool-call-end","index":{{i}} }"""));
            }
        }
        else
        {
            events.Add(Event("""{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}"""));
            foreach (string piece in text.Chunk(5).Select(c => new string(c)))
                events.Add(Event(new JsonObject { ["type"] = "content-delta", ["index"] = 0, ["delta"] = new JsonObject { ["message"] = new JsonObject { ["content"] = new JsonObject { ["text"] = piece } } } }.ToJsonString()));
            events.Add(Event("""{"type":"content-end","index":0}"""));
        }
        events.Add(Event(new JsonObject { ["type"] = "message-end", ["delta"] = new JsonObject { ["finish_reason"] = reason, ["usage"] = usage } }.ToJsonString()));
        return events;
    }

    private static string Event(string data) => $"event: {(string)JsonNode.Parse(data)!["type"]!}\ndata: {data}\n\n";
}
