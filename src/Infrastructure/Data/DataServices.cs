using System.Data.Common;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Artisan.Infrastructure.Data;

/// <summary>Registers the database.</summary>
public static class DataServices
{
    /// <summary>Adds the data source, the pooled contexts and the migrator.</summary>
    public static IServiceCollection AddPostgres(this IServiceCollection services, string connectionString)
    {
        var source = new NpgsqlDataSourceBuilder(connectionString) { Name = "artisan" };
        source.ConnectionStringBuilder.ApplicationName = "artisan";
        NpgsqlDataSource dataSource = source.Build();
        services.AddSingleton(dataSource);
        services.AddSingleton<DbDataSource>(dataSource);
        services.AddSingleton<LiveFeed>();
        services.AddPooledDbContextFactory<PostgresDb>(options => options.UseNpgsql(dataSource, Migrations));
        services.AddPooledDbContextFactory<AccountsDb>(options => options.UseNpgsql(dataSource, AccountMigrations));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContext());
        services.AddSingleton<IArtisanDbFactory, ArtisanDbFactory<PostgresDb>>();
        services.AddSingleton<IBulkInsert, PostgresBulkInsert>();
        services.AddSingleton<Migrator>();
        return services;
    }

    internal static void Migrations(NpgsqlDbContextOptionsBuilder options) => options.MigrationsHistoryTable("schema_versions");

    internal static void AccountMigrations(NpgsqlDbContextOptionsBuilder options) => options.MigrationsHistoryTable("account_schema_versions");
}
