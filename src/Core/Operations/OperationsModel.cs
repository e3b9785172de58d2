using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Operations;

internal sealed class JobRunModel : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> entity)
    {
        entity.HasIndex(j => new { j.TenantId, j.Id });
        entity.HasIndex(j => new { j.Status, j.Id });
        entity.HasIndex(j => new { j.Kind, j.Id });
        entity.Property(j => j.Kind).HasMaxLength(64);
        entity.Property(j => j.InputJson).HasMaxLength(1_000_000);
        entity.Property(j => j.ResultJson).HasMaxLength(1_000_000);
        entity.Property(j => j.Error).HasMaxLength(8000);
    }
}

internal sealed class BlobModel : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> entity)
    {
        entity.HasKey(b => new { b.TenantId, b.Id });
        entity.Property(b => b.Sha256).HasMaxLength(32);
        entity.HasIndex(b => b.ExpiresAt);
    }
}

internal sealed class BlobChunkModel : IEntityTypeConfiguration<BlobChunk>
{
    public void Configure(EntityTypeBuilder<BlobChunk> entity)
    {
        entity.HasKey(c => new { c.TenantId, c.BlobId, c.Number });
        entity.HasOne<Blob>().WithMany().HasForeignKey(c => new { c.TenantId, c.BlobId }).OnDelete(DeleteBehavior.Cascade);
    }
}
