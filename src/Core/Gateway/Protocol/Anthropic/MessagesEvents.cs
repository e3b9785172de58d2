using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>
/// Translates a stream of chunks into the events of Anthropic's protocol: message_start, for each block its start, deltas and stop, message_delta with the usage,
/// message_stop. One for each stream; not for several threads.
/// </summary>
public sealed class MessagesEvents(Guid requestId, string model)
{
    private readonly List<byte[]> _events = [];
    private readonly Dictionary<int, int> _toolBlocks = [];
    private string? _finishReason, _stopSequence;
    private string? _open;
    private int _index = -1;
    private bool _begun;
    private TokenUsage _usage;

    /// <summary>Takes a chunk.</summary>
    /// <param name="item">The chunk, of the first choice; those of others are passed over.</param>
    /// <returns>Whole server-sent events, UTF-8; possibly none.</returns>
    public IReadOnlyList<byte[]> Take(in ProviderEvent item)
    {
        _events.Clear();
        using JsonDocument document = JsonDocument.Parse(item.Data);
        JsonElement root = document.RootElement;
        Begin(MessagesAnswer.TextOf(root, "model") ?? model);
        _usage = item.Usage ?? _usage;
        if (!root.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
            return _events;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (choice.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number && index.GetInt32() != 0)
                continue;
            if (choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object)
                TakeDelta(delta);
            _finishReason = MessagesAnswer.TextOf(choice, "finish_reason") ?? _finishReason;
            _stopSequence = MessagesAnswer.TextOf(choice, "stop_reason") ?? _stopSequence;
        }
        return _events;
    }

    /// <summary>Ends the message.</summary>
    /// <returns>The last events.</returns>
    public IReadOnlyList<byte[]> End()
    {
        _events.Clear();
        Begin(model);
        Close();
        (string reason, string? sequence) = MessagesAnswer.StopReason(_finishReason, _stopSequence);
        Add("message_delta", w =>
        {
            w.WriteStartObject("delta");
            w.WriteString("stop_reason", reason);
            w.WriteString("stop_sequence", sequence);
            w.WriteEndObject();
            MessagesAnswer.WriteUsage(w, _usage);
        });
        Add("message_stop", _ => { });
        return _events;
    }

    private void Begin(string name)
    {
        if (_begun)
            return;
        _begun = true;
        Add("message_start", w =>
        {
            w.WriteStartObject("message");
            w.WriteString("id", MessagesAnswer.IdOf(requestId));
            w.WriteString("type", "message");
            w.WriteString("role", "assistant");
            w.WriteString("model", name);
            w.WriteStartArray("content");
            w.WriteEndArray();
            w.WriteNull("stop_reason");
            w.WriteNull("stop_sequence");
            // Most vendors tell it at the end; message_delta brings all of it.
            MessagesAnswer.WriteUsage(w, default);
            w.WriteEndObject();
        });
    }

    private void TakeDelta(JsonElement delta)
    {
        if ((MessagesAnswer.TextOf(delta, "reasoning_content") ?? MessagesAnswer.TextOf(delta, "reasoning")) is { Length: > 0 } thought)
            Think(thought);
        if (delta.TryGetProperty("thinking_blocks", out JsonElement blocks) && blocks.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement block in blocks.EnumerateArray())
                TakeThinking(block);
        }
        if ((MessagesAnswer.TextOf(delta, "content") ?? MessagesAnswer.TextOf(delta, "refusal")) is { Length: > 0 } text)
        {
            Open("text", w => w.WriteString("text", ""));
            Delta("text_delta", "text", text);
        }
        if (delta.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
                TakeCall(call);
        }
    }

    private void Think(string thought)
    {
        Open("thinking", w =>
        {
            w.WriteString("thinking", "");
            w.WriteString("signature", "");
        });
        Delta("thinking_delta", "thinking", thought);
    }

    // A signed block comes when its thoughts have passed already: then only the signature is news.
    private void TakeThinking(JsonElement block)
    {
        if (MessagesAnswer.TextOf(block, "type") == "redacted_thinking")
        {
            Close();
            string data = MessagesAnswer.TextOf(block, "data") ?? "";
            Open("redacted_thinking", w => w.WriteString("data", data));
            Close();
            return;
        }
        if (_open != "thinking")
            Think(MessagesAnswer.TextOf(block, "thinking") ?? "");
        Delta("signature_delta", "signature", MessagesAnswer.TextOf(block, "signature") ?? "");
        Close();
    }

    private void TakeCall(JsonElement call)
    {
        if (!call.TryGetProperty("function", out JsonElement function) || function.ValueKind != JsonValueKind.Object)
            return;
        int number = call.TryGetProperty("index", out JsonElement given) && given.ValueKind == JsonValueKind.Number ? given.GetInt32() : _toolBlocks.Count;
        if (!_toolBlocks.TryGetValue(number, out int index))
        {
            Close();
            string id = MessagesAnswer.TextOf(call, "id") ?? $"toolu_{requestId:N}_{number}", name = MessagesAnswer.TextOf(function, "name") ?? "";
            Open("tool_use", w =>
            {
                w.WriteString("id", id);
                w.WriteString("name", name);
                w.WriteStartObject("input");
                w.WriteEndObject();
            });
            _toolBlocks[number] = index = _index;
        }
        if (MessagesAnswer.TextOf(function, "arguments") is { Length: > 0 } arguments)
            Delta("input_json_delta", "partial_json", arguments, index);
    }

    private void Open(string type, Action<Utf8JsonWriter> fields)
    {
        if (_open == type)
            return;
        Close();
        (_open, _index) = (type, _index + 1);
        Add("content_block_start", w =>
        {
            w.WriteNumber("index", _index);
            w.WriteStartObject("content_block");
            w.WriteString("type", type);
            fields(w);
            w.WriteEndObject();
        });
    }

    private void Delta(string type, string field, string text, int? index = null) => Add("content_block_delta", w =>
    {
        w.WriteNumber("index", index ?? _index);
        w.WriteStartObject("delta");
        w.WriteString("type", type);
        w.WriteString(field, text);
        w.WriteEndObject();
    });

    private void Close()
    {
        if (_open is null)
            return;
        _open = null;
        Add("content_block_stop", w => w.WriteNumber("index", _index));
    }

    private void Add(string type, Action<Utf8JsonWriter> fields)
    {
        byte[] data = MessagesAnswer.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("type", type);
            fields(w);
            w.WriteEndObject();
        });
        _events.Add([.. Encoding.UTF8.GetBytes($"event: {type}\ndata: "), .. data, .. "\n\n"u8]);
    }
}
