using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway;

internal sealed class TenantProviderModel : IEntityTypeConfiguration<TenantProvider>
{
    public void Configure(EntityTypeBuilder<TenantProvider> entity)
    {
        entity.HasKey(p => new { p.TenantId, p.Id });
        entity.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
        entity.Property(p => p.Name).HasMaxLength(64);
        entity.Property(p => p.Kind).HasMaxLength(32);
        entity.Property(p => p.BaseUrl).HasMaxLength(2000);
        entity.Property(p => p.EncryptedApiKey).HasMaxLength(8000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TenantCredentialModel : IEntityTypeConfiguration<TenantCredential>
{
    public void Configure(EntityTypeBuilder<TenantCredential> entity)
    {
        entity.HasKey(c => new { c.TenantId, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.ProviderId });
        entity.Property(c => c.Label).HasMaxLength(100);
        entity.Property(c => c.EncryptedApiKey).HasMaxLength(8000);
        entity.HasOne<TenantProvider>().WithMany().HasForeignKey(c => new { c.TenantId, c.ProviderId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UseCaseOverrideModel : IEntityTypeConfiguration<UseCaseOverride>
{
    public void Configure(EntityTypeBuilder<UseCaseOverride> entity)
    {
        entity.HasKey(o => new { o.TenantId, o.UseCase });
        entity.Property(o => o.UseCase).HasMaxLength(64);
        entity.Property(o => o.ChangeJson).HasMaxLength(100_000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(o => o.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Requests reference tenants only: the record outlives the workspaces, members and keys that it names (docs/adr/0006).</summary>
internal sealed class RequestModel : IEntityTypeConfiguration<RequestRecord>
{
    public void Configure(EntityTypeBuilder<RequestRecord> entity)
    {
        entity.ToTable("AiRequests");
        entity.HasKey(r => new { r.TenantId, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.WorkspaceId, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.ActorId, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.Model, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.Provider, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.RequestedModel, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.IdEnd });
        entity.HasIndex(r => new { r.TenantId, r.UseCase, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.Status, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.LatencyMs, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.CostUsd, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.PromptId, r.At }).HasFilter("prompt_id is not null");
        entity.HasIndex(r => new { r.TenantId, r.LeadId, r.Id }).HasFilter("lead_id is not null");
        entity.HasIndex(r => new { r.TenantId, r.CacheState, r.Id }).HasFilter("cache_state <> 'off'");
        entity.Property(r => r.IdEnd).HasMaxLength(12);
        entity.Property(r => r.ErrorMessage).HasMaxLength(4000);
        entity.Property(r => r.TraceJson).HasMaxLength(200_000);
        entity.Property(r => r.TraceId).HasMaxLength(32);
    }
}

internal sealed class RequestContentModel : IEntityTypeConfiguration<RequestContent>
{
    public void Configure(EntityTypeBuilder<RequestContent> entity)
    {
        entity.ToTable("AiRequestContents");
        entity.HasKey(c => new { c.TenantId, c.RequestId });
        entity.HasIndex(c => new { c.TenantId, c.At });
    }
}
