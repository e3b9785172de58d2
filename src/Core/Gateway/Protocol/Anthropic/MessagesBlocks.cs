using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>Translates texts, images and documents.</summary>
internal static class MessagesBlocks
{
    public static void Write(Utf8JsonWriter w, JsonElement block, string path, string? only, ICollection<string>? documents)
    {
        string type = MessagesFields.Demand(block, "type", $"{path}.type");
        if (only is not null && type != only)
            throw Unknown(path, type);
        w.WriteStartObject();
        switch (type)
        {
            case "text":
                w.WriteString("type", "text");
                w.WriteString("text", MessagesFields.Demand(block, "text", $"{path}.text"));
                break;
            case "image":
                w.WriteString("type", "image_url");
                w.WriteStartObject("image_url");
                w.WriteString("url", ImageOf(Source(block, path), path));
                w.WriteEndObject();
                break;
            case "document":
                WriteDocument(w, block, Source(block, path), path, documents);
                break;
            default:
                throw Unknown(path, type);
        }
        MessagesFields.WriteCache(w, block);
        w.WriteEndObject();
    }

    private static ArtisanException Unknown(string path, string type) =>
        ArtisanException.Invalid($"{path}.type", $"`{path}` is a block of the type `{type}`, which cannot stand here. Send text, image, document, tool_use, tool_result and thinking blocks.");

    private static JsonElement Source(JsonElement block, string path) => MessagesFields.Optional(block, "source") is { ValueKind: JsonValueKind.Object } source ? source
        : throw ArtisanException.Invalid($"{path}.source", $"`{path}.source` is missing. It must be an object with a `type`.");

    private static string ImageOf(JsonElement source, string path) => MessagesFields.Text(source, "type", $"{path}.source.type") switch
    {
        "base64" => $"data:{MessagesFields.Demand(source, "media_type", $"{path}.source.media_type")};base64,{MessagesFields.Demand(source, "data", $"{path}.source.data")}",
        "url" => MessagesFields.Demand(source, "url", $"{path}.source.url"),
        _ => throw ArtisanException.Invalid($"{path}.source.type", $"`{path}.source.type` must be `base64` or `url`."),
    };

    private static void WriteDocument(Utf8JsonWriter w, JsonElement block, JsonElement source, string path, ICollection<string>? documents)
    {
        string? title = MessagesFields.Text(block, "title", $"{path}.title");
        switch (MessagesFields.Text(source, "type", $"{path}.source.type"))
        {
            case "text":
                string text = $"{(title is null ? "" : title + "\n\n")}{MessagesFields.Demand(source, "data", $"{path}.source.data")}";
                w.WriteString("type", "text");
                w.WriteString("text", text);
                documents?.Add(text);
                break;
            case "base64":
                w.WriteString("type", "file");
                w.WriteStartObject("file");
                w.WriteString("filename", title ?? "document.pdf");
                w.WriteString("file_data", $"data:{MessagesFields.Text(source, "media_type", $"{path}.source.media_type") ?? "application/pdf"};base64,{MessagesFields.Demand(source, "data", $"{path}.source.data")}");
                w.WriteEndObject();
                break;
            default:
                throw ArtisanException.Invalid($"{path}.source.type", $"`{path}.source.type` must be `base64` or `text`: a document by its address or id cannot be passed on.");
        }
    }
}
