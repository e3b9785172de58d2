using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Crm.Drafts;

internal sealed class EmailDraftModel : IEntityTypeConfiguration<EmailDraftRecord>
{
    public void Configure(EntityTypeBuilder<EmailDraftRecord> entity)
    {
        entity.ToTable("EmailDrafts");
        entity.HasKey(d => new { d.TenantId, d.Id });
        entity.HasIndex(d => new { d.TenantId, d.LeadId, d.Id });
        entity.HasIndex(d => new { d.TenantId, d.RequestId });
        entity.Property(d => d.Body).HasMaxLength(20_000);
        entity.Property(d => d.EditedBody).HasMaxLength(20_000);
        entity.Property(d => d.Objective).HasMaxLength(2000);
        entity.Property(d => d.WarningsJson).HasMaxLength(100_000);
        entity.HasOne<Lead>().WithMany().HasForeignKey(d => new { d.TenantId, d.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CampaignStrategyModel : IEntityTypeConfiguration<CampaignStrategyRecord>
{
    public void Configure(EntityTypeBuilder<CampaignStrategyRecord> entity)
    {
        entity.ToTable("CampaignStrategies");
        entity.HasKey(s => new { s.TenantId, s.Id });
        entity.HasIndex(s => new { s.TenantId, s.CampaignId, s.Id });
        entity.Property(s => s.RequestJson).HasMaxLength(20_000);
        entity.Property(s => s.Text).HasMaxLength(200_000);
        entity.HasOne<Campaign>().WithMany().HasForeignKey(s => new { s.TenantId, s.CampaignId }).OnDelete(DeleteBehavior.Cascade);
    }
}
