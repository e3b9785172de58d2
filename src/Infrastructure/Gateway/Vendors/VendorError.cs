using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>What a vendor's error body says, credentials removed; every part may be missing.</summary>
internal sealed record VendorError(string? Message, string? Code, string? Type, string? Field, string? Body, bool IsHtml)
{
    private const int MaxBody = 4096;
    private const int MaxMessage = 600;

    public static readonly VendorError None = new(null, null, null, null, null, false);

    /// <summary>Reads the shapes that servers of this dialect use: <c>{"error":{…}}</c>, <c>{"error":"…"}</c>, <c>{"message":…}</c>, <c>{"detail":…}</c>, text, HTML.</summary>
    public static VendorError Read(ReadOnlySpan<byte> utf8, ProviderInstance instance)
    {
        if (utf8.IsEmpty)
            return None;
        string body = Encoding.UTF8.GetString(utf8).Trim();
        string kept = CredentialScrubber.Scrub(Cut(body, MaxBody), instance);
        if (body.StartsWith('<'))
            return new VendorError(null, null, null, null, Cut(kept, MaxBody), true);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            if (root.ValueKind != JsonValueKind.Object)
                return new VendorError(Scrubbed(body, instance), null, null, null, Cut(kept, MaxBody), false);
            JsonElement error = root.TryGetProperty("error", out JsonElement inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.String ? inner : root;
            if (error.ValueKind == JsonValueKind.String)
                return new VendorError(Scrubbed(error.GetString(), instance), null, null, null, Cut(kept, MaxBody), false);
            string? message = Text(error, "message") ?? Text(error, "detail") ?? Text(error, "msg") ?? DetailOf(error);
            string? code = Text(error, "code");
            if (error.TryGetProperty("innererror", out JsonElement details) && details.ValueKind == JsonValueKind.Object && Text(details, "code") is "ResponsibleAIPolicyViolation")
                code = "content_filter";
            return new VendorError(Scrubbed(message, instance), Scrubbed(code, instance), Text(error, "type"), Scrubbed(Text(error, "param"), instance), Cut(kept, MaxBody), false);
        }
        catch (JsonException)
        {
            return new VendorError(Scrubbed(body, instance), null, null, null, Cut(kept, MaxBody), false);
        }
    }

    /// <summary>Whether code, type or message contains any of the words.</summary>
    public bool Speaks(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (Has(Code, word) || Has(Type, word) || Has(Message, word))
                return true;
        }
        return false;
    }

    private static bool Has(string? text, string word) => text is not null && text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;

    // FastAPI servers list validation faults: {"detail":[{"loc":["body","n"],"msg":"…"}]}
    private static string? DetailOf(JsonElement error)
    {
        if (!error.TryGetProperty("detail", out JsonElement detail) || detail.ValueKind != JsonValueKind.Array || detail.GetArrayLength() == 0)
            return null;
        JsonElement first = detail[0];
        if (first.ValueKind != JsonValueKind.Object)
            return null;
        string? message = Text(first, "msg");
        return first.TryGetProperty("loc", out JsonElement place) && place.ValueKind == JsonValueKind.Array
            ? $"{string.Join('.', place.EnumerateArray().Select(p => p.ToString()))}: {message}"
            : message;
    }

    private static string? Scrubbed(string? text, ProviderInstance instance) =>
        text is null ? null : Cut(CredentialScrubber.Scrub(Cut(text, MaxBody), instance), MaxMessage);

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        int end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end];
    }
}
