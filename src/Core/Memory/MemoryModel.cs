using Artisan.Core.Crm;
using Artisan.Core.Memory.Governance;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Memory;

internal sealed class MemoryItemModel : IEntityTypeConfiguration<MemoryItem>
{
    /// <summary>Longest text, in characters.</summary>
    internal const int LongestContent = 20_000;

    public void Configure(EntityTypeBuilder<MemoryItem> entity)
    {
        entity.ToTable("memories");
        entity.HasKey(m => new { m.TenantId, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.Namespace, m.ContentHash }).IsUnique();
        entity.HasIndex(m => new { m.TenantId, m.OwnerId, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.LeadId, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.Type, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.UpdatedAt });
        entity.HasIndex(m => new { m.TenantId, m.ExpiresAt });
        entity.HasIndex(m => new { m.TenantId, m.SummaryId });
        // Few are pinned or wait to be confirmed; to count them must not mean to read all.
        entity.HasIndex(m => new { m.TenantId, m.State, m.Pinned });
        entity.Property(m => m.Namespace).HasMaxLength(120);
        entity.Property(m => m.Content).HasMaxLength(LongestContent);
        entity.Property(m => m.FieldsJson).HasMaxLength(20_000);
        entity.Property(m => m.SourceUseCase).HasMaxLength(64);
        entity.Property(m => m.ContentHash).HasMaxLength(32);
        entity.Property(m => m.Vector).HasMaxLength(256);
        entity.Property(m => m.VectorModel).HasMaxLength(100);
        entity.Property(m => m.MeaningVector).HasMaxLength(256);
        entity.Property(m => m.MeaningModel).HasMaxLength(200);
        // A lead that is deleted takes with it what is remembered of it.
        entity.HasOne<Lead>().WithMany().HasForeignKey(m => new { m.TenantId, m.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MemoryRemovalModel : IEntityTypeConfiguration<MemoryRemoval>
{
    public void Configure(EntityTypeBuilder<MemoryRemoval> entity)
    {
        entity.HasKey(r => new { r.TenantId, r.Id });
        entity.HasIndex(r => r.At);
    }
}

internal sealed class MemoryGovernanceModel : IEntityTypeConfiguration<MemoryGovernanceRow>
{
    public void Configure(EntityTypeBuilder<MemoryGovernanceRow> entity)
    {
        entity.ToTable("memory_policies");
        entity.HasKey(p => p.TenantId);
        entity.Property(p => p.PolicyJson).HasMaxLength(100_000);
    }
}

internal sealed class LegalHoldModel : IEntityTypeConfiguration<LegalHold>
{
    public void Configure(EntityTypeBuilder<LegalHold> entity)
    {
        entity.HasKey(h => new { h.TenantId, h.Id });
        entity.Property(h => h.Reason).HasMaxLength(2000);
    }
}
