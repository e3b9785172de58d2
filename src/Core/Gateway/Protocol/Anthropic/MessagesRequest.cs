using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>
/// Translates requests of Anthropic's Messages protocol (platform.claude.com/docs/en/api/messages) into the OpenAI dialect, in which the pipeline works. What only
/// Anthropic's models know (<c>thinking</c>, <c>top_k</c>, <c>cache_control</c>, thinking blocks) is carried along under its own name.
/// </summary>
public static class MessagesRequest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What Anthropic's own servers would do besides answering; leaving it out would give another answer than was asked for.
    private static readonly string[] s_foreign = ["mcp_servers", "container", "context_management"];

    /// <summary>Translates a body.</summary>
    /// <param name="utf8">The body as it came: one JSON object in UTF-8.</param>
    /// <param name="isCount">Whether its tokens are only counted, for which no limit of the answer is needed.</param>
    /// <param name="documents">Receives the texts of documents, which stand among the texts of their messages; null where nobody asks.</param>
    /// <returns>The request in the OpenAI dialect, UTF-8 JSON.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> and the field of the Messages protocol that cannot be acted on.</exception>
    public static byte[] ToChat(ReadOnlyMemory<byte> utf8, bool isCount = false, ICollection<string>? documents = null)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            throw JsonFields.Malformed(e, utf8.Span);
        }
        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw ArtisanException.Invalid("body", "The body must be one JSON object.");
            foreach (string name in s_foreign)
            {
                if (MessagesFields.Optional(root, name) is not null)
                    throw ArtisanException.Invalid(name, $"`{name}` is work of Anthropic's own servers, which a call through Artisan cannot have. Leave it out.");
            }
            var buffer = new ArrayBufferWriter<byte>(utf8.Length + 256);
            try
            {
                using (var w = new Utf8JsonWriter(buffer, Options))
                    Write(w, root, isCount, documents);
            }
            catch (InvalidOperationException e)
            {
                // Half of a surrogate pair stands for no character.
                throw new ArtisanException(ErrorCode.InvalidInput, "A text of the body holds an escape that stands for no character. Send whole surrogate pairs.", e) { Field = "body" };
            }
            return buffer.WrittenSpan.ToArray();
        }
    }

    private static void Write(Utf8JsonWriter w, JsonElement root, bool isCount, ICollection<string>? documents)
    {
        w.WriteStartObject();
        if (MessagesFields.Text(root, "model", "model") is { } model)
            w.WriteString("model", model);
        if (MessagesFields.Optional(root, "max_tokens") is { } max)
        {
            if (max.ValueKind != JsonValueKind.Number || !max.TryGetInt32(out int limit) || limit < 1)
                throw ArtisanException.Invalid("max_tokens", "`max_tokens` must be a whole number of at least 1.");
            w.WriteNumber("max_completion_tokens", limit);
        }
        else if (!isCount)
        {
            throw ArtisanException.Invalid("max_tokens", "`max_tokens` is missing. It must be a whole number: the most tokens that the answer may have.");
        }
        if (MessagesFields.Flag(root, "stream", "stream") && !isCount)
            w.WriteBoolean("stream", true);
        Copy(w, root, "temperature", "temperature", JsonValueKind.Number);
        Copy(w, root, "top_p", "top_p", JsonValueKind.Number);
        Copy(w, root, "top_k", "top_k", JsonValueKind.Number);
        // Artisan's own field, which names a prompt.
        Copy(w, root, "prompt", "prompt", JsonValueKind.Object);
        Copy(w, root, "stop_sequences", "stop", JsonValueKind.Array);
        Copy(w, root, "thinking", "thinking", JsonValueKind.Object);
        Copy(w, root, "cache_control", "cache_control", JsonValueKind.Object);
        if (MessagesFields.Optional(root, "metadata") is { ValueKind: JsonValueKind.Object } metadata && MessagesFields.Text(metadata, "user_id", "metadata.user_id") is { } user)
            w.WriteString("user", user);
        WriteOutput(w, root);
        MessagesTools.Write(w, root);
        w.WriteStartArray("messages");
        MessagesTurns.WriteSystem(w, root);
        MessagesTurns.Write(w, root, documents);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter w, JsonElement root, string name, string to, JsonValueKind kind)
    {
        if (MessagesFields.Optional(root, name) is not { } value)
            return;
        if (value.ValueKind != kind)
            throw ArtisanException.Invalid(name, $"`{name}` must be {(kind == JsonValueKind.Number ? "a number" : kind == JsonValueKind.Array ? "an array" : "an object")}.");
        w.WritePropertyName(to);
        value.WriteTo(w);
    }

    private static void WriteOutput(Utf8JsonWriter w, JsonElement root)
    {
        if (MessagesFields.Optional(root, "output_config") is not { ValueKind: JsonValueKind.Object } output)
            return;
        if (MessagesFields.Text(output, "effort", "output_config.effort") is { } effort)
        {
            w.WriteStartObject("output_config");
            w.WriteString("effort", effort);
            w.WriteEndObject();
        }
        if (MessagesFields.Optional(output, "format") is not { ValueKind: JsonValueKind.Object } format)
            return;
        if (MessagesFields.Text(format, "type", "output_config.format.type") != "json_schema" || MessagesFields.Optional(format, "schema") is not { ValueKind: JsonValueKind.Object } schema)
            throw ArtisanException.Invalid("output_config.format", "`output_config.format` must be an object with the type `json_schema` and a `schema`.");
        w.WriteStartObject("response_format");
        w.WriteString("type", "json_schema");
        w.WriteStartObject("json_schema");
        w.WriteString("name", "answer");
        w.WritePropertyName("schema");
        schema.WriteTo(w);
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
