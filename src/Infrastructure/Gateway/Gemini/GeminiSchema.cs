using System.Text.Json;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>Writes a shaped schema as OpenAPI 3.0 has it: one type for each place, with <c>nullable</c> where null was one of several.</summary>
internal static class GeminiSchema
{
    public static void Write(Utf8JsonWriter w, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(w);
            return;
        }
        w.WriteStartObject();
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            switch (property.Name)
            {
                case "type" when property.Value.ValueKind == JsonValueKind.Array:
                    WriteTypes(w, property.Value);
                    break;
                // Values of an enumeration are texts.
                case "enum" when property.Value.ValueKind == JsonValueKind.Array && property.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String):
                    property.WriteTo(w);
                    break;
                case "enum":
                    break;
                case "format" when property.Value.ValueKind != JsonValueKind.String || !IsKnown(property.Value.GetString()!):
                    break;
                case "properties":
                    w.WriteStartObject("properties");
                    foreach (JsonProperty one in property.Value.EnumerateObject())
                    {
                        w.WritePropertyName(one.Name);
                        Write(w, one.Value);
                    }
                    w.WriteEndObject();
                    break;
                case "items":
                    w.WritePropertyName("items");
                    Write(w, property.Value);
                    break;
                case "anyOf":
                    w.WriteStartArray("anyOf");
                    foreach (JsonElement one in property.Value.EnumerateArray())
                        Write(w, one);
                    w.WriteEndArray();
                    break;
                default:
                    property.WriteTo(w);
                    break;
            }
        }
        w.WriteEndObject();
    }

    private static bool IsKnown(string format) => format is "date-time" or "enum" or "float" or "double" or "int32" or "int64";

    private static void WriteTypes(Utf8JsonWriter w, JsonElement types)
    {
        string[] names = [.. types.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)];
        if (names.FirstOrDefault(t => t != "null") is { } first)
            w.WriteString("type", first);
        if (names.Contains("null"))
            w.WriteBoolean("nullable", true);
    }
}
