using System.Diagnostics;
using Artisan.Infrastructure.Operations;
using Shouldly;
using Xunit;
using static Artisan.Infrastructure.Tests.Operations.EmbeddedPostgresFixture;

namespace Artisan.Infrastructure.Tests.Operations;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private const string Keep = "create table kept (id int primary key); insert into kept values (1)";

    private readonly EmbeddedPostgresFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_stopped_server_keeps_its_data()
    {
        await fixture.UseSeedAsync();
        var first = await fixture.StartAsync();
        await ExecuteAsync(first.ConnectionString, Keep);
        await first.StopAsync();
        first.IsRunning.ShouldBeFalse();
        first.State.ShouldBe(EmbeddedPostgresState.Stopped);

        var second = await fixture.StartAsync();
        second.IsRunning.ShouldBeTrue();
        (await ScalarAsync(second.ConnectionString, "select count(*) from kept")).ShouldBe(1L);
        // A session of its own: the terminal's Ctrl+C does not reach the server.
        SessionOf(second.ProcessId!.Value).ShouldNotBe(SessionOf(Environment.ProcessId));
    }

    [Fact]
    public async Task The_app_owns_its_database_and_nothing_else()
    {
        var server = await fixture.StartAsync(fixture.Options with { Durable = true });
        (await ScalarAsync(server.ConnectionString, "select rolsuper or rolcreatedb or rolcreaterole or rolreplication from pg_roles where rolname = current_user"))
            .ShouldBe(false);
        (await ScalarAsync(server.ConnectionString, "select pg_get_userbyid(datdba) from pg_database where datname = current_database()")).ShouldBe("artisan");
        await ExecuteAsync(server.ConnectionString, "create schema mine; create table public.ours (id int); listen changed; notify changed");
        (await ScalarAsync(server.ConnectionString, "show fsync")).ShouldBe("on");
        (await ScalarAsync(server.ConnectionString, "show data_checksums")).ShouldBe("on");
        (await ScalarAsync(server.ConnectionString, "show listen_addresses")).ShouldBe("");
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_its_data()
    {
        await fixture.UseSeedAsync();
        var server = await fixture.StartAsync();
        await ExecuteAsync(server.ConnectionString, Keep);
        var states = new List<EmbeddedPostgresState>();
        var back = new TaskCompletionSource();
        server.StateChanged += state =>
        {
            states.Add(state);
            if (state == EmbeddedPostgresState.Running)
            {
                back.TrySetResult();
            }
        };

        Process.GetProcessById(server.ProcessId!.Value).Kill();

        await back.Task.WaitAsync(TimeSpan.FromSeconds(30));
        states.ShouldBe([EmbeddedPostgresState.Interrupted, EmbeddedPostgresState.Running]);
        (await ScalarAsync(server.ConnectionString, "select count(*) from kept")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_busy_session_does_not_block_the_way_back()
    {
        await fixture.UseSeedAsync();
        var server = await fixture.StartAsync();
        var back = new TaskCompletionSource();
        server.StateChanged += state =>
        {
            if (state == EmbeddedPostgresState.Running)
            {
                back.TrySetResult();
            }
        };
        // A session inside a computation does not look after its postmaster until it is done.
        var busy = ExecuteAsync(server.ConnectionString, "select count(*) from (select generate_series(1, 2000000000)) as long");
        await Task.Delay(200);
        Process.GetProcessById(server.ProcessId!.Value).Kill();
        await back.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<Npgsql.NpgsqlException>(busy);
        (await ScalarAsync(server.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_instance_is_told_who_uses_the_folder()
    {
        await fixture.UseSeedAsync();
        await fixture.StartAsync();
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(fixture.StartAsync());
        error.Message.ShouldContain($"process {Environment.ProcessId}");
        error.Message.ShouldContain(fixture.DataFolder);
        error.Message.ShouldContain("ARTISAN_DATA");

        var (exitCode, said) = await RunHostToEndAsync();
        exitCode.ShouldBe(1);
        said.ShouldBe(error.Message);
    }

    [Fact]
    public async Task A_killed_app_takes_its_server_along_and_loses_nothing()
    {
        await fixture.UseSeedAsync();
        using var host = StartHost();
        var line = (await host.StandardOutput.ReadLineAsync())!.Split('\t');
        await ExecuteAsync(line[1], Keep);

        host.Kill();
        var server = await fixture.StartAsync();

        server.ProcessId.ShouldNotBe(int.Parse(line[0]));
        // Gone, or dead and not yet buried by the system's first process.
        string state = Run("ps", "-o", "stat=", "-p", line[0]);
        (state.Length == 0 || state[0] == 'Z').ShouldBeTrue($"the killed app's server is {state}");
        (await ScalarAsync(server.ConnectionString, "select count(*) from kept")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_server_without_an_app_is_replaced()
    {
        await fixture.UseSeedAsync();
        var first = await fixture.StartAsync();
        await ExecuteAsync(first.ConnectionString, Keep);
        var cluster = first.ClusterFolder;
        await first.StopAsync();
        var binaries = await PostgresBinaries.FindAsync(first.MajorVersion, cluster, folders: null, CancellationToken.None);
        string[] start = [Path.Combine(binaries.Folder, "pg_ctl"), "-D", cluster, "-w", "-l", "/dev/null", "-o", $"-c listen_addresses= -k {fixture.DataFolder}/socket", "start"];
        Run("setpriv", Environment.IsPrivilegedProcess ? ["--reuid=postgres", "--regid=postgres", "--init-groups", .. start] : start);
        var orphan = File.ReadLines(Path.Combine(cluster, "postmaster.pid")).First();

        var second = await fixture.StartAsync();

        fixture.Progress.ShouldContain(line => line.Contains($"process {orphan}"));
        second.ProcessId.ToString().ShouldNotBe(orphan);
        (await ScalarAsync(second.ConnectionString, "select count(*) from kept")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_process_id_that_another_program_has_by_now_is_no_obstacle()
    {
        await fixture.UseSeedAsync();
        var first = await fixture.StartAsync();
        var stale = Path.Combine(first.ClusterFolder, "postmaster.pid");
        var content = File.ReadAllLines(stale);
        await first.StopAsync();
        string[] sleep = ["sleep", "60"];
        using var other = Process.Start("setpriv", Environment.IsPrivilegedProcess ? ["--reuid=postgres", "--regid=postgres", "--init-groups", .. sleep] : sleep);
        content[0] = $"{other.Id}";
        File.WriteAllLines(stale, content);
        try
        {
            (await fixture.StartAsync()).IsRunning.ShouldBeTrue();
            other.HasExited.ShouldBeFalse();
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public async Task A_draft_that_a_crash_left_is_replaced()
    {
        Directory.CreateDirectory(Path.Combine(fixture.DataFolder, "postgres.new", "base"));
        (await fixture.StartAsync()).IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_path_gets_a_short_socket()
    {
        var options = fixture.Options with { DataFolder = Path.Combine(fixture.Root, new string('x', 100)) };
        var server = await fixture.StartAsync(options);
        (await ScalarAsync(server.ConnectionString, "select 1")).ShouldBe(1);
        server.ConnectionString.ShouldNotContain("xxx");
        await server.StopAsync();
        Directory.Delete(new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString).Host!, recursive: true);
    }

    [RootFact]
    public async Task A_folder_that_the_servers_account_cannot_reach_is_left_for_another_one()
    {
        var closed = Directory.CreateDirectory(Path.Combine(fixture.Root, "home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var options = fixture.Options with { DataFolder = Path.Combine(closed, "data") };

        var first = await fixture.StartAsync(options);
        first.ClusterFolder.ShouldStartWith(options.FallbackFolder);
        fixture.Progress.ShouldContain(line => line.Contains("cannot reach") && line.Contains(options.FallbackFolder));
        await ExecuteAsync(first.ConnectionString, Keep);
        await first.StopAsync();

        // The data folder may move; it still finds its database.
        Directory.Move(options.DataFolder, options.DataFolder + "-moved");
        var moved = options with { DataFolder = options.DataFolder + "-moved" };
        var second = await fixture.StartAsync(moved);
        (await ScalarAsync(second.ConnectionString, "select count(*) from kept")).ShouldBe(1L);
        await second.StopAsync();

        Directory.Delete(options.FallbackFolder, recursive: true);
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(fixture.StartAsync(moved));
        error.Message.ShouldContain("is gone");
    }

    [Theory]
    [InlineData(null, "version 14 or later")]
    [InlineData(13, "created by PostgreSQL 13")]
    public async Task A_missing_version_is_named(int? clusterVersion, string expected)
    {
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(PostgresBinaries.FindAsync(clusterVersion, fixture.DataFolder, [fixture.Root], CancellationToken.None));
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("Install the package");
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        await fixture.UseSeedAsync();
        var server = await fixture.StartAsync();
        await server.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(server.ClusterFolder, "postgresql.conf"), "\nno_such_setting = 1\n");
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(fixture.StartAsync());
        error.Message.ShouldContain("no_such_setting");
    }

    private static string SessionOf(int process) => Run("ps", "-o", "sess=", "-p", $"{process}");

    private Process StartHost() => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(CrashHost).Assembly.Location, fixture.DataFolder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private async Task<(int ExitCode, string Said)> RunHostToEndAsync()
    {
        using var host = StartHost();
        var said = await host.StandardOutput.ReadToEndAsync();
        await host.WaitForExitAsync();
        return (host.ExitCode, said.Trim());
    }
}
