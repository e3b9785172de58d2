using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Crm;

internal sealed class LeadModel : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> entity)
    {
        entity.HasKey(l => new { l.TenantId, l.Id });
        // One lead for an e-mail; rows without one are told apart by people. Null is no value in a unique index of PostgreSQL, and the filter says so to SQL Server.
        entity.HasIndex(l => new { l.TenantId, l.EmailKey }).IsUnique().HasFilter("email_key is not null");
        entity.HasIndex(l => new { l.TenantId, l.Name, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.Company, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.Score, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.LastContactAt, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.NextStepAt, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.OwnerId, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.Stage, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.AccountId, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.ImportId, l.Id });
        entity.HasIndex(l => new { l.TenantId, l.Grade, l.Id }).HasFilter("grade is not null");
        entity.HasIndex(l => new { l.TenantId, l.Flag, l.Id }).HasFilter("flag is not null");
        entity.Property(l => l.EmailKey).HasMaxLength(256);
        entity.Property(l => l.Email).HasMaxLength(256);
        entity.Property(l => l.FirstName).HasMaxLength(200);
        entity.Property(l => l.LastName).HasMaxLength(200);
        entity.Property(l => l.Phone).HasMaxLength(64);
        entity.Property(l => l.Flag).HasMaxLength(64);
        entity.Property(l => l.Grade).HasMaxLength(1);
        entity.Property(l => l.CustomJson).HasMaxLength(100_000);
        entity.Property(l => l.SearchText).HasMaxLength(CrmKeys.MaxSearch);
        entity.Property(l => l.Version).IsConcurrencyToken();
        entity.HasOne<Account>().WithMany().HasForeignKey(l => new { l.TenantId, l.AccountId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Membership>().WithMany().HasForeignKey(l => new { l.TenantId, l.OwnerId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(l => l.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AccountModel : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> entity)
    {
        entity.ToTable("CrmAccounts");
        entity.HasKey(a => new { a.TenantId, a.Id });
        entity.HasIndex(a => new { a.TenantId, a.Domain }).IsUnique().HasFilter("domain is not null");
        entity.HasIndex(a => new { a.TenantId, a.NameKey, a.Id });
        entity.HasIndex(a => new { a.TenantId, a.Name, a.Id });
        entity.HasIndex(a => new { a.TenantId, a.OwnerId, a.Id });
        entity.Property(a => a.Domain).HasMaxLength(253);
        entity.Property(a => a.CustomJson).HasMaxLength(100_000);
        entity.Property(a => a.SearchText).HasMaxLength(CrmKeys.MaxSearch);
        entity.Property(a => a.Version).IsConcurrencyToken();
        entity.HasOne<Membership>().WithMany().HasForeignKey(a => new { a.TenantId, a.OwnerId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ContactModel : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> entity)
    {
        entity.ToTable("CrmContacts");
        entity.HasKey(c => new { c.TenantId, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.EmailKey }).IsUnique().HasFilter("email_key is not null");
        entity.HasIndex(c => new { c.TenantId, c.Name, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.AccountId, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.OwnerId, c.Id });
        entity.Property(c => c.EmailKey).HasMaxLength(256);
        entity.Property(c => c.Email).HasMaxLength(256);
        entity.Property(c => c.CustomJson).HasMaxLength(100_000);
        entity.Property(c => c.SearchText).HasMaxLength(CrmKeys.MaxSearch);
        entity.Property(c => c.Version).IsConcurrencyToken();
        entity.HasOne<Account>().WithMany().HasForeignKey(c => new { c.TenantId, c.AccountId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Membership>().WithMany().HasForeignKey(c => new { c.TenantId, c.OwnerId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(c => c.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CampaignModel : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> entity)
    {
        entity.ToTable("CrmCampaigns");
        entity.HasKey(c => new { c.TenantId, c.Id });
        entity.HasIndex(c => new { c.TenantId, c.Name }).IsUnique();
        entity.Property(c => c.Name).HasMaxLength(200);
        entity.Property(c => c.Objective).HasMaxLength(2000);
        entity.Property(c => c.Version).IsConcurrencyToken();
        entity.HasOne<Membership>().WithMany().HasForeignKey(c => new { c.TenantId, c.OwnerId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(c => c.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CampaignLeadModel : IEntityTypeConfiguration<CampaignLead>
{
    public void Configure(EntityTypeBuilder<CampaignLead> entity)
    {
        entity.ToTable("CrmCampaignLeads");
        entity.HasKey(c => new { c.TenantId, c.CampaignId, c.LeadId });
        entity.HasIndex(c => new { c.TenantId, c.LeadId });
        entity.HasOne<Campaign>().WithMany().HasForeignKey(c => new { c.TenantId, c.CampaignId }).OnDelete(DeleteBehavior.Cascade);
        entity.HasOne<Lead>().WithMany().HasForeignKey(c => new { c.TenantId, c.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class InteractionModel : IEntityTypeConfiguration<Interaction>
{
    public void Configure(EntityTypeBuilder<Interaction> entity)
    {
        entity.HasKey(i => new { i.TenantId, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.LeadId, i.At, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.AccountId, i.At, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.ContactId, i.At, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.CampaignId, i.At, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.At, i.Id });
        entity.HasIndex(i => new { i.TenantId, i.ExternalId }).IsUnique().HasFilter("external_id is not null");
        entity.Property(i => i.Body).HasMaxLength(Interaction.MaxBody);
        entity.Property(i => i.Outcome).HasMaxLength(32);
        entity.Property(i => i.ExternalId).HasMaxLength(200);
        entity.HasOne<Lead>().WithMany().HasForeignKey(i => new { i.TenantId, i.LeadId }).OnDelete(DeleteBehavior.Cascade);
        entity.HasOne<Account>().WithMany().HasForeignKey(i => new { i.TenantId, i.AccountId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Contact>().WithMany().HasForeignKey(i => new { i.TenantId, i.ContactId }).OnDelete(DeleteBehavior.NoAction);
        entity.HasOne<Campaign>().WithMany().HasForeignKey(i => new { i.TenantId, i.CampaignId }).OnDelete(DeleteBehavior.NoAction);
    }
}

internal sealed class LeadTaskModel : IEntityTypeConfiguration<LeadTask>
{
    public void Configure(EntityTypeBuilder<LeadTask> entity)
    {
        entity.HasKey(t => new { t.TenantId, t.Id });
        entity.HasIndex(t => new { t.TenantId, t.LeadId, t.DoneAt });
        entity.HasIndex(t => new { t.TenantId, t.AssigneeId, t.DoneAt, t.DueAt });
        entity.HasOne<Lead>().WithMany().HasForeignKey(t => new { t.TenantId, t.LeadId }).OnDelete(DeleteBehavior.Cascade);
        entity.HasOne<Membership>().WithMany().HasForeignKey(t => new { t.TenantId, t.AssigneeId }).OnDelete(DeleteBehavior.NoAction);
    }
}

internal sealed class LeadEventModel : IEntityTypeConfiguration<LeadEvent>
{
    public void Configure(EntityTypeBuilder<LeadEvent> entity)
    {
        entity.HasKey(e => new { e.TenantId, e.Id });
        entity.HasIndex(e => new { e.TenantId, e.LeadId, e.At, e.Id });
        entity.Property(e => e.DetailsJson).HasMaxLength(100_000);
        entity.HasOne<Lead>().WithMany().HasForeignKey(e => new { e.TenantId, e.LeadId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CustomFieldModel : IEntityTypeConfiguration<CustomField>
{
    public void Configure(EntityTypeBuilder<CustomField> entity)
    {
        entity.ToTable("CrmCustomFields");
        entity.HasKey(f => new { f.TenantId, f.Id });
        entity.HasIndex(f => new { f.TenantId, f.Record, f.Key }).IsUnique();
        entity.Property(f => f.Key).HasMaxLength(64);
        entity.Property(f => f.Title).HasMaxLength(200);
        entity.Property(f => f.ChoicesJson).HasMaxLength(20_000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(f => f.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SavedViewModel : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> entity)
    {
        entity.ToTable("CrmSavedViews");
        entity.HasKey(v => new { v.TenantId, v.Id });
        entity.HasIndex(v => new { v.TenantId, v.OwnerId, v.Record, v.Name }).IsUnique();
        entity.Property(v => v.Name).HasMaxLength(200);
        entity.Property(v => v.Query).HasMaxLength(4000);
        entity.HasOne<Membership>().WithMany().HasForeignKey(v => new { v.TenantId, v.OwnerId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LeadMergeModel : IEntityTypeConfiguration<LeadMerge>
{
    public void Configure(EntityTypeBuilder<LeadMerge> entity)
    {
        entity.HasKey(m => new { m.TenantId, m.Id });
        entity.HasIndex(m => new { m.TenantId, m.KeptId, m.At });
        entity.Property(m => m.SnapshotJson).HasMaxLength(10_000_000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(m => m.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LeadImportModel : IEntityTypeConfiguration<LeadImport>
{
    public void Configure(EntityTypeBuilder<LeadImport> entity)
    {
        entity.HasKey(i => new { i.TenantId, i.Id });
        entity.Property(i => i.Sha256).HasMaxLength(32);
        entity.Property(i => i.OptionsJson).HasMaxLength(100_000);
        entity.Property(i => i.Error).HasMaxLength(4000);
        entity.HasOne<Tenant>().WithMany().HasForeignKey(i => i.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ImportErrorModel : IEntityTypeConfiguration<ImportError>
{
    public void Configure(EntityTypeBuilder<ImportError> entity)
    {
        entity.ToTable("LeadImportErrors");
        entity.HasKey(e => new { e.TenantId, e.ImportId, e.Line });
        entity.Property(e => e.Message).HasMaxLength(2000);
        entity.Property(e => e.CellsJson).HasMaxLength(1_000_000);
        entity.HasOne<LeadImport>().WithMany().HasForeignKey(e => new { e.TenantId, e.ImportId }).OnDelete(DeleteBehavior.Cascade);
    }
}
