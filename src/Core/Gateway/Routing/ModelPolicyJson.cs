using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Routing;

/// <summary>Model policies as JSON: what is stored, what programs send, and what the console's editor shows.</summary>
public static class ModelPolicyJson
{
    private static readonly JsonSerializerOptions Indented = new(ArtisanJson.Options) { WriteIndented = true };

    /// <summary>Reads a stored policy.</summary>
    public static ModelPolicy Read(string json) => JsonSerializer.Deserialize<ModelPolicy>(json, ArtisanJson.Options) ?? ModelPolicy.None;

    /// <summary>Writes a policy to be stored.</summary>
    public static string Write(ModelPolicy policy) => JsonSerializer.Serialize(policy, ArtisanJson.Options);

    /// <summary>Writes a policy for people, a line for each value.</summary>
    public static string Show(ModelPolicy policy) => JsonSerializer.Serialize(policy, Indented);

    /// <summary>Reads what a person has written.</summary>
    /// <exception cref="ArtisanException">With the line at fault.</exception>
    public static ModelPolicy Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelPolicy>(json, ArtisanJson.Options) ?? throw ArtisanException.Invalid("policy", "Write a JSON object with rules.");
        }
        catch (JsonException e)
        {
            throw ArtisanException.Invalid("policy", $"Line {e.LineNumber + 1} cannot be read as a policy{(string.IsNullOrEmpty(e.Path) ? "" : $" ({e.Path})")}: {e.Message.Split(" Path:")[0]}");
        }
    }
}
