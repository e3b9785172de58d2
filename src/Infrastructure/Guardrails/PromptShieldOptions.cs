namespace Artisan.Infrastructure.Guardrails;

/// <summary>How Azure AI Content Safety is reached.</summary>
/// <param name="Endpoint">The resource's address, for instance <c>https://name.cognitiveservices.azure.com</c>.</param>
/// <param name="Key">Its key; sent as <c>Ocp-Apim-Subscription-Key</c>, never logged.</param>
/// <param name="Timeout">How long one call may take.</param>
public sealed record PromptShieldOptions(Uri Endpoint, string Key, TimeSpan Timeout)
{
    /// <summary>The version of the protocol that is spoken.</summary>
    public const string ApiVersion = "2024-09-01";

    /// <summary>Without the key.</summary>
    public override string ToString() => $"Prompt Shields at {Endpoint}";
}
