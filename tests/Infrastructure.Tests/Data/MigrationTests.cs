using Artisan.Infrastructure.Tests.Testing;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Tenancy;
using Artisan.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Data;

/// <summary>The schema and its history.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void No_change_of_the_model_waits_for_a_migration()
    {
        using PostgresDb db = new PostgresDbDesign().CreateDbContext([]);
        db.Database.HasPendingModelChanges().ShouldBeFalse("Run: dotnet ef migrations add <Name> -p src/Infrastructure -s src/Infrastructure -c PostgresDb -o Data/Migrations");
        using AccountsDb accounts = new AccountsDbDesign().CreateDbContext([]);
        accounts.Database.HasPendingModelChanges().ShouldBeFalse("Run: dotnet ef migrations add <Name> -p src/Infrastructure -s src/Infrastructure -c AccountsDb -o Tenancy/Migrations");
    }

    [Fact]
    public async Task Every_earlier_schema_with_data_in_it_upgrades_to_this_one()
    {
        string[] all;
        using (PostgresDb design = new PostgresDbDesign().CreateDbContext([]))
            all = design.Database.GetMigrations().ToArray();
        foreach (string earlier in all)
        {
            string database = await PostgresServer.CreateDatabaseAsync();
            await using (PostgresDb db = Open(database))
            {
                await db.GetService<IMigrator>().MigrateAsync(earlier);
                await SampleRows.InsertAsync(database);
                await db.Database.MigrateAsync();
            }
            await using (var connection = new NpgsqlConnection(database))
            {
                await connection.OpenAsync();
                (await SampleRows.CountAsync(connection)).ShouldBe(SampleRows.Expected, $"after the upgrade from {earlier}");
            }
            await PostgresServer.DropDatabaseAsync(database);
        }
    }

    [Fact]
    public async Task Every_earlier_schema_of_accounts_with_data_in_it_upgrades_to_this_one()
    {
        string[] all;
        using (AccountsDb design = new AccountsDbDesign().CreateDbContext([]))
            all = design.Database.GetMigrations().ToArray();
        foreach (string earlier in all)
        {
            string database = await PostgresServer.CreateDatabaseAsync();
            await using (var db = new AccountsDb(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql(database, options => options.MigrationsHistoryTable("account_schema_versions")).Options))
            {
                await db.GetService<IMigrator>().MigrateAsync(earlier);
                await SampleRows.InsertAsync(database);
                await db.Database.MigrateAsync();
                db.ChangeTracker.Clear();
                (await db.Users.CountAsync(), await db.DataProtectionKeys.CountAsync(), await db.UserClaims.CountAsync(), await db.UserLogins.CountAsync(), await db.UserTokens.CountAsync())
                    .ShouldBe((1, 1, 1, 1, 1), $"after the upgrade from {earlier}");
                (await db.Users.SingleAsync()).CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
            }
            await PostgresServer.DropDatabaseAsync(database);
        }
    }

    [Fact]
    public async Task Requests_of_an_earlier_version_are_found_by_the_end_of_their_id()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        await using (PostgresDb db = Open(database))
        {
            await db.GetService<IMigrator>().MigrateAsync("Foundation");
            await SampleRows.InsertAsync(database);
            await db.Database.MigrateAsync();
        }
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var read = new NpgsqlCommand("select id, id_end from ai_requests", connection);
            await using NpgsqlDataReader rows = await read.ExecuteReaderAsync();
            (await rows.ReadAsync()).ShouldBeTrue();
            rows.GetString(1).ShouldBe(new RequestRecord { Id = rows.GetGuid(0) }.IdEnd);
        }
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task Nodes_that_start_together_take_turns()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        int[] applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton<IKeptTextGuard, NothingTakenOut>().AddPostgres(database).BuildServiceProvider();
            return await services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        }));
        applied.Count(a => a > 0).ShouldBe(1);
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact]
    public void The_same_model_compiles_for_SQL_Server()
    {
        using var db = new SqlServerDb(new DbContextOptionsBuilder<SqlServerDb>().UseSqlServer("Server=none;Database=none;Encrypt=true").Options);
        string script = db.Database.GenerateCreateScript();
        script.ShouldContain("CREATE TABLE [usage_records]");
        script.ShouldContain("CREATE TABLE [ai_requests]");
    }

    private static PostgresDb Open(string database) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(database, options => options.MigrationsHistoryTable("schema_versions")).Options);

    private sealed class SqlServerDb(DbContextOptions<SqlServerDb> options) : ArtisanDb(options);
}
