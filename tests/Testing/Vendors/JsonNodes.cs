using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>Small help with JSON of unknown shape.</summary>
internal static class JsonNodes
{
    /// <summary>The node as an object, or null when it is something else.</summary>
    public static JsonObject? AsObjectOrNull(this JsonNode node) => node as JsonObject;
}
