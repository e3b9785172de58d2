using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Writes a request of the OpenAI dialect in Anthropic's Messages protocol (platform.claude.com/docs/en/api/messages).</summary>
internal static class AnthropicRequest
{
    /// <summary>The answer's limit where neither the caller nor a policy sets one, tokens: the protocol demands one.</summary>
    private const int DefaultMaxTokens = 4096;

    public static byte[] Write(ChatRequest request)
    {
        AnthropicModel model = AnthropicModel.Of(request.Model);
        AnthropicThinking thinking = AnthropicThinking.Of(request, model, DefaultMaxTokens);
        AnswerForm form = AnswerForm.Of(request, model);
        request.DropAll("frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "seed", "audio", "web_search_options");
        return AnswerWriter.Write(w =>
        {
            w.WriteString("model", request.Model);
            w.WriteNumber("max_tokens", thinking.MaxTokens);
            if (request.Call.Stream)
                w.WriteBoolean("stream", true);
            AnthropicMessages.Write(w, request, form.Instruction);
            WriteSampling(w, request, model, thinking);
            if (request.Stops().Where(s => !string.IsNullOrWhiteSpace(s)).ToArray() is { Length: > 0 } stops)
            {
                w.WriteStartArray("stop_sequences");
                foreach (string stop in stops)
                    w.WriteStringValue(stop);
                w.WriteEndArray();
            }
            if (request.View.User is { Length: > 0 } user)
            {
                w.WriteStartObject("metadata");
                w.WriteString("user_id", user);
                w.WriteEndObject();
            }
            if (request.Field("cache_control") is { ValueKind: JsonValueKind.Object } cache)
                AnthropicMessages.WriteCache(w, cache);
            AnthropicTools.Write(w, request, form);
            thinking.Write(w);
            WriteOutputConfig(w, request, thinking, form);
        });
    }

    private static void WriteSampling(Utf8JsonWriter w, ChatRequest request, AnthropicModel model, AnthropicThinking thinking)
    {
        double? temperature = request.View.Temperature, topP = request.Number("top_p");
        long? topK = request.Whole("top_k");
        if (!model.TakesSampling || thinking.IsOn)
        {
            // At 1 they are what the model does anyway.
            if (temperature is not (null or 1))
                request.Drop("temperature");
            if (topP is not (null or 1))
                request.Drop("top_p");
            return;
        }
        if (temperature is > 1)
        {
            request.Drop("temperature", "a `temperature` above 1 (1 was used)");
            temperature = 1;
        }
        if (temperature is not null && topP is not null && !model.TakesBothSamplings)
        {
            if (topP != 1)
                request.Drop("top_p", "`top_p` beside `temperature`");
            topP = null;
        }
        if (temperature is { } t)
            w.WriteNumber("temperature", t);
        if (topP is { } p)
            w.WriteNumber("top_p", p);
        if (topK is { } k)
            w.WriteNumber("top_k", k);
    }

    private static void WriteOutputConfig(Utf8JsonWriter w, ChatRequest request, AnthropicThinking thinking, AnswerForm form)
    {
        string? effort = thinking.Effort ?? (request.Field("output_config") is { } config ? ChatRequest.Text(config, "effort") : null);
        if (effort is null && form.Schema is null)
            return;
        w.WriteStartObject("output_config");
        if (effort is not null)
            w.WriteString("effort", effort);
        if (form.Schema is { } schema)
        {
            w.WriteStartObject("format");
            w.WriteString("type", "json_schema");
            w.WritePropertyName("schema");
            schema.WriteTo(w);
            w.WriteEndObject();
        }
        w.WriteEndObject();
    }
}
