using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Writes a request of the OpenAI dialect for Gemini's generateContent (ai.google.dev/api/generate-content).</summary>
internal static class GeminiRequest
{
    // The subset of OpenAPI 3.0 that responseSchema and parameters know.
    private static readonly SchemaRules s_rules = new(["type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "propertyOrdering", "anyOf", "items", "minimum", "maximum", "minLength", "maxLength", "pattern"], InlinesReferences: true);

    public static byte[] Write(ChatRequest request)
    {
        request.DropAll("logit_bias", "logprobs", "audio", "web_search_options", "top_k_logprobs");
        return AnswerWriter.Write(w =>
        {
            GeminiContents.Write(w, request);
            WriteTools(w, request);
            WriteConfig(w, request);
        });
    }

    private static void WriteTools(Utf8JsonWriter w, ChatRequest request)
    {
        ToolView[] tools = [.. request.Tools().Select(t => t.Tool)];
        if (tools.Length == 0)
            return;
        w.WriteStartArray("tools");
        w.WriteStartObject();
        w.WriteStartArray("functionDeclarations");
        foreach (ToolView tool in tools)
        {
            w.WriteStartObject();
            w.WriteString("name", tool.Name);
            w.WriteString("description", tool.Description ?? tool.Name);
            if (tool.Parameters is { } parameters && HasProperties(parameters))
            {
                if (SchemaShaper.Shape(parameters, s_rules) is { } shaped)
                    WriteSchema(w, "parameters", shaped);
                else
                    WriteSchema(w, "parametersJsonSchema", parameters);
            }
            w.WriteEndObject();
        }
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
        if (request.Flag("parallel_tool_calls") == false)
            request.Drop("parallel_tool_calls");
        if (request.View.ToolChoice is not { } choice)
            return;
        w.WriteStartObject("toolConfig");
        w.WriteStartObject("functionCallingConfig");
        w.WriteString("mode", choice switch { "auto" => "AUTO", "none" => "NONE", _ => "ANY" });
        if (choice is not ("auto" or "none" or "required"))
        {
            w.WriteStartArray("allowedFunctionNames");
            w.WriteStringValue(choice);
            w.WriteEndArray();
        }
        w.WriteEndObject();
        w.WriteEndObject();
    }

    // The vendor refuses an object without properties.
    private static bool HasProperties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().Any();

    private static void WriteSchema(Utf8JsonWriter w, string name, JsonElement schema)
    {
        w.WritePropertyName(name);
        GeminiSchema.Write(w, schema);
    }

    private static void WriteConfig(Utf8JsonWriter w, ChatRequest request)
    {
        w.WriteStartObject("generationConfig");
        Number("temperature", request.View.Temperature);
        Number("topP", request.Number("top_p"));
        Number("topK", request.Number("top_k"));
        Number("maxOutputTokens", request.View.MaxOutputTokens);
        Number("seed", request.Whole("seed"));
        Number("presencePenalty", request.Number("presence_penalty"));
        Number("frequencyPenalty", request.Number("frequency_penalty"));
        if (request.Stops() is { Count: > 0 } stops)
        {
            w.WriteStartArray("stopSequences");
            foreach (string stop in stops)
                w.WriteStringValue(stop);
            w.WriteEndArray();
        }
        if (request.View.ResponseFormat is { Type: "json_object" or "json_schema" } format)
        {
            w.WriteString("responseMimeType", "application/json");
            if (format.Schema is { ValueKind: JsonValueKind.Object } schema)
            {
                if (SchemaShaper.Shape(schema, s_rules) is { } shaped)
                    WriteSchema(w, "responseSchema", shaped);
                else
                    request.Drop("response_format", "a schema that refers to itself (it is checked when the answer is there)");
            }
        }
        WriteThinking(w, request);
        w.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } number)
                w.WriteNumber(name, number);
        }
    }

    /// <summary>Gemini 3 and later think by level, 2.5 by a budget of tokens; older ones do not think.</summary>
    private static void WriteThinking(Utf8JsonWriter w, ChatRequest request)
    {
        int? budget = request.Field("thinking") is { ValueKind: JsonValueKind.Object } thinking && ChatRequest.Text(thinking, "type") == "enabled"
            && thinking.TryGetProperty("budget_tokens", out JsonElement tokens) && tokens.ValueKind == JsonValueKind.Number ? tokens.GetInt32() : null;
        if (request.ReasoningEffort is not { } effort && budget is null)
            return;
        effort = request.ReasoningEffort ?? (budget < 4096 ? "low" : budget < 16_384 ? "medium" : "high");
        double version = GeminiModel.VersionOf(request.Model);
        if (version < 2.5)
        {
            request.Drop("reasoning_effort");
            return;
        }
        w.WriteStartObject("thinkingConfig");
        if (version >= 3)
            w.WriteString("thinkingLevel", effort is "none" or "minimal" or "low" ? "low" : effort is "medium" && request.Model.Contains("flash", StringComparison.Ordinal) ? "medium" : "high");
        else
            w.WriteNumber("thinkingBudget", budget ?? effort switch { "none" => request.Model.Contains("pro", StringComparison.Ordinal) ? 128 : 0, "minimal" => 512, "low" => 1024, "medium" => 8192, _ => 24_576 });
        if (effort != "none")
            w.WriteBoolean("includeThoughts", true);
        w.WriteEndObject();
    }
}
