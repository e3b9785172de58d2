using System.Text;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol;

/// <summary>Reads the <c>messages</c> of a chat request and counts what they hold.</summary>
internal sealed class ChatMessagesReader
{
    // A role and the separators around a message are a few tokens in every known chat format; none uses more than this.
    private const int BytesPerMessage = 8;

    // Of the message that is being read.
    private List<JsonPlace>? _parts;

    /// <summary>UTF-8 length of the texts, names and tool calls read so far.</summary>
    public int TextBytes { get; private set; }

    /// <summary>Content parts that are not text.</summary>
    public int Attachments { get; private set; }

    public List<ChatMessageView> Read(ref Utf8JsonReader reader)
    {
        var path = new FieldPath("messages");
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonFields.Wrong(path, "an array with at least one message", reader);
        var messages = new List<ChatMessageView>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            messages.Add(ReadMessage(ref reader, path with { Index = messages.Count }));
        if (messages.Count == 0)
            throw ArtisanException.Invalid("messages", "`messages` is empty. Send at least one message.");
        return messages;
    }

    private ChatMessageView ReadMessage(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw JsonFields.Wrong(path, "an object with `role` and `content`", reader);
        string? role = null, text = null, toolCallId = null, name = null;
        List<ToolCallView>? toolCalls = null;
        List<JsonPlace>? besides = null;
        _parts = null;
        bool hasContent = false;
        uint seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 0, path.At("role"));
                role = ReadRole(ref reader, path.At("role"));
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 1, path.At("content"));
                hasContent = reader.TokenType != JsonTokenType.Null;
                text = ReadContent(ref reader, path.At("content"));
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 2, path.At("tool_calls"));
                toolCalls = ReadToolCalls(ref reader, path.At("tool_calls"));
            }
            else if (reader.ValueTextEquals("tool_call_id"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 3, path.At("tool_call_id"));
                toolCallId = JsonFields.OptionalText(ref reader, path.At("tool_call_id"));
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 4, path.At("name"));
                name = Counted(JsonFields.OptionalText(ref reader, path.At("name")));
            }
            else if (reader.ValueTextEquals("function_call"u8) || reader.ValueTextEquals("thinking_blocks"u8) || reader.ValueTextEquals("reasoning_content"u8))
            {
                // The old spelling of a tool call and earlier thoughts are passed on unread; their bytes are prompt all the same.
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                TextBytes += (int)reader.BytesConsumed - start;
                (besides ??= []).Add(new JsonPlace(start, (int)reader.BytesConsumed));
            }
            else
            {
                bool isText = !reader.ValueTextEquals("cache_control"u8);
                reader.Read();
                isText &= reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray;
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isText)
                    (besides ??= []).Add(new JsonPlace(start, (int)reader.BytesConsumed));
            }
        }
        if (role is null)
            throw JsonFields.Missing(path.At("role"), Roles);
        if (!hasContent && role is not ("assistant" or "function"))
            throw JsonFields.Missing(path.At("content"), "a string or an array of content parts");
        if (role == "tool" && toolCallId is null)
            throw JsonFields.Missing(path.At("tool_call_id"), "the id of the tool call that this message answers");
        TextBytes += BytesPerMessage;
        return new ChatMessageView(role, text ?? "", toolCalls ?? (IReadOnlyList<ToolCallView>)[], toolCallId, name) { Attachments = _parts ?? (IReadOnlyList<JsonPlace>)[], Besides = besides ?? (IReadOnlyList<JsonPlace>)[] };
    }

    private const string Roles = "one of `system`, `developer`, `user`, `assistant`, `tool`";

    private static string ReadRole(ref Utf8JsonReader reader, FieldPath path)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw JsonFields.Wrong(path, Roles, reader);
        if (reader.ValueTextEquals("user"u8))
            return "user";
        if (reader.ValueTextEquals("assistant"u8))
            return "assistant";
        if (reader.ValueTextEquals("system"u8))
            return "system";
        if (reader.ValueTextEquals("tool"u8))
            return "tool";
        if (reader.ValueTextEquals("developer"u8))
            return "developer";
        if (reader.ValueTextEquals("function"u8))
            return "function";
        string given = JsonFields.Text(ref reader, path);
        throw ArtisanException.Invalid(path.ToString(), $"`{path}` must be {Roles}, but is `{(given.Length <= 40 ? given : given[..40] + "…")}`.");
    }

    private string? ReadContent(ref Utf8JsonReader reader, FieldPath path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return Counted(ref reader, path);
            case JsonTokenType.StartArray:
                break;
            default:
                throw JsonFields.Wrong(path, "a string or an array of content parts", reader);
        }
        string? first = null;
        StringBuilder? more = null;
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            string? part = ReadPart(ref reader, path, i);
            if (part is null)
                continue;
            if (first is null)
                first = part;
            else
                (more ??= new StringBuilder(first)).Append('\n').Append(part);
        }
        return more?.ToString() ?? first ?? "";
    }

    private string? ReadPart(ref Utf8JsonReader reader, FieldPath path, int index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw JsonFields.Wrong(path.Inner(index), "an object with `type`", reader);
        bool hasType = false, isText = false;
        int start = (int)reader.TokenStartIndex;
        string? text = null;
        uint seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 0, path.Inner(index, "type"));
                if (reader.TokenType != JsonTokenType.String)
                    throw JsonFields.Wrong(path.Inner(index, "type"), "a string such as `text` or `image_url`", reader);
                hasType = true;
                isText = reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("refusal"u8);
            }
            else if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                JsonFields.Once(ref seen, 1, path.Inner(index, "text"));
                text = Counted(JsonFields.OptionalText(ref reader, path.Inner(index, "text")));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (!hasType)
            throw JsonFields.Missing(path.Inner(index, "type"), "a string such as `text` or `image_url`");
        if (isText)
            return text ?? throw JsonFields.Missing(path.Inner(index, "text"), "a string");
        Attachments++;
        (_parts ??= []).Add(new JsonPlace(start, (int)reader.BytesConsumed));
        return null;
    }

    private List<ToolCallView>? ReadToolCalls(ref Utf8JsonReader reader, FieldPath path)
    {
        if (!JsonFields.OptionalArray(ref reader, path))
            return null;
        var calls = new List<ToolCallView>();
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonFields.Wrong(path.Inner(i), "an object with `id` and `function`", reader);
            string? id = null, name = null, arguments = null;
            bool known = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isFunction = reader.ValueTextEquals("function"u8);
                if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    id = JsonFields.OptionalText(ref reader, path.Inner(i, "id"));
                }
                else if (isFunction || reader.ValueTextEquals("custom"u8))
                {
                    reader.Read();
                    known = true;
                    ReadCalled(ref reader, path.Inner(i, isFunction ? "function" : "custom"), ref name, ref arguments);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            if (id is null)
                throw JsonFields.Missing(path.Inner(i, "id"), "a string");
            if (!known)
                continue;
            if (name is null)
                throw JsonFields.Missing(path.Inner(i, "function.name"), "a string");
            calls.Add(new ToolCallView(id, name, arguments ?? ""));
        }
        return calls;
    }

    private void ReadCalled(ref Utf8JsonReader reader, FieldPath path, ref string? name, ref string? arguments)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw JsonFields.Wrong(path, "an object with `name` and `arguments`", reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = reader.ValueTextEquals("name"u8);
            bool isArguments = reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("input"u8);
            reader.Read();
            if (isName)
                name = Counted(JsonFields.Text(ref reader, path with { Leaf = path.Leaf + ".name" }));
            else if (isArguments)
                arguments = Counted(JsonFields.Text(ref reader, path with { Leaf = path.Leaf + ".arguments" }));
            else
                reader.Skip();
        }
    }

    private string Counted(ref Utf8JsonReader reader, FieldPath path)
    {
        // Without escapes the value's own bytes are the count, which spares a walk over a long prompt.
        if (reader.ValueIsEscaped)
            return Counted(JsonFields.Text(ref reader, path))!;
        TextBytes += reader.ValueSpan.Length;
        return JsonFields.Text(ref reader, path);
    }

    private string? Counted(string? text)
    {
        if (text is not null)
            TextBytes += Encoding.UTF8.GetByteCount(text);
        return text;
    }
}
