using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>Gathers what a stream delivered, for the request's record and for estimating tokens where the vendor gives none. Keeps at most <see cref="RequestContent.MaxBytes"/>.</summary>
public sealed class AnswerCapture
{
    private readonly StringBuilder _first = new(256);
    // The choices after the first, which few calls ask for.
    private SortedDictionary<int, StringBuilder>? _others;
    private List<string>? _toolChunks;
    private int _kept, _toolBytes;

    /// <summary>Characters of text delivered, also beyond what is kept.</summary>
    public long TextLength { get; private set; }
    /// <summary>Whether more came than is kept.</summary>
    public bool Truncated { get; private set; }
    /// <summary>Why the first choice ended.</summary>
    public string? FinishReason { get; private set; }
    /// <summary>Whether anything was delivered.</summary>
    public bool Any { get; private set; }
    /// <summary>The text so far, choice after choice.</summary>
    public string Text => _others is null ? _first.ToString() : string.Concat(_others.Values.Prepend(_first));

    /// <summary>Takes an event.</summary>
    public void Add(in ProviderEvent item)
    {
        FinishReason ??= item.FinishReason;
        if (item.Text is { Length: > 0 } text)
        {
            Any = true;
            TextLength += text.Length;
            if (_kept + text.Length <= RequestContent.MaxBytes / 2)
            {
                _kept += text.Length;
                TextOf(item.Choice).Append(text);
            }
            else
                Truncated = true;
        }
        if (!item.HasToolCall)
            return;
        Any = true;
        if ((_toolBytes += item.Data.Length) <= RequestContent.MaxBytes / 2)
            (_toolChunks ??= []).Add(Encoding.UTF8.GetString(item.Data.Span));
        else
            Truncated = true;
    }

    /// <summary>As JSON: <c>{"streamed":true,"finish_reason","text","other_texts":[{"index","text"}],"tool_call_chunks"}</c>.</summary>
    public byte[] ToJson()
    {
        using ScratchJson scratch = ScratchJson.Rent();
        Utf8JsonWriter writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteBoolean("streamed", true);
        if (FinishReason is not null)
            writer.WriteString("finish_reason", FinishReason);
        writer.WriteString("text", _first.ToString());
        if (_others is not null)
        {
            writer.WriteStartArray("other_texts");
            foreach ((int index, StringBuilder text) in _others)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index", index);
                writer.WriteString("text", text.ToString());
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (_toolChunks is not null)
        {
            writer.WriteStartArray("tool_call_chunks");
            foreach (string chunk in ToolCallPieces.Join(_toolChunks))
                writer.WriteRawValue(chunk);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        return scratch.Written.ToArray();
    }

    private StringBuilder TextOf(int choice)
    {
        if (choice == 0)
            return _first;
        _others ??= [];
        return _others.TryGetValue(choice, out StringBuilder? text) ? text : _others[choice] = new StringBuilder();
    }
}
