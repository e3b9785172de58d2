using System.Text.Json;
using System.Text.Json.Serialization;

namespace Artisan.Core.Kernel;

/// <summary>How Artisan writes JSON everywhere: snake_case names, enums as snake_case text, nulls left out, UTC times.</summary>
public static class ArtisanJson
{
    /// <summary>The shared, read-only options.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Applies Artisan's conventions to other options, such as those of the HTTP layer.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
