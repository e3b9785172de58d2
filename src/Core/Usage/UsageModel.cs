using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Usage;

/// <summary>The ledger references nothing: it outlives what it names (docs/adr/0006).</summary>
internal sealed class UsageRecordModel : IEntityTypeConfiguration<UsageRecord>
{
    public void Configure(EntityTypeBuilder<UsageRecord> entity)
    {
        entity.HasKey(u => new { u.TenantId, u.Id });
        entity.HasIndex(u => new { u.TenantId, u.RequestId });
        entity.HasIndex(u => new { u.TenantId, u.At });
        entity.Ignore(u => u.BudgetHolder).Ignore(u => u.BudgetCounts);
    }
}

internal sealed class UsageHourModel : IEntityTypeConfiguration<UsageHour>
{
    public void Configure(EntityTypeBuilder<UsageHour> entity)
    {
        entity.HasKey(u => new { u.TenantId, u.Hour, u.WorkspaceId, u.ActorId, u.Provider, u.Model, u.UseCase });
        entity.Property(u => u.Provider).HasMaxLength(64);
        entity.Property(u => u.Model).HasMaxLength(200);
        entity.Property(u => u.UseCase).HasMaxLength(64);
    }
}

internal sealed class UsageLatencyHourModel : IEntityTypeConfiguration<UsageLatencyHour>
{
    public void Configure(EntityTypeBuilder<UsageLatencyHour> entity)
    {
        entity.HasKey(u => new { u.TenantId, u.Hour, u.WorkspaceId, u.ActorId, u.Provider, u.Model, u.Bucket });
        entity.Property(u => u.Provider).HasMaxLength(64);
        entity.Property(u => u.Model).HasMaxLength(200);
    }
}
