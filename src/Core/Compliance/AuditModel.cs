using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Compliance;

internal sealed class AuditEntryModel : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.Id });
        entity.HasIndex(a => new { a.TenantId, a.Sequence }).IsUnique();
        entity.Property(a => a.Action).HasMaxLength(100);
        entity.Property(a => a.Target).HasMaxLength(1000);
        entity.Property(a => a.DetailsJson).HasMaxLength(100_000);
        entity.Property(a => a.Salt).HasMaxLength(16);
        entity.Property(a => a.Digest).HasMaxLength(32);
        entity.Property(a => a.Hash).HasMaxLength(32);
    }
}

internal sealed class AuditAnchorModel : IEntityTypeConfiguration<AuditAnchor>
{
    public void Configure(EntityTypeBuilder<AuditAnchor> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.Sequence });
        entity.Property(a => a.Hash).HasMaxLength(32);
        entity.Property(a => a.Seal).HasMaxLength(32);
    }
}

internal sealed class AuditPolicyModel : IEntityTypeConfiguration<AuditPolicyRow>
{
    public void Configure(EntityTypeBuilder<AuditPolicyRow> entity)
    {
        entity.ToTable("audit_policies");
        entity.HasKey(p => p.TenantId);
    }
}

internal sealed class AuditCheckpointModel : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> entity)
    {
        entity.HasKey(c => new { c.TenantId, c.Sequence });
        entity.Property(c => c.Hash).HasMaxLength(32);
        entity.Property(c => c.PreviousSeal).HasMaxLength(32);
        entity.Property(c => c.Seal).HasMaxLength(32);
    }
}
