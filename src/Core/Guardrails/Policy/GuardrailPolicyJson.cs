using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>Reads and writes policies.</summary>
public static class GuardrailPolicyJson
{
    /// <summary>Writes.</summary>
    public static string Write(GuardrailPolicy policy) => JsonSerializer.Serialize(policy, ArtisanJson.Options);

    /// <summary>Reads; values that are not there are the defaults.</summary>
    public static GuardrailPolicy Read(string json) => JsonSerializer.Deserialize<GuardrailPolicy>(json, ArtisanJson.Options) ?? new GuardrailPolicy();
}
