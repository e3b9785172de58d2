using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>A request's body after the prompt that it names was filled in.</summary>
/// <param name="Body">The body, in the OpenAI dialect.</param>
/// <param name="Use">The prompt; null where it names none.</param>
/// <param name="HoldsValues">For each of the prompt's messages, which stand first, whether values of the caller stand in it.</param>
internal readonly record struct PromptedBody(ReadOnlyMemory<byte> Body, PromptUse? Use, IReadOnlyList<bool> HoldsValues);

/// <summary>
/// Fills in the prompt that a request names, by header or with the field that OpenAI's Responses API has for it:
/// <c>"prompt": {"id": "follow-up", "version": 3, "variables": {"name": "Ada"}}</c>. Its messages stand before the request's own, which may be absent then;
/// its parameters fill what the request leaves open.
/// </summary>
internal static class PromptBody
{
    /// <summary>Applies.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="named">The prompt that is named beside the body; null for none.</param>
    /// <param name="prompts">The organisation's prompts.</param>
    /// <param name="workspaceId">The request's workspace.</param>
    /// <param name="useCase">The use case, whose system prompt it takes the place of; null for plain calls.</param>
    /// <param name="attributes">What a use case's call is known by, for variables that are not given.</param>
    /// <exception cref="ArtisanException">When there is no such prompt, it does not fit the use case, or a value is wrong.</exception>
    public static PromptedBody Apply(ReadOnlyMemory<byte> body, PromptReference? named, PromptShelf prompts, Guid workspaceId, string? useCase = null, IReadOnlyDictionary<string, string>? attributes = null)
    {
        if (named is null && body.Span.IndexOf("\"prompt\""u8) < 0)
            return new PromptedBody(body, null, []);
        JsonTopLevel topLevel;
        try
        {
            topLevel = JsonTopLevel.Scan(body.Span);
        }
        catch (JsonException)
        {
            return new PromptedBody(body, null, []); // told of by the reader of the whole
        }
        if (topLevel.Find("prompt") is { Kind: JsonTokenType.StartObject } field)
            named = Merge(named, Read(body.Span[field.ValueStart..field.ValueEnd]));
        if (named is null)
            return new PromptedBody(body, null, []);
        PromptRelease release = prompts.Find(named, workspaceId);
        PromptContent content = release.Compiled.Content;
        if (useCase is not null)
            PromptCheck.DemandSystemOnly(release, useCase);
        IReadOnlyList<RenderedMessage> messages = release.Compiled.Fill(PromptAttributes.Fill(content, attributes, named.Variables));
        var changes = new List<(string, byte[]?)> { ("prompt", null), ("messages", Messages(body.Span, topLevel, messages)) };
        if (content.Model is { } model && (topLevel.Find("model") is not { Kind: JsonTokenType.String } asked || body.Span[asked.ValueStart..asked.ValueEnd].SequenceEqual("\"artisan/gateway\""u8)))
            changes.Add(("model", JsonSerializer.SerializeToUtf8Bytes(model)));
        if (content.Temperature is { } temperature && topLevel.Find("temperature") is null)
            changes.Add(("temperature", Encoding.UTF8.GetBytes(temperature.ToString(CultureInfo.InvariantCulture))));
        if (content.MaxOutputTokens is { } most && topLevel.Find("max_tokens") is null && topLevel.Find(PolicyBody.OutputLimit) is null)
            changes.Add((PolicyBody.OutputLimit, Encoding.UTF8.GetBytes(most.ToString(CultureInfo.InvariantCulture))));
        return new PromptedBody(topLevel.Rewrite(body.Span, changes.ToArray()), new PromptUse(release.PromptId, release.Slug, release.Version), [.. messages.Select(m => m.HoldsValues)]);
    }

    // The header names, the body brings the values.
    private static PromptReference Merge(PromptReference? header, PromptReference body) => header is null
        ? body.Slug.Length > 0 ? body : throw ArtisanException.Invalid("prompt.id", "Name the prompt: \"prompt\": {\"id\": \"follow-up\"}, or the header X-Artisan-Prompt.")
        : header with { Variables = body.Variables };

    private static PromptReference Read(ReadOnlySpan<byte> json)
    {
        string slug = "";
        int? version = null;
        Dictionary<string, JsonElement>? variables = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "id" or "slug" when reader.TokenType == JsonTokenType.String:
                    PromptReference named = PromptReference.Parse(reader.GetString()!, "prompt.id");
                    (slug, version) = (named.Slug, version ?? named.Version);
                    break;
                case "version" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number):
                    version = number;
                    break;
                // OpenAI's clients send it as text.
                case "version" when reader.TokenType == JsonTokenType.String && int.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out int number):
                    version = number;
                    break;
                case "version" when reader.TokenType == JsonTokenType.Null:
                    break;
                case "variables" when reader.TokenType == JsonTokenType.StartObject:
                    using (JsonDocument document = JsonDocument.ParseValue(ref reader))
                        variables = LastOf(document.RootElement);
                    break;
                case "variables" when reader.TokenType == JsonTokenType.Null:
                    break;
                default:
                    throw ArtisanException.Invalid($"prompt.{name}", "A prompt is named by `id` (text), `version` (a number, may be absent) and `variables` (an object).");
            }
        }
        return new PromptReference(slug, version, variables);
    }

    // Of a name that stands twice the last holds, as JSON's readers have it.
    private static Dictionary<string, JsonElement> LastOf(JsonElement values)
    {
        var read = new Dictionary<string, JsonElement>();
        foreach (JsonProperty value in values.EnumerateObject())
            read[value.Name] = value.Value.Clone();
        return read;
    }

    private static byte[] Messages(ReadOnlySpan<byte> body, JsonTopLevel topLevel, IReadOnlyList<RenderedMessage> messages)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        output.Write("["u8);
        for (int i = 0; i < messages.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(new { role = messages[i].Role, content = messages[i].Content }));
        }
        if (topLevel.Find("messages") is { Kind: JsonTokenType.StartArray } own)
        {
            ReadOnlySpan<byte> rest = body[(own.ValueStart + 1)..own.ValueEnd];
            if (messages.Count > 0 && rest.TrimStart(" \t\r\n"u8) is not [(byte)']', ..])
                output.Write(","u8);
            output.Write(rest);
        }
        else
        {
            output.Write("]"u8);
        }
        return output.WrittenSpan.ToArray();
    }
}
