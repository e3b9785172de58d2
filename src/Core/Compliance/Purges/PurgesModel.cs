using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Compliance.Purges;

internal sealed class PurgeModel : IEntityTypeConfiguration<Purge>
{
    public void Configure(EntityTypeBuilder<Purge> entity)
    {
        entity.HasKey(p => new { p.TenantId, p.Id });
        entity.HasIndex(p => new { p.State, p.CreatedAt });
        entity.Property(p => p.CriteriaJson).HasMaxLength(200_000);
        entity.Property(p => p.Reason).HasMaxLength(2000);
        entity.Property(p => p.CountsJson).HasMaxLength(20_000);
        entity.Property(p => p.Sha256).HasMaxLength(32);
        entity.Property(p => p.Seal).HasMaxLength(32);
    }
}

internal sealed class PurgePieceModel : IEntityTypeConfiguration<PurgePiece>
{
    public void Configure(EntityTypeBuilder<PurgePiece> entity)
    {
        entity.HasKey(p => new { p.TenantId, p.PurgeId, p.Id });
        entity.Property(p => p.Store).HasMaxLength(64);
        entity.HasOne<Purge>().WithMany().HasForeignKey(p => new { p.TenantId, p.PurgeId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PurgeAckModel : IEntityTypeConfiguration<PurgeAck>
{
    public void Configure(EntityTypeBuilder<PurgeAck> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.PurgeId, a.NodeId });
        entity.HasOne<Purge>().WithMany().HasForeignKey(a => new { a.TenantId, a.PurgeId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ClusterNodeModel : IEntityTypeConfiguration<ClusterNode>
{
    public void Configure(EntityTypeBuilder<ClusterNode> entity) => entity.HasIndex(n => n.SeenAt);
}
