using System.Text.Json;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors.Dialect;

/// <summary>Gathers the chunks that one event of a vendor becomes.</summary>
internal sealed class ChunkSink(string model)
{
    private readonly List<ProviderEvent> _events = [];
    private string? _id;
    private string _model = model;
    private bool _begun;

    /// <summary>Whether the answer has ended, so that only formalities are missing.</summary>
    public bool Finished { get; private set; }

    /// <summary>Takes what was gathered since the last time.</summary>
    public ProviderEvent[] Take()
    {
        ProviderEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    /// <summary>The vendor tells its id and model; the first chunk, with the role, follows.</summary>
    public void Begin(string? id, string? model)
    {
        (_id, _model) = (id ?? _id, model ?? _model);
        if (_begun)
            return;
        _begun = true;
        Add(w =>
        {
            w.WriteString("role", "assistant");
            w.WriteString("content", "");
        });
    }

    /// <summary>Text of the answer.</summary>
    public void Text(string text)
    {
        if (text.Length > 0)
            Add(w => w.WriteString("content", text), text);
    }

    /// <summary>A thought.</summary>
    public void Reasoning(string text)
    {
        if (text.Length > 0)
            Add(w => w.WriteString("reasoning_content", text));
    }

    /// <summary>A whole thinking block as the vendor wrote it.</summary>
    public void ThinkingBlock(Action<Utf8JsonWriter> block) => Add(w =>
    {
        w.WriteStartArray("thinking_blocks");
        block(w);
        w.WriteEndArray();
    });

    /// <summary>A tool call begins, or comes whole.</summary>
    public void ToolCall(int index, string id, string name, string arguments, string? signature = null) =>
        Add(w => Calls(w, index, id, name, arguments, signature), isTool: true);

    /// <summary>More of a tool call's arguments.</summary>
    public void ToolArguments(int index, string arguments)
    {
        if (arguments.Length > 0)
            Add(w => Calls(w, index, null, null, arguments, null), isTool: true);
    }

    /// <summary>The answer ends.</summary>
    public void Finish(string reason, string? stopSequence = null)
    {
        Finished = true;
        _events.Add(new ProviderEvent { Data = AnswerWriter.Chunk(_id, _model, _ => { }, reason, stopSequence), FinishReason = reason });
    }

    /// <summary>What it used, for all of the answer.</summary>
    public void Usage(TokenUsage usage) =>
        _events.Add(new ProviderEvent { Data = AnswerWriter.UsageChunk(_id, _model, usage), Usage = usage, UsageOnly = true });

    private static void Calls(Utf8JsonWriter w, int index, string? id, string? name, string arguments, string? signature)
    {
        w.WriteStartArray("tool_calls");
        AnswerWriter.ToolCall(w, index, id, name, arguments, signature);
        w.WriteEndArray();
    }

    private void Add(Action<Utf8JsonWriter> delta, string? text = null, bool isTool = false) =>
        _events.Add(new ProviderEvent { Data = AnswerWriter.Chunk(_id, _model, delta, null), Text = text, HasToolCall = isTool });
}
