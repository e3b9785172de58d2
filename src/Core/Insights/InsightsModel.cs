using Artisan.Core.Crm;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Insights;

internal sealed class ConversationSessionModel : IEntityTypeConfiguration<ConversationSession>
{
    public void Configure(EntityTypeBuilder<ConversationSession> entity)
    {
        entity.HasKey(s => new { s.TenantId, s.Id });
        entity.HasIndex(s => new { s.TenantId, s.OwnerId, s.Id });
        entity.HasIndex(s => new { s.TenantId, s.LeadId, s.Id });
        entity.HasOne<Lead>().WithMany().HasForeignKey(s => new { s.TenantId, s.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ConversationMessageModel : IEntityTypeConfiguration<ConversationMessage>
{
    public void Configure(EntityTypeBuilder<ConversationMessage> entity)
    {
        entity.HasKey(m => new { m.TenantId, m.SessionId, m.Id });
        entity.Property(m => m.Role).HasMaxLength(16);
        entity.Property(m => m.Text).HasMaxLength(200_000);
        entity.Property(m => m.CitationsJson).HasMaxLength(100_000);
        entity.HasOne<ConversationSession>().WithMany().HasForeignKey(m => new { m.TenantId, m.SessionId }).OnDelete(DeleteBehavior.Cascade);
    }
}
