using Artisan.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Data;

/// <summary>Brings the database to this version's schema at start. Nodes that start together take turns by an advisory lock.</summary>
public sealed class Migrator(NpgsqlDataSource source, IDbContextFactory<PostgresDb> databases, IDbContextFactory<AccountsDb> accounts, ILogger<Migrator> logger)
{
    // Any constant does; it only must be the same on all nodes of a database.
    private const long LockId = 0x4172_7469_7361_6E01;

    /// <summary>Applies what is missing.</summary>
    /// <returns>How many migrations were applied.</returns>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using (NpgsqlCommand take = connection.CreateCommand())
        {
            take.CommandText = "select pg_advisory_lock($1)";
            take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockId });
            take.CommandTimeout = 300;
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
        try
        {
            return await ApplyAsync(await databases.CreateDbContextAsync(cancellationToken), cancellationToken)
                + await ApplyAsync(await accounts.CreateDbContextAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            await using NpgsqlCommand release = connection.CreateCommand();
            release.CommandText = "select pg_advisory_unlock($1)";
            release.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockId });
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<int> ApplyAsync(DbContext db, CancellationToken cancellationToken)
    {
        await using DbContext owned = db;
        string[] missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        if (missing.Length == 0)
            return 0;
        logger.LogInformation("Applying {Count} migrations: {Migrations}", missing.Length, string.Join(", ", missing));
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await db.Database.MigrateAsync(cancellationToken);
        return missing.Length;
    }
}
