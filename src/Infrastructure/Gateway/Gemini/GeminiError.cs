using System.Globalization;
using System.Text.Json;
using Artisan.Infrastructure.Gateway.Vendors.Dialect;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Reads what Google's errors say besides code and message: <c>{"error":{"status":…,"details":[{"@type":…RetryInfo,"retryDelay":"34s"}]}}</c>.</summary>
internal static class GeminiError
{
    /// <summary>The status' name, such as <c>RESOURCE_EXHAUSTED</c>; null where it cannot be read.</summary>
    public static string? StatusOf(string? body) => Read(body, error => ChatRequest.Text(error, "status"));

    /// <summary>How long the vendor asks to wait; null where it does not say.</summary>
    public static TimeSpan? RetryDelayOf(string? body)
    {
        string? delay = Read(body, error => Details(error).Select(d => ChatRequest.Text(d, "retryDelay")).FirstOrDefault(d => d is not null));
        return delay is not null && double.TryParse(delay.TrimEnd('s'), CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Whether a detail gives this reason.</summary>
    public static bool Says(string? body, string reason) => Read(body, error => Details(error).Any(d => ChatRequest.Text(d, "reason") == reason) ? reason : null) is not null;

    private static IEnumerable<JsonElement> Details(JsonElement error) =>
        error.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Array ? details.EnumerateArray() : [];

    private static string? Read(string? body, Func<JsonElement, string?> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body ?? "");
            JsonElement root = document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetArrayLength() > 0 ? document.RootElement[0] : document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object ? read(error) : null;
        }
        catch (JsonException)
        {
            // cut, or no JSON at all
            return null;
        }
    }
}
