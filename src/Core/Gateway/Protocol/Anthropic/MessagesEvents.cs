using System.Buffers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>
/// Translates a stream of chunks into the events of Anthropic's protocol: message_start, for each block its start, deltas and stop, message_delta with the usage,
/// message_stop. One for each stream; not for several threads.
/// </summary>
/// <param name="requestId">Artisan's id of the request, of which the message's is made.</param>
/// <param name="model">The model that answered, where the chunks do not say it.</param>
/// <param name="output">Receives whole server-sent events, UTF-8.</param>
public sealed class MessagesEvents(Guid requestId, string model, IBufferWriter<byte> output)
{
    private readonly Utf8JsonWriter _writer = new(output, MessagesAnswer.Options);
    private readonly Dictionary<int, int> _toolBlocks = [];
    private string? _finishReason, _stopSequence;
    private string? _open;
    private int _index = -1;
    private bool _begun, _written;
    private TokenUsage _usage;

    /// <summary>Takes a chunk.</summary>
    /// <param name="item">The chunk, of the first choice; those of others are passed over.</param>
    /// <returns>Whether anything was written.</returns>
    public bool Take(in ProviderEvent item)
    {
        _written = false;
        // Nearly every chunk: a piece of the text, which has been read already.
        if (_begun && item is { Text.Length: > 0, Place: TextPlace.Content, Choice: 0, Choices: <= 1, HasToolCall: false, FinishReason: null, Usage: null } && item.Data.Span.IndexOf("\"reasoning"u8) < 0 && item.Data.Span.IndexOf("\"thinking"u8) < 0)
            Say(item.Text);
        else
            TakeWhole(item);
        return _written;
    }

    /// <summary>Ends the message.</summary>
    public void End()
    {
        Begin(model);
        Close();
        (string reason, string? sequence) = MessagesAnswer.StopReason(_finishReason, _stopSequence);
        BeginEvent("message_delta");
        _writer.WriteStartObject("delta");
        _writer.WriteString("stop_reason", reason);
        _writer.WriteString("stop_sequence", sequence);
        _writer.WriteEndObject();
        MessagesAnswer.WriteUsage(_writer, _usage);
        EndEvent();
        BeginEvent("message_stop");
        EndEvent();
    }

    private void TakeWhole(in ProviderEvent item)
    {
        using JsonDocument document = JsonDocument.Parse(item.Data);
        JsonElement root = document.RootElement;
        Begin(MessagesAnswer.TextOf(root, "model") ?? model);
        _usage = item.Usage ?? _usage;
        if (!root.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (choice.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number && index.GetInt32() != 0)
                continue;
            if (choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object)
                TakeDelta(delta);
            _finishReason = MessagesAnswer.TextOf(choice, "finish_reason") ?? _finishReason;
            _stopSequence = MessagesAnswer.TextOf(choice, "stop_reason") ?? _stopSequence;
        }
    }

    private void Begin(string name)
    {
        if (_begun)
            return;
        _begun = true;
        BeginEvent("message_start");
        _writer.WriteStartObject("message");
        _writer.WriteString("id", MessagesAnswer.IdOf(requestId));
        _writer.WriteString("type", "message");
        _writer.WriteString("role", "assistant");
        _writer.WriteString("model", name);
        _writer.WriteStartArray("content");
        _writer.WriteEndArray();
        _writer.WriteNull("stop_reason");
        _writer.WriteNull("stop_sequence");
        // Most vendors tell it at the end; message_delta brings all of it.
        MessagesAnswer.WriteUsage(_writer, default);
        _writer.WriteEndObject();
        EndEvent();
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
        foreach ((bool isThought, string said) in MessagesAnswer.PiecesOf(delta))
        {
            if (isThought)
                Think(said);
            else
                Say(said);
        }
        if (delta.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
                TakeCall(call);
        }
    }

    private void Say(string text)
    {
        if (Open("text"))
        {
            _writer.WriteString("text", "");
            EndOpening();
        }
        Delta("text_delta", "text", text);
    }

    private void Think(string thought)
    {
        if (Open("thinking"))
        {
            _writer.WriteString("thinking", "");
            _writer.WriteString("signature", "");
            EndOpening();
        }
        Delta("thinking_delta", "thinking", thought);
    }

    // A signed block comes when its thoughts have passed already: then only the signature is news.
    private void TakeThinking(JsonElement block)
    {
        if (MessagesAnswer.TextOf(block, "type") == "redacted_thinking")
        {
            Close();
            Open("redacted_thinking");
            _writer.WriteString("data", MessagesAnswer.TextOf(block, "data") ?? "");
            EndOpening();
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
            Open("tool_use");
            _writer.WriteString("id", MessagesAnswer.TextOf(call, "id") ?? $"toolu_{requestId:N}_{number}");
            _writer.WriteString("name", MessagesAnswer.TextOf(function, "name") ?? "");
            _writer.WriteStartObject("input");
            _writer.WriteEndObject();
            EndOpening();
            _toolBlocks[number] = index = _index;
        }
        if (MessagesAnswer.TextOf(function, "arguments") is { Length: > 0 } arguments)
            Delta("input_json_delta", "partial_json", arguments, index);
    }

    // Whether a block begins, whose fields are to be written then.
    private bool Open(string type)
    {
        if (_open == type)
            return false;
        Close();
        (_open, _index) = (type, _index + 1);
        BeginEvent("content_block_start");
        _writer.WriteNumber("index", _index);
        _writer.WriteStartObject("content_block");
        _writer.WriteString("type", type);
        return true;
    }

    private void EndOpening()
    {
        _writer.WriteEndObject();
        EndEvent();
    }

    private void Delta(string type, string field, string text, int? index = null)
    {
        BeginEvent("content_block_delta");
        _writer.WriteNumber("index", index ?? _index);
        _writer.WriteStartObject("delta");
        _writer.WriteString("type", type);
        _writer.WriteString(field, text);
        _writer.WriteEndObject();
        EndEvent();
    }

    private void Close()
    {
        if (_open is null)
            return;
        _open = null;
        BeginEvent("content_block_stop");
        _writer.WriteNumber("index", _index);
        EndEvent();
    }

    private void BeginEvent(string type)
    {
        _written = true;
        output.Write("event: "u8);
        Span<byte> name = output.GetSpan(type.Length);
        output.Advance(Encoding.ASCII.GetBytes(type, name));
        output.Write("\ndata: "u8);
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
    }

    private void EndEvent()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n\n"u8);
    }
}
