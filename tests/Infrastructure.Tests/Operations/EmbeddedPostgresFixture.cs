using System.Diagnostics;
using Artisan.Infrastructure.Operations;
using Artisan.Testing;
using Npgsql;
using Xunit;

namespace Artisan.Infrastructure.Tests.Operations;

/// <summary>A data folder of its own, and short ways to work with servers in it.</summary>
public sealed class EmbeddedPostgresFixture : IAsyncLifetime
{
    private static readonly Lazy<Task<string>> Seed = new(CreateSeedAsync);

    private readonly List<EmbeddedPostgres> servers = [];

    /// <summary>Everything that the test writes lies in here. The server's account can pass through it.</summary>
    public string Root { get; } = TestFolder.Create("artisan-pg-");

    public string DataFolder => Path.Combine(Root, "data");

    /// <summary>What the servers reported, in order.</summary>
    public List<string> Progress { get; } = [];

    public EmbeddedPostgresOptions Options => new()
    {
        DataFolder = DataFolder,
        FallbackFolder = Path.Combine(Root, "elsewhere"),
        SharedBuffersMegabytes = 16,
        Durable = false,
    };

    public async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null)
    {
        var server = await EmbeddedPostgres.StartAsync(options ?? Options, Report, CancellationToken.None);
        servers.Add(server);
        return server;
    }

    /// <summary>Lays a cluster into the data folder that was created once for all tests, since creating one takes the better part of a second.</summary>
    public async Task UseSeedAsync()
    {
        Directory.CreateDirectory(DataFolder);
        Run("cp", "-a", Path.Combine(await Seed.Value, "postgres"), DataFolder);
    }

    public static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync(connectionString, sql);

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    private static async Task<string> CreateSeedAsync()
    {
        var fixture = new EmbeddedPostgresFixture();
        await (await fixture.StartAsync()).StopAsync();
        return fixture.DataFolder;
    }

    private void Report(string line)
    {
        lock (Progress)
        {
            Progress.Add(line);
        }
    }
}
