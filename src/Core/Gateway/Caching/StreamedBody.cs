using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Caching;

/// <summary>Gathers a stream into the body that the vendor would have given whole. A stream that holds more than text of one choice is not gathered.</summary>
internal sealed class StreamedBody
{
    private readonly StringBuilder _text = new(512);
    private string? _id, _model, _finish;
    private long? _created;
    private byte[]? _usage;
    private TokenUsage _tokens;
    private bool _more;

    /// <summary>Takes an event.</summary>
    public void Add(in ProviderEvent item)
    {
        if (_more || item.HasToolCall || item.Choice != 0 || item.Choices > 1 || _text.Length > Cacheability.LongestAnswer)
        {
            _more = true;
            return;
        }
        _text.Append(item.Text);
        _finish ??= item.FinishReason;
        _tokens = item.Usage ?? _tokens;
        try
        {
            Look(item.Data.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _more = true;
        }
    }

    /// <summary>The whole answer; null where the stream held more than text, or did not end by itself.</summary>
    public CompleteAnswer? Whole(AiCandidate by)
    {
        if (_more || _finish is null)
            return null;
        using ScratchJson scratch = ScratchJson.Rent();
        Utf8JsonWriter json = scratch.Writer;
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
            json.WriteRawValue(_usage, skipInputValidation: true);
        }
        json.WriteEndObject();
        return new CompleteAnswer { By = by, Body = scratch.Written.ToArray(), Text = text, FinishReason = _finish, Usage = _tokens };
    }

    // Every event passes here, so nothing is built of it but what is new.
    private void Look(ReadOnlySpan<byte> chunk)
    {
        var reader = new Utf8JsonReader(chunk);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The event is not a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
                LookAtChoices(ref reader);
            else if (_id is null && reader.ValueTextEquals("id"u8))
                _id = TextOf(ref reader);
            else if (_model is null && reader.ValueTextEquals("model"u8))
                _model = TextOf(ref reader);
            else if (_created is null && reader.ValueTextEquals("created"u8))
                _created = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long at) ? at : SkipFor(ref reader);
            else if (reader.ValueTextEquals("usage"u8))
                LookAtUsage(ref reader, chunk);
            else
                Pass(ref reader);
        }
    }

    private void LookAtUsage(ref Utf8JsonReader reader, ReadOnlySpan<byte> chunk)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        _usage = chunk[start..(int)reader.BytesConsumed].ToArray();
    }

    private void LookAtChoices(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                    LookAtDelta(ref reader);
                else if (reader.ValueTextEquals("index"u8) || reader.ValueTextEquals("finish_reason"u8))
                    Pass(ref reader);
                else
                    LookAtMore(ref reader);
            }
        }
        if (reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("A choice is not a JSON object.");
    }

    private void LookAtDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
                Pass(ref reader);
            else if (reader.ValueTextEquals("content"u8))
                LookAtContent(ref reader);
            else
                LookAtMore(ref reader);
        }
    }

    // Parts may hold more than text.
    private void LookAtContent(ref Utf8JsonReader reader)
    {
        reader.Read();
        _more |= reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null);
        reader.Skip();
    }

    // What is there beside text; nothing that is null is.
    private void LookAtMore(ref Utf8JsonReader reader)
    {
        reader.Read();
        _more |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Skip();
        return text;
    }

    private static long? SkipFor(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
