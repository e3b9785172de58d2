using System.Text.Json;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>A field of a schema with what its name, description and limits say.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Path">With its parents, for messages.</param>
/// <param name="Parent">The name of the object it stands in; empty at the top.</param>
/// <param name="Schema">Its schema, references followed.</param>
internal sealed record FieldShape(string Name, string Path, string Parent, JsonElement Schema)
{
    public string? Description => Text("description");

    public string? Format => Text("format");

    public Meaning Meaning { get; init; } = Meanings.Of(Name, TextOf(Schema, "description"));

    /// <summary>The words of its name.</summary>
    public IReadOnlyList<string> NameWords { get; } = Words.OfIdentifier(Name);

    public int? MaxLength => Number("maxLength") is { } most ? (int)Math.Min(most, int.MaxValue) : null;

    public int MinLength => (int)(Number("minLength") ?? 0);

    public double? Number(string key) => Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public string? Text(string key) => TextOf(Schema, key);

    private static string? TextOf(JsonElement schema, string key) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
