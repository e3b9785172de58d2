using System.Text;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Reads an embeddings request of the OpenAI dialect in one pass over its bytes; unknown fields are left alone.</summary>
public static class EmbeddingsReader
{
    private const string InputForms = "a string, an array of strings, or an array of token ids";

    /// <summary>Reads and checks a request body.</summary>
    /// <param name="utf8">The body as it came: one JSON object in UTF-8.</param>
    /// <exception cref="ArtisanException">
    /// With <see cref="ErrorCode.InvalidInput"/> and the exact field (<c>input[3]</c>, <c>dimensions</c> …; <c>body</c> with the line and byte where it
    /// is no JSON at all) when the body cannot be acted on.
    /// </exception>
    public static EmbeddingsView Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return ReadBody(utf8.Span);
        }
        catch (JsonException e)
        {
            throw JsonFields.Malformed(e, utf8.Span);
        }
    }

    private static EmbeddingsView ReadBody(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        int start = TopLevelWalk.Begin(ref reader);
        var properties = new List<JsonPropertyRange>(6);
        string? model = null, format = null;
        int? dimensions = null;
        Inputs? inputs = null;
        uint seen = 0;
        while (TopLevelWalk.NextName(ref reader, out string name, out int nameStart))
        {
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            JsonTokenType kind = reader.TokenType;
            var path = new FieldPath(name);
            switch (name)
            {
                case "model":
                    JsonFields.Once(ref seen, 0, path);
                    model = JsonFields.OptionalText(ref reader, path);
                    if (model is "")
                        throw ArtisanException.Invalid("model", "`model` is empty. Name a model of the catalogue or `provider/name`.");
                    break;
                case "input":
                    JsonFields.Once(ref seen, 1, path);
                    inputs = ReadInputs(ref reader, path);
                    break;
                case "encoding_format":
                    JsonFields.Once(ref seen, 2, path);
                    format = JsonFields.OptionalText(ref reader, path);
                    if (format is not (null or "float" or "base64"))
                        throw ArtisanException.Invalid(name, "`encoding_format` must be `float` or `base64`.");
                    break;
                case "dimensions":
                    JsonFields.Once(ref seen, 3, path);
                    dimensions = JsonFields.OptionalCount(ref reader, path, 1, 65_536);
                    break;
                default:
                    reader.Skip();
                    break;
            }
            properties.Add(new JsonPropertyRange(name, nameStart, valueStart, (int)reader.BytesConsumed, kind));
        }
        JsonTopLevel topLevel = TopLevelWalk.End(ref reader, properties, start);
        if (inputs is not { } read)
            throw JsonFields.Missing(new FieldPath("input"), InputForms);
        return new EmbeddingsView
        {
            TopLevel = topLevel,
            Model = model,
            Inputs = read.Texts,
            InputCount = read.Count,
            EncodingFormat = format ?? "float",
            Dimensions = dimensions,
            InputBytes = read.Bytes,
        };
    }

    private readonly record struct Inputs(List<string> Texts, int Count, int Bytes);

    private static Inputs ReadInputs(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            string text = ReadText(ref reader, path);
            return new Inputs([text], 1, Encoding.UTF8.GetByteCount(text));
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonFields.Wrong(path, InputForms, reader);
        var texts = new List<string>();
        int bytes = 0, lists = 0, tokens = 0, i = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            FieldPath item = path with { Index = i };
            switch (reader.TokenType)
            {
                case JsonTokenType.String when lists + tokens == 0:
                    string text = ReadText(ref reader, item);
                    bytes += Encoding.UTF8.GetByteCount(text);
                    texts.Add(text);
                    break;
                case JsonTokenType.Number when texts.Count + lists == 0:
                    ReadToken(ref reader, item);
                    tokens++;
                    break;
                case JsonTokenType.StartArray when texts.Count + tokens == 0:
                    bytes += ReadTokenList(ref reader, item);
                    lists++;
                    break;
                default:
                    throw JsonFields.Wrong(item, $"of one kind with its neighbours (`input` is {InputForms})", reader);
            }
        }
        if (i == 0)
            throw ArtisanException.Invalid("input", "`input` is empty. Send at least one text.");
        return tokens > 0 ? new Inputs(texts, 1, tokens) : new Inputs(texts, i, bytes);
    }

    private static string ReadText(ref Utf8JsonReader reader, FieldPath path)
    {
        string text = JsonFields.Text(ref reader, path);
        return text.Length > 0 ? text : throw ArtisanException.Invalid(path.ToString(), $"`{path}` is an empty string. Leave it out or send text.");
    }

    private static int ReadTokenList(ref Utf8JsonReader reader, FieldPath path)
    {
        int count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            ReadToken(ref reader, path.Inner(count));
        return count > 0 ? count : throw ArtisanException.Invalid(path.ToString(), $"`{path}` is an empty list of tokens.");
    }

    private static void ReadToken(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int token) || token < 0)
            throw JsonFields.Wrong(path, "a token id", reader);
    }
}
