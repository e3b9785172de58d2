using System.Text.Encodings.Web;
using System.Text.Json;
using Artisan.Core.Gateway.Requests;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>A command that makes a request again. Pure.</summary>
public static class RequestCurl
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command; null when the body is not there or not whole.</summary>
    /// <param name="detail">The request.</param>
    /// <param name="baseUri">The console's address.</param>
    public static string? Of(RequestDetail detail, string baseUri)
    {
        if (detail.Content is not { Request.Length: > 0, Truncated: false } content)
            return null;
        string body;
        try
        {
            using var document = JsonDocument.Parse(content.Request);
            body = JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return null;
        }
        string path = detail.Request.Operation == "embeddings" ? "embeddings" : "chat/completions";
        // The body goes by a quoted here-document: nothing in it means anything to the shell, apostrophes included.
        return $"""
            curl {baseUri.TrimEnd('/')}/v1/{path} \
              -H "Authorization: Bearer $ARTISAN_API_KEY" \
              -H "Content-Type: application/json" \
              --data-binary @- <<'BODY'
            {body}
            BODY
            """;
    }
}
