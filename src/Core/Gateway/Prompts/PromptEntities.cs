using Artisan.Core.Data;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>A prompt of an organisation, with its versions.</summary>
public sealed class Prompt : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>What requests call it; lower-case letters, digits and dashes; never changes. One for the organisation and one for each workspace may have the same.</summary>
    public string Slug { get; set; } = "";
    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";
    /// <summary>What it is for.</summary>
    public string? Description { get; set; }
    /// <summary>The use case whose system prompt it takes the place of; null for none.</summary>
    public string? UseCase { get; set; }
    /// <summary>The one workspace that it is for, where it stands before the organisation's of the same slug; null for all.</summary>
    public Guid? WorkspaceId { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>When it was put away (UTC); null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }
}

/// <summary>One version of a prompt. Released ones are never changed: who wants the old back releases it as a new version.</summary>
public sealed class PromptVersion : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Its prompt.</summary>
    public Guid PromptId { get; set; }
    /// <summary>From 1 in each prompt.</summary>
    public int Version { get; set; }
    /// <summary>What has become of it; the states are those of model policies.</summary>
    public ModelPolicyState State { get; set; }
    /// <summary>What it says, as JSON (<see cref="PromptContent"/>).</summary>
    public string ContentJson { get; set; } = "{}";
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
    /// <summary>When it was released (UTC); null before.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }
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

internal sealed class PromptModel : IEntityTypeConfiguration<Prompt>, IEntityTypeConfiguration<PromptVersion>
{
    public void Configure(EntityTypeBuilder<Prompt> entity)
    {
        entity.HasKey(p => new { p.TenantId, p.Id });
        // Databases take nulls of a unique index for different values: the organisation's own need one of theirs.
        entity.HasIndex(p => new { p.TenantId, p.WorkspaceId, p.Slug }).IsUnique();
        entity.HasIndex(p => new { p.TenantId, p.Slug }).IsUnique().HasFilter("workspace_id is null");
        entity.Property(p => p.Description).HasMaxLength(2000);
        entity.HasOne<Workspace>().WithMany().HasForeignKey(p => new { p.TenantId, p.WorkspaceId }).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<PromptVersion> entity)
    {
        entity.HasKey(v => new { v.TenantId, v.Id });
        entity.HasIndex(v => new { v.TenantId, v.PromptId, v.Version }).IsUnique();
        entity.Property(v => v.ContentJson).HasMaxLength(1_000_000);
        entity.Property(v => v.Note).HasMaxLength(2000);
        entity.Property(v => v.DecisionNote).HasMaxLength(2000);
        entity.Property(v => v.Revision).IsConcurrencyToken();
        entity.HasOne<Prompt>().WithMany().HasForeignKey(v => new { v.TenantId, v.PromptId }).OnDelete(DeleteBehavior.Restrict);
    }
}
