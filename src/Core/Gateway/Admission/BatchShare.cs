using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Admission;

/// <summary>How many of a tenant's slots for calls of jobs a node holds. One that was not seen lately is gone, and its slots are free.</summary>
public sealed class BatchShare : ITenantOwned
{
    /// <summary>A node without a word for this long is gone.</summary>
    public static TimeSpan Gone { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The node, a new id with every start.</summary>
    public Guid NodeId { get; set; }
    /// <summary>Slots that it holds.</summary>
    public int Held { get; set; }
    /// <summary>Slots that it could use; what is above those that it holds waits.</summary>
    public int Wanted { get; set; }
    /// <summary>When it last said so (UTC).</summary>
    public DateTimeOffset SeenAt { get; set; }
}

internal sealed class BatchShareModel : IEntityTypeConfiguration<BatchShare>
{
    public void Configure(EntityTypeBuilder<BatchShare> entity) => entity.HasKey(s => new { s.TenantId, s.NodeId });
}
