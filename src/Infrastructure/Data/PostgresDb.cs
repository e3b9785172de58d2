using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Artisan.Infrastructure.Data;

/// <summary>The product's state in PostgreSQL.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ArtisanDb(options);

/// <summary>For <c>dotnet ef migrations add</c>: no database is contacted.</summary>
public sealed class PostgresDbDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=design", DataServices.Migrations).Options);
}
