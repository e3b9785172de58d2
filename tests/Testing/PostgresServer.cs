using System.Collections.Concurrent;
using Artisan.Infrastructure.Operations;
using Npgsql;

namespace Artisan.Testing;

/// <summary>
/// One PostgreSQL server for a test process, started on first use and stopped with the process. It keeps nothing, so it may be careless
/// about a crash of the machine. With <c>ARTISAN_TEST_DATABASE</c> (the connection string of a role that may create databases) an existing server is used.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<(string Administrator, string Application)>> Server = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static readonly ConcurrentDictionary<string, bool> Databases = new();

    // Never stopped: it stops with the process. Held here, so that it is not collected before.
    private static EmbeddedPostgres? embedded;

    /// <summary>Creates a database of its own for a test.</summary>
    /// <param name="template">The name of a database to copy, as <see cref="TemplateAsync"/> returns it; null for an empty one.</param>
    /// <returns>The connection string of the app's role, which owns the database and is no superuser.</returns>
    public static async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var (administrator, application) = await Server.Value;
        var name = "artisan_test_" + Guid.NewGuid().ToString("N");
        var owner = new NpgsqlConnectionStringBuilder(application).Username;
        if (template is not null)
        {
            // A copy needs its original undisturbed; what is left there are pooled connections.
            await ExecuteAsync(administrator, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{template}'");
        }

        await ExecuteAsync(administrator, $"create database {name} owner \"{owner}\"{(template is null ? "" : $" template {template}")}");
        Databases.TryAdd(name, true);
        return new NpgsqlConnectionStringBuilder(application) { Database = name }.ConnectionString;
    }

    /// <summary>Prepares a database once per process (with migrations, say) to be copied for many tests.</summary>
    /// <param name="key">Names what it holds; the first caller's preparation counts.</param>
    /// <param name="prepare">Fills the database of the given connection string.</param>
    /// <returns>The name to give to <see cref="CreateDatabaseAsync"/>.</returns>
    public static Task<string> TemplateAsync(string key, Func<string, Task> prepare) => Templates.GetOrAdd(key, _ => new Lazy<Task<string>>(async () =>
    {
        var connectionString = await CreateDatabaseAsync();
        await prepare(connectionString);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    })).Value;

    /// <summary>Drops a database, whoever is still connected to it.</summary>
    /// <param name="connectionString">What <see cref="CreateDatabaseAsync"/> returned.</param>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await ExecuteAsync((await Server.Value).Administrator, $"drop database if exists {name} with (force)");
        Databases.TryRemove(name, out _);
    }

    /// <summary>The connection string of the server's administrator to a database.</summary>
    /// <param name="connectionString">What <see cref="CreateDatabaseAsync"/> returned.</param>
    public static async Task<string> AsAdministratorAsync(string connectionString) =>
        new NpgsqlConnectionStringBuilder((await Server.Value).Administrator) { Database = new NpgsqlConnectionStringBuilder(connectionString).Database }.ConnectionString;

    private static async Task<(string Administrator, string Application)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("ARTISAN_TEST_DATABASE") is { Length: > 0 } existing)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAllAsync(existing).Wait(TimeSpan.FromSeconds(20));
            return (existing, existing);
        }

        var folder = TestFolder.Create();
        var options = new EmbeddedPostgresOptions { DataFolder = folder, Durable = false, SharedBuffersMegabytes = 64, MaxConnections = 300 };
        embedded = await EmbeddedPostgres.StartAsync(options, Console.Error.WriteLine, CancellationToken.None);
        return (embedded.AdministratorConnectionString, embedded.ConnectionString);
    }

    private static async Task DropAllAsync(string administrator)
    {
        foreach (var name in Databases.Keys)
        {
            await ExecuteAsync(administrator, $"drop database if exists {name} with (force)");
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
