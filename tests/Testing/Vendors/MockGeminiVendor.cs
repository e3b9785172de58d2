using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Artisan.Testing.Vendors;

/// <summary>
/// Google's Gemini protocol. It refuses what the vendor refuses: unknown fields, keywords of JSON Schema that OpenAPI has not, results of tools without their
/// calls, more than a hundred texts at once. A chat with tools that asks for the "weather" gets a call for each city.
/// </summary>
public sealed partial class MockGeminiVendor : MockVendor
{
    private static readonly HashSet<string> Known = ["contents", "systemInstruction", "tools", "toolConfig", "generationConfig"];

    private static readonly HashSet<string> Keywords = ["type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "propertyOrdering", "anyOf", "items", "minimum", "maximum", "minLength", "maxLength", "pattern"];

    /// <summary>Starts a vendor on a free port.</summary>
    public static Task<MockGeminiVendor> StartAsync() => StartAsync(new MockGeminiVendor());

    /// <inheritdoc/>
    protected override string ErrorEvent => $"data: {Error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")}\r\n\r\n";

    /// <inheritdoc/>
    protected override string ErrorBody(int status) => Error(status, status switch { 400 => "INVALID_ARGUMENT", 429 => "RESOURCE_EXHAUSTED", 503 => "UNAVAILABLE", _ => "INTERNAL" }, $"The vendor answers {status}.");

    private static string Error(int status, string name, string message) => new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["status"] = name } }.ToJsonString();

    private static (int, string) Bad(string message) => (400, Error(400, "INVALID_ARGUMENT", message));

    [GeneratedRegex("^/v1beta/models/(?<model>[^:/]+):(?<method>generateContent|streamGenerateContent|batchEmbedContents)$")]
    private static partial Regex Paths();

    /// <inheritdoc/>
    protected override (int Status, string Body)? Refuse(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-goog-api-key") != Key)
            return Bad("API key not valid. Please pass a valid API key.");
        if (request is { Method: "GET", Path: "/v1beta/models" })
            return null;
        Match path = Paths().Match(request.Path);
        if (!path.Success)
            return (404, Error(404, "NOT_FOUND", $"models{request.Path} is not found for API version v1beta"));
        JsonObject body = request.Json!.AsObject();
        if (path.Groups["method"].Value == "batchEmbedContents")
            return body["requests"]!.AsArray().Count > 100 ? Bad("at most 100 requests can be in one batch") : null;
        if (path.Groups["method"].Value == "streamGenerateContent" && request.Query != "?alt=sse")
            return Bad("This mock streams server-sent events only.");
        foreach ((string name, _) in body)
        {
            if (!Known.Contains(name))
                return Bad($"Invalid JSON payload received. Unknown name \"{name}\": Cannot find field.");
        }
        return CheckSchema(body["generationConfig"]?["responseSchema"]) ?? (body["tools"]?[0]!["functionDeclarations"]!.AsArray().Select(f => CheckSchema(f!["parameters"])).FirstOrDefault(f => f is not null)) ?? CheckContents(body["contents"]!.AsArray());
    }

    private static (int, string)? CheckSchema(JsonNode? schema)
    {
        foreach ((string name, JsonNode? value) in schema as JsonObject ?? [])
        {
            if (!Keywords.Contains(name))
                return Bad($"Invalid JSON payload received. Unknown name \"{name}\" at 'schema': Cannot find field.");
            if (name == "type" && value is JsonArray)
                return Bad("Proto field is not repeating, cannot start list.");
            IEnumerable<JsonNode?> inner = name == "properties" ? value!.AsObject().Select(p => p.Value) : name == "items" ? [value] : name == "anyOf" ? value!.AsArray() : [];
            if (inner.Select(CheckSchema).FirstOrDefault(f => f is not null) is { } found)
                return found;
        }
        return null;
    }

    private static (int, string)? CheckContents(JsonArray contents)
    {
        int open = 0;
        foreach (JsonNode? content in contents)
        {
            JsonArray parts = content!["parts"]!.AsArray();
            if (parts.Count == 0)
                return Bad("Unable to submit request because it must have a text parameter.");
            int results = parts.Count(p => p!["functionResponse"] is not null);
            if (results != open)
                return Bad("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            open = parts.Count(p => p!["functionCall"] is not null);
        }
        return null;
    }

    /// <inheritdoc/>
    protected override (bool Stream, IReadOnlyList<string> Parts) Answer(VendorRequest request)
    {
        if (request.Method == "GET")
            return (false, ["""{"models":[{"name":"models/gemini-2.5-flash"},{"name":"models/gemini-embedding-001"}]}"""]);
        JsonObject body = request.Json!.AsObject();
        Match path = Paths().Match(request.Path);
        if (path.Groups["method"].Value == "batchEmbedContents")
            return (false, [new JsonObject { ["embeddings"] = new JsonArray([.. body["requests"]!.AsArray().Select(r => new JsonObject { ["values"] = new JsonArray(float.Parse((string)r!["content"]!["parts"]![0]!["text"]!, System.Globalization.CultureInfo.InvariantCulture), 0.5f) })]), ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = body["requests"]!.AsArray().Count } }.ToJsonString()]);
        JsonArray parts = PartsOf(body);
        if (path.Groups["method"].Value == "generateContent")
            return (false, [Piece(parts, "STOP").ToJsonString()]);
        List<string> events = [];
        foreach (JsonNode? part in parts)
        {
            string[] pieces = part!["text"] is { } text ? [.. ((string)text!).Chunk(6).Select(c => new string(c))] : [""];
            events.AddRange(pieces.Select(p => Event(Piece([p.Length > 0 ? new JsonObject { ["text"] = p } : part.DeepClone()], null))));
        }
        events.Add(Event(Piece([new JsonObject { ["text"] = "" }], "STOP")));
        return (true, events);
    }

    private static string Event(JsonObject data) => $"data: {data.ToJsonString()}\r\n\r\n";

    private static JsonObject Piece(JsonArray parts, string? reason)
    {
        var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" }, ["index"] = 0 };
        if (reason is not null)
            candidate["finishReason"] = reason;
        return new JsonObject
        {
            ["candidates"] = new JsonArray(candidate),
            ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 20, ["candidatesTokenCount"] = reason is null ? 1 : 7, ["totalTokenCount"] = 38, ["thoughtsTokenCount"] = 11, ["cachedContentTokenCount"] = 8 },
            ["modelVersion"] = "gemini-mock",
            ["responseId"] = "resp_mock",
        };
    }

    private static JsonArray PartsOf(JsonObject body)
    {
        JsonArray last = body["contents"]!.AsArray()[^1]!["parts"]!.AsArray();
        string text = string.Join(' ', last.Select(p => p!["functionResponse"] is { } result ? "The tool says: " + result["response"]!["result"] : (string?)p["text"]).Where(t => t is not null));
        if (body["generationConfig"]?["responseSchema"] is not null)
            return [new JsonObject { ["text"] = """{"score":7}""" }];
        if (body["tools"] is not JsonArray tools || !text.Contains("weather", StringComparison.OrdinalIgnoreCase))
            return [new JsonObject { ["text"] = "You said: " + text }];
        string[] cities = text[(text.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].Split(" and ");
        return [.. cities.Select((c, i) =>
        {
            var part = new JsonObject { ["functionCall"] = new JsonObject { ["name"] = (string)tools[0]!["functionDeclarations"]![0]!["name"]!, ["args"] = new JsonObject { ["city"] = c } } };
            if (i == 0)
                part["thoughtSignature"] = "sig_mock";
            return part;
        })];
    }
}
