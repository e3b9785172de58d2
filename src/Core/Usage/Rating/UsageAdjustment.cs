using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Usage.Rating;

/// <summary>A line of the ledger that corrects the cost of an earlier one. What an attempt cost is its record's cost and all its corrections; neither is ever changed.</summary>
public sealed class UsageAdjustment : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The usage record that it corrects.</summary>
    public Guid UsageId { get; set; }
    /// <summary>The request of that record.</summary>
    public Guid RequestId { get; set; }
    /// <summary>When the attempt was (UTC): the correction counts there.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Workspace of the record.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>Member or key of the record.</summary>
    public Guid ActorId { get; set; }
    /// <summary>Use case of the record.</summary>
    public string UseCase { get; set; } = "";
    /// <summary>Provider instance of the record.</summary>
    public string Provider { get; set; } = "";
    /// <summary>Model of the record.</summary>
    public string Model { get; set; } = "";
    /// <summary>USD to be added.</summary>
    public decimal DeltaUsd { get; set; }
    /// <summary>The price by which it is corrected.</summary>
    public string PriceVersion { get; set; } = "";
    /// <summary>Whether the record had no price before.</summary>
    public bool WasUnpriced { get; set; }
    /// <summary>The job that wrote it.</summary>
    public Guid JobId { get; set; }
    /// <summary>When it was written (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>The ledger references nothing (docs/adr/0006).</summary>
internal sealed class UsageAdjustmentModel : IEntityTypeConfiguration<UsageAdjustment>
{
    public void Configure(EntityTypeBuilder<UsageAdjustment> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.Id });
        entity.HasIndex(a => new { a.TenantId, a.UsageId });
        entity.HasIndex(a => new { a.TenantId, a.RequestId });
        entity.HasIndex(a => new { a.TenantId, a.At });
        entity.Property(a => a.DeltaUsd).HasPrecision(20, 10);
        entity.Property(a => a.Provider).HasMaxLength(64);
        entity.Property(a => a.Model).HasMaxLength(200);
        entity.Property(a => a.UseCase).HasMaxLength(64);
    }
}
