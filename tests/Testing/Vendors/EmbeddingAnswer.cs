using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Artisan.Testing.Vendors;

/// <summary>The mock vendor's embeddings: unit vectors made from a hash, so that equal texts have equal vectors.</summary>
internal static class EmbeddingAnswer
{
    private const int DefaultDimensions = 16;

    /// <summary>Answers an embeddings request, in floats or in base64 as it asks.</summary>
    public static JsonObject To(JsonNode request, string model, Func<string, string> means)
    {
        var inputs = request["input"] switch
        {
            // A list of numbers is one text as tokens; a list of lists are several.
            JsonArray list when list.FirstOrDefault() is JsonValue first && first.GetValueKind() == System.Text.Json.JsonValueKind.Number => [list.ToJsonString()],
            JsonArray list => list.Select(item => item is JsonValue text ? (string)text! : item!.ToJsonString()).ToList(),
            var single => [(string)single!],
        };
        var dimensions = (int?)request["dimensions"] ?? DefaultDimensions;
        var base64 = (string?)request["encoding_format"] == "base64";
        var tokens = inputs.Sum(MockTokens.Count);
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select((input, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = base64 ? Base64(Vector(means(input), dimensions)) : new JsonArray([.. Vector(means(input), dimensions).Select(value => JsonValue.Create(value))]),
            })]),
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
            ["x_vendor"] = new JsonObject { ["region"] = "loopback" },
        };
    }

    /// <summary>The vector of a text.</summary>
    public static float[] Vector(string text, int dimensions)
    {
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        var vector = Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    private static string Base64(float[] vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));
}
