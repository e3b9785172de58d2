using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>
/// Reads a chat request of the OpenAI dialect in one pass over its bytes. It checks the fields that Artisan acts on and leaves everything else alone,
/// so that fields it has never heard of still reach the vendor.
/// </summary>
public static class ChatReader
{
    /// <summary>Reads and checks a request body.</summary>
    /// <param name="utf8">The body as it came: one JSON object in UTF-8.</param>
    /// <exception cref="ArtisanException">
    /// With <see cref="ErrorCode.InvalidInput"/> and the exact field (<c>messages[2].role</c>, <c>temperature</c> …; <c>body</c> with the line and byte
    /// where it is no JSON at all) when the body cannot be acted on.
    /// </exception>
    public static ChatView Read(ReadOnlyMemory<byte> utf8)
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

    private static ChatView ReadBody(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        int start = TopLevelWalk.Begin(ref reader);
        var properties = new List<JsonPropertyRange>(12);
        var fields = default(Fields);
        var messages = new ChatMessagesReader();
        uint seen = 0;
        while (TopLevelWalk.NextName(ref reader, out string name, out int nameStart))
        {
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            JsonTokenType kind = reader.TokenType;
            int bit = ReadField(ref reader, name, ref fields, messages);
            if (bit >= 0)
                JsonFields.Once(ref seen, bit, new FieldPath(name));
            properties.Add(new JsonPropertyRange(name, nameStart, valueStart, (int)reader.BytesConsumed, kind));
            if (name is "tools" or "functions" or "response_format")
                fields.DefinitionBytes += (int)reader.BytesConsumed - valueStart;
        }
        JsonTopLevel topLevel = TopLevelWalk.End(ref reader, properties, start);
        if (fields.Messages is null)
            throw JsonFields.Missing(new FieldPath("messages"), "an array with at least one message");
        return new ChatView
        {
            TopLevel = topLevel,
            Model = fields.Model,
            Messages = fields.Messages,
            Stream = fields.Stream,
            IncludeUsage = fields.IncludeUsage,
            Choices = fields.Choices ?? 1,
            MaxOutputTokens = fields.MaxCompletionTokens ?? fields.MaxTokens,
            Temperature = fields.Temperature,
            Tools = fields.Tools ?? [],
            ToolChoice = fields.ToolChoice,
            ResponseFormat = fields.ResponseFormat,
            Metadata = fields.Metadata ?? NoMetadata,
            User = fields.User,
            PromptBytes = messages.TextBytes + fields.DefinitionBytes,
            AttachmentCount = messages.Attachments,
        };
    }

    private static readonly Dictionary<string, string> NoMetadata = [];

    private struct Fields
    {
        public string? Model, User, ToolChoice;
        public List<ChatMessageView>? Messages;
        public bool Stream, IncludeUsage;
        public int? Choices, MaxTokens, MaxCompletionTokens;
        public double? Temperature;
        public List<ToolView>? Tools;
        public ResponseFormatView? ResponseFormat;
        public Dictionary<string, string>? Metadata;
        public int DefinitionBytes;
    }

    /// <summary>Reads one top-level value; a number for each known field, so that a repeated one is noticed, and -1 for the unknown.</summary>
    private static int ReadField(ref Utf8JsonReader reader, string name, ref Fields fields, ChatMessagesReader messages)
    {
        var path = new FieldPath(name);
        switch (name)
        {
            case "model":
                fields.Model = JsonFields.OptionalText(ref reader, path);
                return fields.Model is "" ? throw ArtisanException.Invalid("model", "`model` is empty. Name a model of the catalogue, `provider/name` or `artisan/<use case>`.") : 0;
            case "messages":
                fields.Messages = messages.Read(ref reader);
                return 1;
            case "stream":
                fields.Stream = JsonFields.OptionalFlag(ref reader, path);
                return 2;
            case "stream_options":
                fields.IncludeUsage = ReadIncludeUsage(ref reader, path);
                return 3;
            case "n":
                fields.Choices = JsonFields.OptionalCount(ref reader, path, 1, 128);
                return 4;
            case "max_tokens":
                fields.MaxTokens = JsonFields.OptionalCount(ref reader, path, 1, int.MaxValue);
                return 5;
            case "max_completion_tokens":
                fields.MaxCompletionTokens = JsonFields.OptionalCount(ref reader, path, 1, int.MaxValue);
                return 6;
            case "temperature":
                fields.Temperature = JsonFields.OptionalNumber(ref reader, path, 0, 2);
                return 7;
            case "tools":
                fields.Tools = ChatToolsReader.ReadTools(ref reader);
                return 8;
            case "tool_choice":
                fields.ToolChoice = ChatToolsReader.ReadToolChoice(ref reader);
                return 9;
            case "response_format":
                fields.ResponseFormat = ChatToolsReader.ReadResponseFormat(ref reader);
                return 10;
            case "metadata":
                fields.Metadata = ReadMetadata(ref reader, path);
                return 11;
            case "user":
                fields.User = JsonFields.OptionalText(ref reader, path);
                return 12;
            case "functions":
                reader.Skip();
                return 13;
            default:
                reader.Skip();
                return -1;
        }
    }

    private static bool ReadIncludeUsage(ref Utf8JsonReader reader, FieldPath path)
    {
        if (!JsonFields.OptionalObject(ref reader, path))
            return false;
        bool include = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (wanted)
                include = JsonFields.OptionalFlag(ref reader, path.At("include_usage"));
            else
                reader.Skip();
        }
        return include;
    }

    private static Dictionary<string, string>? ReadMetadata(ref Utf8JsonReader reader, FieldPath path)
    {
        if (!JsonFields.OptionalObject(ref reader, path))
            return null;
        var metadata = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = JsonFields.Name(ref reader, path);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                metadata[key] = JsonFields.Text(ref reader, path.At(key));
            else
                reader.Skip();
        }
        return metadata;
    }
}
