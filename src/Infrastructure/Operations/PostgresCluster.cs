using Npgsql;

namespace Artisan.Infrastructure.Operations;

/// <summary>Makes what a server needs before the app can use it: the cluster, and in it the app's role and database.</summary>
internal static class PostgresCluster
{
    /// <summary>The role that may do everything. Only this folder's classes use it.</summary>
    public const string AdministratorRole = "postgres";

    /// <summary>The app's role and the name of its database.</summary>
    public const string ApplicationRole = "artisan";

    /// <summary>Creates the cluster, whole or not at all: an interrupted creation leaves only a draft that the next one replaces.</summary>
    /// <exception cref="EmbeddedPostgresException">The cluster cannot be created.</exception>
    public static async Task CreateAsync(PostgresHome home, PostgresBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        var draft = home.Cluster + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        await PostgresHome.CreateOwnedAsync(draft, home.User, cancellationToken);
        // "trust" is right here: the socket's folder admits nobody who could not read the data files as well.
        string[] arguments =
        [
            "-D", draft, "-U", AdministratorRole, "-E", "UTF8", "--locale=" + (OperatingSystem.IsLinux() ? "C.UTF-8" : "C"),
            "--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions",
        ];
        var (exitCode, _, error) = await ShortCommand.RunAsync(
            binaries.InitDb, durable ? arguments : [.. arguments, "--no-sync"], home.User, cancellationToken);
        if (exitCode != 0)
        {
            throw new EmbeddedPostgresException($"PostgreSQL could not create its cluster in {home.Cluster}. It said:{Environment.NewLine}{error.Trim()}");
        }

        Directory.Move(draft, home.Cluster);
    }

    /// <summary>How to reach a database of the server.</summary>
    public static string ConnectionString(string socketFolder, string role, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = 5432,
        Username = role,
        Database = database,
        // Neither means anything on a local socket, and asking for each costs a round trip.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Creates the app's role, which is no superuser, and its database, as far as they are missing.</summary>
    public static async Task EnsureApplicationDatabaseAsync(string socketFolder, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(socketFolder, AdministratorRole, "postgres") + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select exists (select from pg_roles where rolname = '{ApplicationRole}')";
        if (await command.ExecuteScalarAsync(cancellationToken) is false)
        {
            command.CommandText = $"create role {ApplicationRole} login nosuperuser nocreatedb nocreaterole";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        command.CommandText = $"select exists (select from pg_database where datname = '{ApplicationRole}')";
        if (await command.ExecuteScalarAsync(cancellationToken) is false)
        {
            command.CommandText = $"create database {ApplicationRole} owner {ApplicationRole}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await OwnPublicSchemaAsync(socketFolder, cancellationToken);
    }

    // Before version 15 the schema belongs to the administrator and everyone may create in it; since then to the database's owner.
    private static async Task OwnPublicSchemaAsync(string socketFolder, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(socketFolder, AdministratorRole, ApplicationRole) + ";Pooling=false");
        await using var command = source.CreateCommand(
            $"select exists (select from pg_namespace where nspname = 'public' and nspowner <> '{ApplicationRole}'::regrole)");
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            await using var take = source.CreateCommand(
                $"alter schema public owner to {ApplicationRole}; revoke create on schema public from public");
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
