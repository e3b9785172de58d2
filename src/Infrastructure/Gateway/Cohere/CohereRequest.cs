using System.Text.Json;
using Artisan.Core.Gateway.Protocol;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>Writes a request of the OpenAI dialect for Cohere's v2 chat (docs.cohere.com/reference/chat).</summary>
internal static class CohereRequest
{
    // What the vendor's structured output does not know is checked when the answer is there.
    private static readonly SchemaRules s_rules = new(["type", "properties", "required", "items", "enum", "const", "anyOf", "$ref", "$defs", "definitions", "description", "title", "format", "additionalProperties", "pattern"]);

    public static byte[] Write(ChatRequest request)
    {
        request.DropAll("logit_bias", "logprobs", "audio", "web_search_options");
        return AnswerWriter.Write(w =>
        {
            w.WriteString("model", request.Model);
            w.WriteBoolean("stream", request.Call.Stream);
            CohereMessages.Write(w, request);
            Number("temperature", request.View.Temperature is > 1 ? Clamped() : request.View.Temperature);
            Number("p", request.Number("top_p") is { } p ? Math.Clamp(p, 0.01, 0.99) : null);
            Number("k", request.Number("top_k"));
            Number("max_tokens", request.View.MaxOutputTokens);
            Number("seed", request.Whole("seed"));
            double? frequency = Penalty("frequency_penalty"), presence = Penalty("presence_penalty");
            // The vendor takes one of them.
            if (frequency is > 0 && presence is > 0)
            {
                request.Drop("presence_penalty", "`presence_penalty` beside `frequency_penalty`");
                presence = null;
            }
            Number(frequency is > 0 || presence is null ? "frequency_penalty" : "presence_penalty", frequency is > 0 || presence is null ? frequency : presence);
            if (request.Stops() is { Count: > 0 } stops)
            {
                w.WriteStartArray("stop_sequences");
                foreach (string stop in stops)
                    w.WriteStringValue(stop);
                w.WriteEndArray();
            }
            WriteTools(w, request);
            WriteFormat(w, request);
            WriteThinking(w, request);

            void Number(string name, double? value)
            {
                if (value is { } number)
                    w.WriteNumber(name, number);
            }
        });

        double Clamped()
        {
            request.Drop("temperature", "a `temperature` above 1 (1 was used)");
            return 1;
        }

        // The vendor's penalties go from 0 to 1.
        double? Penalty(string name)
        {
            if (request.Number(name) is not { } value)
                return null;
            if (value is < 0 or > 1)
                request.Drop(name, $"a `{name}` outside of 0 to 1 (the nearest was used)");
            return Math.Clamp(value, 0, 1);
        }
    }

    private static void WriteTools(Utf8JsonWriter w, ChatRequest request)
    {
        ToolView[] tools = [.. request.Tools().Select(t => t.Tool)];
        // A choice of one function is put by leaving the others out: the vendor knows only whether any must be called.
        if (request.View.ToolChoice is { } one and not ("auto" or "none" or "required"))
            tools = [.. tools.Where(t => t.Name == one)];
        if (tools.Length == 0)
            return;
        w.WriteStartArray("tools");
        foreach (ToolView tool in tools)
        {
            w.WriteStartObject();
            w.WriteString("type", "function");
            w.WriteStartObject("function");
            w.WriteString("name", tool.Name);
            if (tool.Description is not null)
                w.WriteString("description", tool.Description);
            w.WritePropertyName("parameters");
            if (tool.Parameters is { ValueKind: JsonValueKind.Object } parameters)
            {
                parameters.WriteTo(w);
            }
            else
            {
                w.WriteStartObject();
                w.WriteString("type", "object");
                w.WriteStartObject("properties");
                w.WriteEndObject();
                w.WriteEndObject();
            }
            w.WriteEndObject();
            w.WriteEndObject();
        }
        w.WriteEndArray();
        if (request.View.ToolChoice is { } choice and not "auto")
            w.WriteString("tool_choice", choice == "none" ? "NONE" : "REQUIRED");
        if (request.Flag("parallel_tool_calls") == false)
            request.Drop("parallel_tool_calls");
    }

    private static void WriteFormat(Utf8JsonWriter w, ChatRequest request)
    {
        if (request.View.ResponseFormat is not { Type: "json_object" or "json_schema" } format)
            return;
        // The vendor refuses both together; the answer is checked all the same.
        if (request.View.Tools.Count > 0 && request.View.ToolChoice != "none")
        {
            request.Drop("response_format", "`response_format` beside tools (the answer is checked when it is there)");
            return;
        }
        w.WriteStartObject("response_format");
        w.WriteString("type", "json_object");
        if (format.Schema is { ValueKind: JsonValueKind.Object } schema && SchemaShaper.Shape(schema, s_rules) is { } shaped)
        {
            w.WritePropertyName("json_schema");
            shaped.WriteTo(w);
        }
        w.WriteEndObject();
    }

    /// <summary>Only models with "reasoning" in their name think; for others the wish is left out.</summary>
    private static void WriteThinking(Utf8JsonWriter w, ChatRequest request)
    {
        if (request.ReasoningEffort is not { } effort)
            return;
        if (!request.Model.Contains("reasoning", StringComparison.Ordinal))
        {
            if (effort != "none")
                request.Drop("reasoning_effort");
            return;
        }
        w.WriteStartObject("thinking");
        w.WriteString("type", effort == "none" ? "disabled" : "enabled");
        if (effort is "minimal" or "low" or "medium")
            w.WriteNumber("token_budget", effort switch { "minimal" => 512, "low" => 2048, _ => 8192 });
        w.WriteEndObject();
    }
}
