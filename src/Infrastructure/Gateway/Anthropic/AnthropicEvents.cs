using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>Reads streams of the Messages protocol: message_start, blocks with their deltas, message_delta, message_stop; pings and unknown events are passed over.</summary>
internal sealed class AnthropicEvents(bool byTool, Func<JsonElement, ProviderException> fault) : IStreamTranslator
{
    private readonly Dictionary<int, Block> _blocks = [];
    private AnthropicAnswer.UsageCount _usage;
    private int _calls;

    public bool Ended { get; private set; }

    public void Read(string eventType, JsonElement data, ChunkSink sink)
    {
        switch (ChatRequest.Text(data, "type") ?? eventType)
        {
            case "message_start":
                JsonElement message = data.GetProperty("message");
                _usage = message.TryGetProperty("usage", out JsonElement first) ? _usage.With(first) : _usage;
                sink.Begin(ChatRequest.Text(message, "id"), ChatRequest.Text(message, "model"));
                break;
            case "content_block_start":
                Start(data.GetProperty("index").GetInt32(), data.GetProperty("content_block"), sink);
                break;
            case "content_block_delta":
                if (_blocks.TryGetValue(data.GetProperty("index").GetInt32(), out Block? block))
                    Add(block, data.GetProperty("delta"), sink);
                break;
            case "content_block_stop":
                if (_blocks.Remove(data.GetProperty("index").GetInt32(), out Block? ended))
                    Stop(ended, sink);
                break;
            case "message_delta":
                _usage = data.TryGetProperty("usage", out JsonElement usage) ? _usage.With(usage) : _usage;
                JsonElement delta = data.GetProperty("delta");
                if (ChatRequest.Text(delta, "stop_reason") is { } reason)
                    sink.Finish(AnthropicAnswer.FinishReason(reason) is var finish && finish == "tool_calls" && _calls == 0 ? "stop" : finish, ChatRequest.Text(delta, "stop_sequence"));
                break;
            case "message_stop":
                Ended = true;
                break;
            case "error":
                throw fault(data);
        }
    }

    public void End(ChunkSink sink)
    {
        if (_usage.ToUsage() is { } usage)
            sink.Usage(usage);
    }

    private void Start(int index, JsonElement content, ChunkSink sink)
    {
        var block = new Block(ChatRequest.Text(content, "type") ?? "");
        _blocks[index] = block;
        switch (block.Type)
        {
            case "text":
                sink.Text(ChatRequest.Text(content, "text") ?? "");
                break;
            case "thinking":
                block.Thought.Append(ChatRequest.Text(content, "thinking"));
                break;
            case "redacted_thinking":
                JsonElement redacted = content.Clone();
                sink.ThinkingBlock(redacted.WriteTo);
                break;
            case "tool_use" when byTool && ChatRequest.Text(content, "name") == AnswerForm.ToolName:
                block.IsAnswer = true;
                break;
            case "tool_use":
                block.Call = _calls++;
                sink.ToolCall(block.Call, ChatRequest.Text(content, "id") ?? "", ChatRequest.Text(content, "name") ?? "", "");
                break;
        }
    }

    private static void Add(Block block, JsonElement delta, ChunkSink sink)
    {
        switch (ChatRequest.Text(delta, "type"))
        {
            case "text_delta":
                sink.Text(ChatRequest.Text(delta, "text") ?? "");
                break;
            case "input_json_delta" when ChatRequest.Text(delta, "partial_json") is { Length: > 0 } json:
                block.HasArguments = true;
                if (block.IsAnswer)
                    sink.Text(json);
                else if (block.Call >= 0)
                    sink.ToolArguments(block.Call, json);
                break;
            case "thinking_delta":
                string thought = ChatRequest.Text(delta, "thinking") ?? "";
                block.Thought.Append(thought);
                sink.Reasoning(thought);
                break;
            case "signature_delta":
                block.Signature += ChatRequest.Text(delta, "signature");
                break;
        }
    }

    private static void Stop(Block block, ChunkSink sink)
    {
        if (block.Type == "thinking" && block.Signature is not null)
        {
            sink.ThinkingBlock(w =>
            {
                w.WriteStartObject();
                w.WriteString("type", "thinking");
                w.WriteString("thinking", block.Thought.ToString());
                w.WriteString("signature", block.Signature);
                w.WriteEndObject();
            });
        }
        // A call without arguments has no delta; callers of the OpenAI dialect read them as JSON.
        if (block.Type == "tool_use" && !block.HasArguments)
        {
            if (block.IsAnswer)
                sink.Text("{}");
            else
                sink.ToolArguments(block.Call, "{}");
        }
    }

    private sealed class Block(string type)
    {
        public readonly string Type = type;
        public readonly StringBuilder Thought = new();
        public string? Signature;
        public bool IsAnswer, HasArguments;
        public int Call = -1;
    }
}
