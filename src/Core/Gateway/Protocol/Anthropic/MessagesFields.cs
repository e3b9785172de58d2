using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Protocol.Anthropic;

/// <summary>Reads single fields of the Messages protocol and says by name what is wrong with them.</summary>
internal static class MessagesFields
{
    /// <summary>A field; null when it is absent or null.</summary>
    public static JsonElement? Optional(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text; null when absent.</summary>
    public static string? Text(JsonElement holder, string name, string path) => Optional(holder, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw ArtisanException.Invalid(path, $"`{path}` must be a string."),
    };

    /// <summary>A text that must be there.</summary>
    public static string Demand(JsonElement holder, string name, string path) =>
        Text(holder, name, path) ?? throw ArtisanException.Invalid(path, $"`{path}` is missing. It must be a string.");

    /// <summary>A switch; false when absent.</summary>
    public static bool Flag(JsonElement holder, string name, string path) => Optional(holder, name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw ArtisanException.Invalid(path, $"`{path}` must be true or false."),
    };

    /// <summary>Carries the wish to keep the prompt up to here along.</summary>
    public static void WriteCache(Utf8JsonWriter w, JsonElement holder)
    {
        if (Optional(holder, "cache_control") is not { ValueKind: JsonValueKind.Object } cache)
            return;
        w.WritePropertyName("cache_control");
        cache.WriteTo(w);
    }
}
