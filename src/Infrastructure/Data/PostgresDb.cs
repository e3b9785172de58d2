using Artisan.Core.Crm;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Artisan.Infrastructure.Data;

/// <summary>The product's state in PostgreSQL.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ArtisanDb(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder model)
    {
        // Words are found inside texts by trigrams; the tenant stands first in the same index. Both extensions are trusted: a database's owner may create them.
        model.HasPostgresExtension("pg_trgm").HasPostgresExtension("btree_gin");
        model.Entity<Lead>().HasIndex(l => new { l.TenantId, l.SearchText }).HasMethod("gin").HasOperators("uuid_ops", "gin_trgm_ops");
        model.Entity<Account>().HasIndex(a => new { a.TenantId, a.SearchText }).HasMethod("gin").HasOperators("uuid_ops", "gin_trgm_ops");
        model.Entity<Contact>().HasIndex(c => new { c.TenantId, c.SearchText }).HasMethod("gin").HasOperators("uuid_ops", "gin_trgm_ops");
        // Names are sorted as people sort them, not by code points.
        foreach (var name in new[] { model.Entity<Lead>().Property(l => l.Name), model.Entity<Account>().Property(a => a.Name), model.Entity<Contact>().Property(c => c.Name) })
            name.UseCollation("und-x-icu");
        model.Entity<Lead>().Property(l => l.Company).UseCollation("und-x-icu");
        base.OnModelCreating(model);
    }
}

/// <summary>For <c>dotnet ef migrations add</c>: no database is contacted.</summary>
public sealed class PostgresDbDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=design", DataServices.Migrations).Options);
}
