using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Tenancy;

internal sealed class TenantModel : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> entity)
    {
        entity.HasIndex(t => t.Slug).IsUnique();
        entity.Property(t => t.Slug).HasMaxLength(63);
        entity.Property(t => t.Name).HasMaxLength(200);
        entity.Property(t => t.TimeZone).HasMaxLength(64);
    }
}

internal sealed class ControlVersionModel : IEntityTypeConfiguration<ControlVersion>
{
    public void Configure(EntityTypeBuilder<ControlVersion> entity)
    {
        entity.HasKey(v => v.TenantId);
        entity.HasOne<Tenant>().WithOne().HasForeignKey<ControlVersion>(v => v.TenantId);
    }
}

internal sealed class WorkspaceModel : IEntityTypeConfiguration<Workspace>
{
    public void Configure(EntityTypeBuilder<Workspace> entity)
    {
        entity.HasKey(w => new { w.TenantId, w.Id });
        entity.HasIndex(w => new { w.TenantId, w.Slug }).IsUnique();
        entity.Property(w => w.Slug).HasMaxLength(63);
        entity.Property(w => w.Name).HasMaxLength(200);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(w => w.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MembershipModel : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> entity)
    {
        entity.HasKey(m => new { m.TenantId, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.AccountId }).IsUnique();
        entity.HasIndex(m => m.AccountId);
        entity.Property(m => m.DisplayName).HasMaxLength(200);
        entity.Property(m => m.Email).HasMaxLength(256);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(m => m.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WorkspaceMemberModel : IEntityTypeConfiguration<WorkspaceMember>
{
    public void Configure(EntityTypeBuilder<WorkspaceMember> entity)
    {
        entity.HasKey(m => new { m.TenantId, m.WorkspaceId, m.MembershipId });
        entity.HasOne<Workspace>().WithMany().HasForeignKey(m => new { m.TenantId, m.WorkspaceId }).OnDelete(DeleteBehavior.Restrict);
        entity.HasOne<Membership>().WithMany().HasForeignKey(m => new { m.TenantId, m.MembershipId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiKeyModel : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> entity)
    {
        entity.HasKey(k => new { k.TenantId, k.Id });
        entity.HasIndex(k => k.Hash).IsUnique();
        entity.Property(k => k.Hash).HasMaxLength(32);
        entity.Property(k => k.Name).HasMaxLength(200);
        entity.Property(k => k.Prefix).HasMaxLength(16);
        entity.HasOne<Workspace>().WithMany().HasForeignKey(k => new { k.TenantId, k.WorkspaceId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiKeyUseModel : IEntityTypeConfiguration<ApiKeyUse>
{
    public void Configure(EntityTypeBuilder<ApiKeyUse> entity)
    {
        entity.HasKey(u => new { u.TenantId, u.ApiKeyId });
        entity.HasOne<ApiKey>().WithOne().HasForeignKey<ApiKeyUse>(u => new { u.TenantId, u.ApiKeyId });
    }
}

internal sealed class FeatureSwitchModel : IEntityTypeConfiguration<FeatureSwitch>
{
    public void Configure(EntityTypeBuilder<FeatureSwitch> entity)
    {
        entity.HasKey(f => new { f.TenantId, f.Name });
        entity.Property(f => f.Name).HasMaxLength(64);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(f => f.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TenantSettingModel : IEntityTypeConfiguration<TenantSetting>
{
    public void Configure(EntityTypeBuilder<TenantSetting> entity)
    {
        entity.HasKey(s => new { s.TenantId, s.Key });
        entity.Property(s => s.Key).HasMaxLength(128);
        entity.Property(s => s.ValueJson).HasMaxLength(100_000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
