using Artisan.Core.Data;
using Artisan.Infrastructure.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>A person who can sign in. Accounts are global; roles sit on the memberships of tenants.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>Name as the person wrote it.</summary>
    public string DisplayName { get; set; } = "";
    /// <summary>Whether the account operates the deployment.</summary>
    public bool IsOperator { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A Data Protection key, wrapped by the deployment's master key.</summary>
public sealed class DataProtectionKey
{
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The framework's name of the key.</summary>
    public string FriendlyName { get; set; } = "";
    /// <summary>The key as XML, encrypted.</summary>
    public string Xml { get; set; } = "";
}

/// <summary>Accounts and Data Protection keys: what belongs to the deployment, not to a tenant.</summary>
public sealed class AccountsDb(DbContextOptions<AccountsDb> options) : IdentityUserContext<Account, Guid>(options)
{
    /// <summary>Data Protection keys.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<Account>().ToTable("accounts").Property(a => a.DisplayName).HasMaxLength(200);
        model.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");
        model.Entity<DataProtectionKey>().Property(k => k.FriendlyName).HasMaxLength(200);
        SnakeCase.Apply(model);
    }
}

/// <summary>For <c>dotnet ef migrations add</c>: no database is contacted.</summary>
public sealed class AccountsDbDesign : IDesignTimeDbContextFactory<AccountsDb>
{
    public AccountsDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql("Host=design", DataServices.AccountMigrations).Options);
}
