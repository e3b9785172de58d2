using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Cohere;

/// <summary>Reads streams of Cohere's v2 chat: message-start, content and tool calls with their deltas, message-end; citations are passed over.</summary>
internal sealed class CohereEvents(Func<JsonElement, ProviderException> fault) : IStreamTranslator
{
    private TokenUsage? _usage;
    private int _calls;
    private bool _hasArguments;

    public bool Ended { get; private set; }

    public void Read(string eventType, JsonElement data, ChunkSink sink)
    {
        JsonElement delta = data.TryGetProperty("delta", out JsonElement found) ? found : default;
        JsonElement message = delta.ValueKind == JsonValueKind.Object && delta.TryGetProperty("message", out JsonElement inner) ? inner : default;
        switch (ChatRequest.Text(data, "type") ?? eventType)
        {
            case "message-start":
                sink.Begin(ChatRequest.Text(data, "id"), null);
                break;
            case "content-start" or "content-delta" when message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out JsonElement content):
                sink.Reasoning(ChatRequest.Text(content, "thinking") ?? "");
                sink.Text(ChatRequest.Text(content, "text") ?? "");
                break;
            case "tool-plan-delta":
                sink.Reasoning(ChatRequest.Text(message, "tool_plan") ?? "");
                break;
            case "tool-call-start":
                JsonElement call = message.GetProperty("tool_calls"), function = call.GetProperty("function");
                string begun = ChatRequest.Text(function, "arguments") ?? "";
                _hasArguments = begun.Length > 0;
                sink.ToolCall(_calls++, ChatRequest.Text(call, "id") ?? "", ChatRequest.Text(function, "name") ?? "", begun);
                break;
            case "tool-call-delta":
                string more = ChatRequest.Text(message.GetProperty("tool_calls").GetProperty("function"), "arguments") ?? "";
                _hasArguments |= more.Length > 0;
                sink.ToolArguments(Math.Max(0, _calls - 1), more);
                break;
            case "tool-call-end" when !_hasArguments && _calls > 0:
                sink.ToolArguments(_calls - 1, "{}");
                break;
            case "message-end":
                string? reason = ChatRequest.Text(delta, "finish_reason");
                if (CohereAnswer.IsFailure(reason))
                    throw fault(delta);
                _usage = CohereAnswer.UsageOf(delta);
                sink.Finish(CohereAnswer.FinishReason(reason));
                Ended = true;
                break;
            case "error":
                throw fault(data);
        }
    }

    public void End(ChunkSink sink)
    {
        if (_usage is { } usage)
            sink.Usage(usage);
    }
}
