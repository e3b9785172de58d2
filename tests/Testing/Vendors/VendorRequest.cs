using System.Text;
using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>One request as it reached a mock vendor, kept for assertions.</summary>
public sealed class VendorRequest
{
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal VendorRequest(string method, string path, string query, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        Method = method;
        Path = path;
        Query = query;
        Headers = headers;
        Body = body;
        Json = ParseOrNull(body);
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path without the query.</summary>
    public string Path { get; }

    /// <summary>The query with its question mark, or empty.</summary>
    public string Query { get; }

    /// <summary>The headers by name, whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body, byte for byte.</summary>
    public byte[] Body { get; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON, or null when it is none.</summary>
    public JsonNode? Json { get; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>Completes with the end of the answer: true when the vendor got all of it out, false when the client went away or the vendor broke off.</summary>
    public Task<bool> Answered => ended.Task;

    /// <summary>Whether the client went away before the answer was out.</summary>
    public bool Aborted { get; private set; }

    internal void End(bool answered, bool aborted)
    {
        Aborted = aborted;
        ended.TrySetResult(answered);
    }

    private static JsonNode? ParseOrNull(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
