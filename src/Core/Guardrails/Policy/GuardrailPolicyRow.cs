using Artisan.Core.Data;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>A tenant's guardrails, where it has set any.</summary>
public sealed class GuardrailPolicyRow : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The policy as JSON (<see cref="GuardrailPolicy"/>).</summary>
    public string PolicyJson { get; set; } = "{}";
    /// <summary>Grows with each change; what was kept under an older one is looked at again.</summary>
    public int Version { get; set; }
    /// <summary>The key of hashes and tokens, encrypted with the deployment's data-protection keys; 32 bytes in base64.</summary>
    public string EncryptedKey { get; set; } = "";
    /// <summary>The credential of the service that recognises injection, encrypted likewise; null for none.</summary>
    public string? EncryptedDetectorKey { get; set; }
    /// <summary>Its last four characters.</summary>
    public string? DetectorKeyLast4 { get; set; }
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}
