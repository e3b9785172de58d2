using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Reads complete answers of the Messages protocol.</summary>
internal static class AnthropicAnswer
{
    /// <param name="root">The message.</param>
    /// <param name="byTool">Whether the answer comes as the arguments of <see cref="AnswerForm.ToolName"/>.</param>
    public static ChatAnswer Read(JsonElement root, bool byTool)
    {
        var answer = new ChatAnswer
        {
            Id = ChatRequest.Text(root, "id"),
            Model = ChatRequest.Text(root, "model"),
            FinishReason = FinishReason(ChatRequest.Text(root, "stop_reason")),
            StopSequence = ChatRequest.Text(root, "stop_sequence"),
            Usage = root.TryGetProperty("usage", out JsonElement usage) ? new UsageCount().With(usage).ToUsage() : null,
        };
        StringBuilder? text = null, thoughts = null;
        foreach (JsonElement block in root.GetProperty("content").EnumerateArray())
        {
            switch (ChatRequest.Text(block, "type"))
            {
                case "text":
                    (text ??= new StringBuilder()).Append(ChatRequest.Text(block, "text"));
                    break;
                case "thinking":
                    (thoughts ??= new StringBuilder()).Append(ChatRequest.Text(block, "thinking"));
                    answer.ThinkingBlocks.Add(block.Clone());
                    break;
                case "redacted_thinking":
                    answer.ThinkingBlocks.Add(block.Clone());
                    break;
                case "tool_use" when byTool && ChatRequest.Text(block, "name") == AnswerForm.ToolName:
                    text = new StringBuilder(block.GetProperty("input").GetRawText());
                    break;
                case "tool_use":
                    answer.ToolCalls.Add(new AnswerToolCall(ChatRequest.Text(block, "id") ?? "", ChatRequest.Text(block, "name") ?? "", block.GetProperty("input").GetRawText()));
                    break;
            }
        }
        if (byTool && answer.FinishReason == "tool_calls" && answer.ToolCalls.Count == 0)
            answer.FinishReason = "stop";
        (answer.Text, answer.Reasoning) = (text?.ToString() ?? (answer.ToolCalls.Count == 0 ? "" : null), thoughts is { Length: > 0 } ? thoughts.ToString() : null);
        return answer;
    }

    /// <summary>The reason in the OpenAI dialect's words.</summary>
    public static string FinishReason(string? stopReason) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    /// <summary>The tokens counted so far; a stream tells them in pieces, each later figure standing for the earlier.</summary>
    public readonly record struct UsageCount(long Input, long CacheRead, long CacheWrite, long Output, long Thinking)
    {
        public UsageCount With(JsonElement usage) => usage.ValueKind != JsonValueKind.Object ? this : new UsageCount(
            Count(usage, "input_tokens") ?? Input,
            Count(usage, "cache_read_input_tokens") ?? CacheRead,
            Count(usage, "cache_creation_input_tokens") ?? CacheWrite,
            Count(usage, "output_tokens") ?? Output,
            usage.TryGetProperty("output_tokens_details", out JsonElement details) ? Count(details, "thinking_tokens") ?? Thinking : Thinking);

        public TokenUsage? ToUsage() => Input + CacheRead + CacheWrite + Output == 0 ? null : new TokenUsage
        {
            Input = Input,
            CachedInput = CacheRead,
            CacheWrite = CacheWrite,
            Output = Output - Math.Min(Thinking, Output),
            Reasoning = Math.Min(Thinking, Output),
            Method = "vendor",
        };

        private static long? Count(JsonElement holder, string name) =>
            holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) ? Math.Max(0, count) : null;
    }
}
