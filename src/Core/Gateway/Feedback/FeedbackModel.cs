using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Feedback;

/// <summary>Feedback references no request: it may come before the request has left the journal (docs/adr/0006).</summary>
internal sealed class RequestFeedbackModel : IEntityTypeConfiguration<RequestFeedback>
{
    public void Configure(EntityTypeBuilder<RequestFeedback> entity)
    {
        entity.HasKey(f => new { f.TenantId, f.RequestId, f.ActorId });
        entity.HasIndex(f => new { f.TenantId, f.UseCase, f.At });
        entity.Property(f => f.Comment).HasMaxLength(2000);
    }
}
