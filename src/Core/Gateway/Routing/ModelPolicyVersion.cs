using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Routing;

/// <summary>What has become of a version of a model policy.</summary>
public enum ModelPolicyState
{
    /// <summary>Being written.</summary>
    Draft = 1,
    /// <summary>Waits for a second person's approval.</summary>
    Submitted = 2,
    /// <summary>Holds from <see cref="ModelPolicyVersion.ReleaseAt"/> until a later release.</summary>
    Released = 3,
    /// <summary>The second person said no.</summary>
    Rejected = 4,
    /// <summary>Taken back before it held.</summary>
    Withdrawn = 5,
}

/// <summary>One version of a workspace's model policy. Released ones are never changed: who wants the old back releases it as a new version.</summary>
public sealed class ModelPolicyVersion : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>From 1 in each workspace.</summary>
    public int Version { get; set; }
    /// <summary>What has become of it.</summary>
    public ModelPolicyState State { get; set; }
    /// <summary>The policy as JSON (<see cref="ModelPolicy"/>).</summary>
    public string PolicyJson { get; set; } = "{}";
    /// <summary>Why it was made, in its author's words.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Note { get; set; }
    /// <summary>The version that it was made from; null for none.</summary>
    public int? BasedOn { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>Member or key; nobody approves what he has written himself.</summary>
    public Guid CreatedById { get; set; }
    /// <summary>From when on it holds (UTC); null before it is released or submitted, and for "as soon as approved".</summary>
    public DateTimeOffset? ReleaseAt { get; set; }
    /// <summary>Who released or approved, rejected or withdrew it.</summary>
    public string? DecidedBy { get; set; }
    /// <summary>When (UTC).</summary>
    public DateTimeOffset? DecidedAt { get; set; }
    /// <summary>What the one who decided said.</summary>
    [Guarded(KeptPlace.Records)]
    public string? DecisionNote { get; set; }
    /// <summary>Grows with each change of the row, so that nobody's change is overwritten unseen.</summary>
    public int Revision { get; set; }
}

internal sealed class ModelPolicyVersionModel : IEntityTypeConfiguration<ModelPolicyVersion>
{
    public void Configure(EntityTypeBuilder<ModelPolicyVersion> entity)
    {
        entity.HasKey(v => new { v.TenantId, v.Id });
        entity.HasIndex(v => new { v.TenantId, v.WorkspaceId, v.Version }).IsUnique();
        entity.Property(v => v.PolicyJson).HasMaxLength(200_000);
        entity.Property(v => v.Note).HasMaxLength(2000);
        entity.Property(v => v.DecisionNote).HasMaxLength(2000);
        entity.Property(v => v.Revision).IsConcurrencyToken();
        entity.HasOne<Workspace>().WithMany().HasForeignKey(v => new { v.TenantId, v.WorkspaceId }).OnDelete(DeleteBehavior.Restrict);
    }
}
