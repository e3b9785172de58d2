using Artisan.Core.Data;

namespace Artisan.Core.Guardrails.Vault;

/// <summary>A value that stands behind a reversible token. Only its cipher is kept.</summary>
public sealed class VaultToken : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The token as it stands in texts, without its brackets, for instance <c>tok_4fZ…</c>; the same value always has the same.</summary>
    public string Token { get; set; } = "";
    /// <summary>What kind of value, named as in <see cref="Pii.PiiTypes"/>.</summary>
    public string Type { get; set; } = "";
    /// <summary>The value, encrypted with the deployment's data-protection keys.</summary>
    public string EncryptedValue { get; set; } = "";
    /// <summary>When it was first kept (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>How often it was revealed.</summary>
    public int Reveals { get; set; }
    /// <summary>When it was last revealed (UTC); null for never.</summary>
    public DateTimeOffset? RevealedAt { get; set; }
}
