using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>Reads complete answers of Cohere's v2 chat.</summary>
internal static class CohereAnswer
{
    public static ChatAnswer Read(JsonElement root)
    {
        JsonElement message = root.GetProperty("message");
        var answer = new ChatAnswer { Id = ChatRequest.Text(root, "id"), Usage = UsageOf(root) };
        StringBuilder? text = null, thoughts = null;
        if (message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in content.EnumerateArray())
            {
                if (ChatRequest.Text(part, "thinking") is { } thought)
                    (thoughts ??= new StringBuilder()).Append(thought);
                else if (ChatRequest.Text(part, "text") is { } piece)
                    (text ??= new StringBuilder()).Append(piece);
            }
        }
        if (ChatRequest.Text(message, "tool_plan") is { Length: > 0 } plan)
            (thoughts ??= new StringBuilder()).Append(plan);
        if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                JsonElement function = call.GetProperty("function");
                answer.ToolCalls.Add(new AnswerToolCall(ChatRequest.Text(call, "id") ?? "", ChatRequest.Text(function, "name") ?? "", ChatRequest.Text(function, "arguments") is { Length: > 0 } arguments ? arguments : "{}"));
            }
        }
        answer.FinishReason = FinishReason(ChatRequest.Text(root, "finish_reason"));
        (answer.Text, answer.Reasoning) = (text?.ToString() ?? (answer.ToolCalls.Count == 0 ? "" : null), thoughts?.ToString());
        return answer;
    }

    /// <summary>The reason in the OpenAI dialect's words.</summary>
    public static string FinishReason(string? reason) => reason switch
    {
        "MAX_TOKENS" => "length",
        "TOOL_CALL" => "tool_calls",
        "ERROR_TOXIC" => "content_filter",
        _ => "stop",
    };

    /// <summary>Whether the answer ended by the vendor's own failure.</summary>
    public static bool IsFailure(string? reason) => reason is "ERROR" or "TIMEOUT";

    /// <summary>The tokens: those that are billed where the vendor tells them, which leaves out its own frame around the prompt; else those that were read.</summary>
    public static TokenUsage? UsageOf(JsonElement holder)
    {
        if (!holder.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
            return null;
        JsonElement counted = usage.TryGetProperty("billed_units", out JsonElement billed) && billed.ValueKind == JsonValueKind.Object && Count(billed, "input_tokens") + Count(billed, "output_tokens") > 0 ? billed
            : usage.TryGetProperty("tokens", out JsonElement tokens) ? tokens : default;
        long input = Count(counted, "input_tokens"), output = Count(counted, "output_tokens"), cached = Math.Min(Count(usage, "cached_tokens"), input);
        return input + output == 0 ? null : new TokenUsage { Input = input - cached, CachedInput = cached, Output = output, Method = "vendor" };
    }

    public static long Count(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double count) ? Math.Max(0, (long)count) : 0;
}
