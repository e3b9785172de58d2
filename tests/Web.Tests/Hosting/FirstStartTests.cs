using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Web.Shell.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Hosting;

/// <summary>What an installation is told at its start.</summary>
public sealed class FirstStartTests
{
    [Fact]
    public async Task A_demonstration_that_was_interrupted_is_never_taken_for_a_whole_one()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        string folder = TestFolder.Create("artisan-first-");
        string marker = Path.Combine(folder, "demo.json.unfinished");
        await Should.ThrowAsync<InvalidDataException>(() => StartAsync(folder, database, ["--demo"], services => services.AddSingleton<IDemoSource, Interrupted>()));
        File.Exists(marker).ShouldBeTrue();
        File.Exists(Path.Combine(folder, "demo.json")).ShouldBeFalse();

        foreach (string[] args in (string[][])[["--demo"], []])
        {
            InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(folder, database, args));
            refused.Message.ShouldContain("interrupted");
            refused.Message.ShouldContain(folder);
            refused.Message.ShouldContain("ARTISAN_DATABASE");
        }
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task A_demonstration_that_was_filled_leaves_no_marker_and_its_file_to_its_owner_alone()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        string folder = TestFolder.Create("artisan-first-");
        IReadOnlyList<string> said = await StartAsync(folder, database, ["--demo"]);
        string file = Path.Combine(folder, "demo.json");
        File.Exists(file + ".unfinished").ShouldBeFalse();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        said.ShouldContain(line => line.Contains(file));
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task A_superuser_of_the_database_is_warned_of_and_another_role_is_not()
    {
        // A test server of one's own may have one role for both; each start must say what is true of its role.
        string own = await PostgresServer.CreateDatabaseAsync(), administrators = await PostgresServer.CreateDatabaseAsync();
        foreach (string connection in (string[])[own, await PostgresServer.AsAdministratorAsync(administrators)])
        {
            (string role, bool super) = await RoleAsync(connection);
            IReadOnlyList<string> said = await StartAsync(TestFolder.Create("artisan-first-"), connection, []);
            said.Any(line => line.StartsWith($"Warning: ARTISAN_DATABASE connects as '{role}', a superuser.", StringComparison.Ordinal)).ShouldBe(super, string.Join('\n', said));
        }
        await PostgresServer.DropDatabaseAsync(own);
        await PostgresServer.DropDatabaseAsync(administrators);
    }

    private static async Task<(string Role, bool Super)> RoleAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var ask = new NpgsqlCommand("select rolname::text, rolsuper from pg_roles where rolname = current_user", connection);
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetString(0), row.GetBoolean(1));
    }

    // Starts without the demonstration's history, and stops again.
    private static async Task<IReadOnlyList<string>> StartAsync(string folder, string database, string[] args, Action<IServiceCollection>? configure = null)
    {
        var said = new List<string>();
        await using ArtisanHost host = await ArtisanHost.StartAsync([$"--ARTISAN_DATA={folder}", $"--ARTISAN_DATABASE={database}", "--ARTISAN_PORT=0", .. args], said.Add, services =>
        {
            foreach (ServiceDescriptor source in services.Where(s => s.ServiceType == typeof(IDemoSource)).ToArray())
                services.Remove(source);
            configure?.Invoke(services);
        });
        return said;
    }

    private sealed class Interrupted : IDemoSource
    {
        public Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken) => throw new InvalidDataException("The plug was pulled.");
    }
}
