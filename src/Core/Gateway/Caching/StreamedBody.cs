using System.Buffers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Gathers a stream into the body that the vendor would have given whole. A stream that holds more than text of one choice is not gathered.</summary>
internal sealed class StreamedBody
{
    private readonly StringBuilder _text = new();
    private string? _id, _model, _finish;
    private long? _created;
    private byte[]? _usage;
    private TokenUsage _tokens;
    private bool _more;

    /// <summary>Takes an event.</summary>
    public void Add(in ProviderEvent item)
    {
        if (_more || item.HasToolCall || item.Choice != 0 || _text.Length > Cacheability.LongestAnswer)
        {
            _more = true;
            return;
        }
        _text.Append(item.Text);
        _finish ??= item.FinishReason;
        _tokens = item.Usage ?? _tokens;
        try
        {
            using JsonDocument document = JsonDocument.Parse(item.Data);
            Look(document.RootElement);
        }
        catch (JsonException)
        {
            _more = true;
        }
    }

    /// <summary>The whole answer; null where the stream held more than text, or did not end by itself.</summary>
    public CompleteAnswer? Whole(AiCandidate by)
    {
        if (_more || _finish is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>(_text.Length + 512);
        using var json = new Utf8JsonWriter(buffer);
        string text = _text.ToString();
        json.WriteStartObject();
        json.WriteString("id", _id ?? "chatcmpl-cached");
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", _created ?? 0);
        json.WriteString("model", _model ?? by.NameAtVendor);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", text);
        json.WriteEndObject();
        json.WriteString("finish_reason", _finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (_usage is not null)
        {
            json.WritePropertyName("usage");
            json.WriteRawValue(_usage);
        }
        json.WriteEndObject();
        json.Flush();
        return new CompleteAnswer { By = by, Body = buffer.WrittenSpan.ToArray(), Text = text, FinishReason = _finish, Usage = _tokens };
    }

    private void Look(JsonElement chunk)
    {
        if (_id is null && chunk.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String)
            _id = id.GetString();
        if (_model is null && chunk.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.String)
            _model = model.GetString();
        if (_created is null && chunk.TryGetProperty("created", out JsonElement created) && created.TryGetInt64(out long at))
            _created = at;
        if (chunk.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
            _usage = Encoding.UTF8.GetBytes(usage.GetRawText());
        if (!chunk.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            _more |= choice.EnumerateObject().Any(p => p.Name is not ("index" or "delta" or "finish_reason") && p.Value.ValueKind is not JsonValueKind.Null);
            if (choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object)
                _more |= delta.EnumerateObject().Any(p => p.Name is not ("role" or "content") && p.Value.ValueKind is not JsonValueKind.Null);
        }
    }
}
