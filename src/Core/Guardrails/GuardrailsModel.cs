using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Guardrails;

internal sealed class GuardrailPolicyModel : IEntityTypeConfiguration<GuardrailPolicyRow>
{
    public void Configure(EntityTypeBuilder<GuardrailPolicyRow> entity)
    {
        entity.ToTable("guardrail_policies");
        entity.HasKey(p => p.TenantId);
        entity.Property(p => p.PolicyJson).HasMaxLength(1_000_000);
        entity.Property(p => p.EncryptedKey).HasMaxLength(2000);
        entity.Property(p => p.EncryptedDetectorKey).HasMaxLength(4000);
        entity.Property(p => p.DetectorKeyLast4).HasMaxLength(4);
        entity.HasOne<Tenant>().WithOne().HasForeignKey<GuardrailPolicyRow>(p => p.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VaultTokenModel : IEntityTypeConfiguration<VaultToken>
{
    public void Configure(EntityTypeBuilder<VaultToken> entity)
    {
        entity.ToTable("vault_tokens");
        entity.HasKey(t => new { t.TenantId, t.Token });
        entity.Property(t => t.Token).HasMaxLength(64);
        entity.Property(t => t.Type).HasMaxLength(64);
        entity.Property(t => t.EncryptedValue).HasMaxLength(100_000);
    }
}

internal sealed class SecurityEventModel : IEntityTypeConfiguration<SecurityEvent>
{
    public void Configure(EntityTypeBuilder<SecurityEvent> entity)
    {
        entity.ToTable("security_events");
        entity.HasKey(e => new { e.TenantId, e.Id });
        entity.HasIndex(e => new { e.TenantId, e.At });
        entity.HasIndex(e => new { e.TenantId, e.RequestId });
        entity.HasIndex(e => new { e.TenantId, e.Review, e.Id });
        entity.Property(e => e.EvidenceJson).HasMaxLength(100_000);
        entity.Property(e => e.Excerpt).HasMaxLength(SecurityEvent.MaxExcerpt);
        entity.Property(e => e.Note).HasMaxLength(4000);
        entity.Property(e => e.Fingerprint).HasMaxLength(64);
        entity.Property(e => e.Times).HasDefaultValue(1);
        entity.HasIndex(e => new { e.TenantId, e.Fingerprint, e.At });
    }
}

internal sealed class KeptCoverageModel : IEntityTypeConfiguration<KeptCoverage>
{
    public void Configure(EntityTypeBuilder<KeptCoverage> entity)
    {
        entity.ToTable("kept_coverage");
        entity.HasKey(c => new { c.TenantId, c.Store });
        entity.Property(c => c.Store).HasMaxLength(64);
        entity.Property(c => c.Version).HasMaxLength(64);
    }
}
