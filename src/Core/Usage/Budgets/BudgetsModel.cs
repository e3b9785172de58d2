using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Usage.Budgets;

internal sealed class BudgetModel : IEntityTypeConfiguration<Budget>
{
    public void Configure(EntityTypeBuilder<Budget> entity)
    {
        entity.HasKey(b => new { b.TenantId, b.Id });
        entity.Property(b => b.Name).HasMaxLength(200);
        entity.Property(b => b.UseCase).HasMaxLength(64);
        entity.Property(b => b.OptionsJson).HasMaxLength(8000);
        entity.Property(b => b.Revision).IsConcurrencyToken();
        entity.HasOne<Tenant>().WithMany().HasForeignKey(b => b.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Changes, counts and requests name built-in budgets too, and outlive the others: they reference the tenant only.</summary>
internal sealed class BudgetChangeModel : IEntityTypeConfiguration<BudgetChange>
{
    public void Configure(EntityTypeBuilder<BudgetChange> entity)
    {
        entity.HasKey(c => new { c.TenantId, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.BudgetId, c.UntilAt });
        entity.Property(c => c.Reason).HasMaxLength(2000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(c => c.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BudgetCountModel : IEntityTypeConfiguration<BudgetCount>
{
    public void Configure(EntityTypeBuilder<BudgetCount> entity)
    {
        entity.HasKey(w => new { w.TenantId, w.Id });
        entity.HasIndex(w => new { w.TenantId, w.BudgetId, w.SubjectId, w.FromAt }).IsUnique();
        entity.HasIndex(w => new { w.TenantId, w.UntilAt });
        entity.Property(w => w.UseCase).HasMaxLength(64);
    }
}

internal sealed class BudgetLeaseModel : IEntityTypeConfiguration<BudgetLease>
{
    public void Configure(EntityTypeBuilder<BudgetLease> entity)
    {
        entity.HasKey(l => new { l.TenantId, l.CountId, l.Holder });
        entity.HasIndex(l => l.Holder);
        entity.HasOne<BudgetCount>().WithMany().HasForeignKey(l => new { l.TenantId, l.CountId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BudgetAlertModel : IEntityTypeConfiguration<BudgetAlert>
{
    public void Configure(EntityTypeBuilder<BudgetAlert> entity)
    {
        entity.HasKey(a => new { a.TenantId, a.CountId, a.Hard });
        entity.HasIndex(a => new { a.TenantId, a.At });
        entity.Property(a => a.Name).HasMaxLength(200);
    }
}

internal sealed class BudgetRequestModel : IEntityTypeConfiguration<BudgetRequest>
{
    public void Configure(EntityTypeBuilder<BudgetRequest> entity)
    {
        entity.HasKey(r => new { r.TenantId, r.Id });
        entity.HasIndex(r => new { r.TenantId, r.State, r.Id });
        entity.Property(r => r.Name).HasMaxLength(200);
        entity.Property(r => r.Reason).HasMaxLength(2000);
        entity.Property(r => r.Note).HasMaxLength(2000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
