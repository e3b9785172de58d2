using Artisan.Core.Crm;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Scoring;

internal sealed class LeadScoreModel : IEntityTypeConfiguration<LeadScore>
{
    public void Configure(EntityTypeBuilder<LeadScore> entity)
    {
        entity.HasKey(s => new { s.TenantId, s.Id });
        entity.HasIndex(s => new { s.TenantId, s.LeadId, s.Id });
        entity.Property(s => s.Grade).HasMaxLength(1);
        entity.Property(s => s.Priority).HasMaxLength(16);
        entity.Property(s => s.Recommendation).HasMaxLength(2000);
        entity.Property(s => s.FactorsJson).HasMaxLength(100_000);
        entity.HasOne<Lead>().WithMany().HasForeignKey(s => new { s.TenantId, s.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}
