using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Reads answers of generateContent, whole ones and the pieces of a stream, which have the same form.</summary>
internal static class GeminiAnswer
{
    /// <exception cref="JsonException">When there is neither a candidate nor a word on why.</exception>
    public static ChatAnswer Read(JsonElement root)
    {
        var answer = new ChatAnswer { Id = ChatRequest.Text(root, "responseId"), Model = ChatRequest.Text(root, "modelVersion"), Usage = UsageOf(root) };
        if (CandidateOf(root) is not { } candidate)
        {
            if (!IsBlocked(root))
                throw new JsonException("The answer has no candidates.");
            (answer.Text, answer.FinishReason) = ("", "content_filter");
            return answer;
        }
        StringBuilder? text = null, thoughts = null;
        foreach (JsonElement part in PartsOf(candidate))
        {
            if (CallOf(part, answer.ToolCalls.Count) is { } call)
                answer.ToolCalls.Add(call);
            else if (ChatRequest.Text(part, "text") is { } piece)
                _ = IsThought(part) ? (thoughts ??= new StringBuilder()).Append(piece) : (text ??= new StringBuilder()).Append(piece);
        }
        answer.FinishReason = FinishReason(ChatRequest.Text(candidate, "finishReason"), answer.ToolCalls.Count > 0) ?? "stop";
        (answer.Text, answer.Reasoning) = (text?.ToString() ?? (answer.ToolCalls.Count == 0 ? "" : null), thoughts?.ToString());
        return answer;
    }

    /// <summary>The first candidate; null where there is none.</summary>
    public static JsonElement? CandidateOf(JsonElement root) =>
        root.TryGetProperty("candidates", out JsonElement candidates) && candidates.ValueKind == JsonValueKind.Array && candidates.GetArrayLength() > 0 ? candidates[0] : null;

    /// <summary>Whether the prompt was refused.</summary>
    public static bool IsBlocked(JsonElement root) => root.TryGetProperty("promptFeedback", out JsonElement feedback) && ChatRequest.Text(feedback, "blockReason") is not null;

    public static IEnumerable<JsonElement> PartsOf(JsonElement candidate) =>
        candidate.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty("parts", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array ? parts.EnumerateArray() : [];

    public static bool IsThought(JsonElement part) => part.TryGetProperty("thought", out JsonElement thought) && thought.ValueKind == JsonValueKind.True;

    /// <summary>The call that a part is; the vendor need give no id, so that one is made.</summary>
    public static AnswerToolCall? CallOf(JsonElement part, int number) => !part.TryGetProperty("functionCall", out JsonElement call) ? null
        : new AnswerToolCall(ChatRequest.Text(call, "id") is { Length: > 0 } id ? id : $"call_{number}_{Guid.NewGuid():N}", ChatRequest.Text(call, "name") ?? "",
            call.TryGetProperty("args", out JsonElement args) ? args.GetRawText() : "{}", ChatRequest.Text(part, "thoughtSignature"));

    /// <summary>The reason in the OpenAI dialect's words; null while the answer goes on.</summary>
    public static string? FinishReason(string? reason, bool hasCalls) => reason switch
    {
        null or "" or "FINISH_REASON_UNSPECIFIED" => null,
        "MAX_TOKENS" => "length",
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "LANGUAGE" => "content_filter",
        _ => hasCalls ? "tool_calls" : "stop",
    };

    /// <summary>The tokens in disjoint buckets: thoughts stand beside the candidates' tokens, cached ones within the prompt's.</summary>
    public static TokenUsage? UsageOf(JsonElement root)
    {
        if (!root.TryGetProperty("usageMetadata", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
            return null;
        long prompt = Count("promptTokenCount") + Count("toolUsePromptTokenCount"), cached = Math.Min(Count("cachedContentTokenCount"), prompt);
        long answer = Count("candidatesTokenCount"), thoughts = Count("thoughtsTokenCount");
        return prompt + answer + thoughts == 0 ? null : new TokenUsage { Input = prompt - cached, CachedInput = cached, Output = answer, Reasoning = thoughts, Method = "vendor" };

        long Count(string name) => usage.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) ? Math.Max(0, count) : 0;
    }
}
