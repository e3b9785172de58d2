using System.Diagnostics;

namespace Artisan.Infrastructure.Operations;

/// <summary>What the embedded server is doing.</summary>
public enum EmbeddedPostgresState
{
    /// <summary>It takes connections.</summary>
    Running,

    /// <summary>It died and is being started again.</summary>
    Interrupted,

    /// <summary>It was stopped.</summary>
    Stopped,
}

/// <summary>
/// A PostgreSQL server that belongs to this process: created on the first start, reachable through a local socket only,
/// started again when it dies, stopped cleanly with the process, and never used by two processes at once.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(2);

    private readonly EmbeddedPostgresOptions options;
    private readonly Action<string> progress;
    private readonly DataFolderLock folderLock;
    private readonly LongLivedThread parent = new("PostgreSQL parent");
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock stopLock = new();
    private PostgresHome home = null!;
    private PostgresBinaries binaries = null!;
    private string socketFolder = null!;
    private PostgresChild? child;
    private Task supervision = Task.CompletedTask;
    private Task? stopped;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, DataFolderLock folderLock, Action<string> progress)
    {
        this.options = options;
        this.folderLock = folderLock;
        this.progress = progress;
    }

    /// <summary>Raised when the server died, when it is back, and when it was stopped. Handlers run on the thread pool and must not throw.</summary>
    public event Action<EmbeddedPostgresState>? StateChanged;

    /// <summary>Connects to the database "artisan" as the role "artisan", which owns it and is no superuser.</summary>
    public string ConnectionString => PostgresCluster.ConnectionString(socketFolder, PostgresCluster.ApplicationRole, PostgresCluster.ApplicationRole);

    /// <summary>Connects as the superuser; only for making databases in tests.</summary>
    internal string AdministratorConnectionString => PostgresCluster.ConnectionString(socketFolder, PostgresCluster.AdministratorRole, "postgres");

    /// <summary>What the server is doing.</summary>
    public EmbeddedPostgresState State { get; private set; } = EmbeddedPostgresState.Stopped;

    /// <summary>Whether the server takes connections.</summary>
    public bool IsRunning => State == EmbeddedPostgresState.Running && child is { Exited.IsCompleted: false };

    /// <summary>The server's process, or null while there is none.</summary>
    public int? ProcessId => child is { Exited.IsCompleted: false } running ? running.ProcessId : null;

    /// <summary>The folder of the cluster's files.</summary>
    public string ClusterFolder => home.Cluster;

    /// <summary>The server's major version.</summary>
    public int MajorVersion => binaries.MajorVersion;

    /// <summary>Starts the server of a data folder, creating its cluster the first time.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="progress">Told in short sentences what happens, also later when the server has to be started again.</param>
    /// <param name="cancellationToken">Ends the start; what was started by then is stopped.</param>
    /// <exception cref="EmbeddedPostgresException">
    /// Another process uses the data folder, no fitting PostgreSQL is installed, or the server does not start. The message says what to do.
    /// </exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException("On Windows Artisan starts no database of its own: set ARTISAN_DATABASE to the connection string of a PostgreSQL server.");
        }

        options = options with { DataFolder = Path.GetFullPath(options.DataFolder) };
        CreateDataFolder(options.DataFolder);
        var server = new EmbeddedPostgres(options, await DataFolderLock.TakeAsync(options.DataFolder, cancellationToken), progress);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server cleanly and gives the data folder free. Further calls wait for the first.</summary>
    public Task StopAsync()
    {
        lock (stopLock)
        {
            return stopped ??= StopOnceAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>How to connect to the server that another process runs for a data folder; null where none runs, or its socket lies elsewhere since the folder's path is long.</summary>
    public static string? RunningIn(string dataFolder)
    {
        string socket = Path.Combine(Path.GetFullPath(dataFolder), "socket");
        return Path.Exists(Path.Combine(socket, ".s.PGSQL.5432")) && DataFolderLock.IsHeld(dataFolder) ? PostgresCluster.ConnectionString(socket, PostgresCluster.ApplicationRole, PostgresCluster.ApplicationRole) : null;
    }

    private static void CreateDataFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            // The server's account has to pass through; what is private in here has modes of its own.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        home = await PostgresHome.FindAsync(options, progress, cancellationToken);
        binaries = await PostgresBinaries.FindAsync(home.ClusterVersion, home.Cluster, options.BinaryFolders, cancellationToken);
        if (home.ClusterVersion is null)
        {
            progress($"Creating the database (PostgreSQL {binaries.MajorVersion}) in {home.Cluster}");
            await PostgresCluster.CreateAsync(home, binaries, options.Durable, cancellationToken);
        }

        socketFolder = await home.CreateSocketFolderAsync(cancellationToken);
        await LaunchAsync(cancellationToken);
        await PostgresCluster.EnsureApplicationDatabaseAsync(socketFolder, cancellationToken);
        progress($"PostgreSQL {binaries.MajorVersion} is running ({watch.Elapsed.TotalSeconds:0.0} s)");
        State = EmbeddedPostgresState.Running;
        supervision = SuperviseAsync();
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await ServerProcesses.CleanUpAsync(home, options.StopTimeout, progress, cancellationToken);
        child = await parent.RunAsync(() => PostgresChild.Start(home, binaries, socketFolder, options));
        await child.WaitUntilReadyAsync(options.StartTimeout, progress, cancellationToken);
    }

    private async Task SuperviseAsync()
    {
        var stop = Task.Delay(Timeout.Infinite, stopping.Token);
        var watch = new Stopwatch();
        while (true)
        {
            await Task.WhenAny(child!.Exited, stop);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            Enter(EmbeddedPostgresState.Interrupted);
            progress($"PostgreSQL ended unexpectedly; starting it again. It said last:{Environment.NewLine}{child.LastWords()}");
            if (watch.IsRunning && watch.Elapsed < ShortLife)
            {
                // It starts and dies, again and again: leave the processor to others meanwhile.
                await Task.Delay(ShortLife, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!await RelaunchAsync())
            {
                return;
            }

            watch.Restart();
            progress("PostgreSQL is running again");
            Enter(EmbeddedPostgresState.Running);
        }
    }

    // Never gives up: a full disk or a missing library may be mended while the app goes on from memory.
    private async Task<bool> RelaunchAsync()
    {
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await LaunchAsync(stopping.Token);
                return true;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception error)
            {
                progress($"PostgreSQL does not start again, next try in {pause.TotalSeconds:0.0} s: {error.Message}");
                await child!.StopAsync(options.StopTimeout);
            }

            await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StopOnceAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        if (child is not null)
        {
            await child.StopAsync(options.StopTimeout);
        }

        // After the child: the end of this thread would signal it.
        parent.Dispose();
        folderLock.Dispose();
        stopping.Dispose();
        if (State != EmbeddedPostgresState.Stopped)
        {
            Enter(EmbeddedPostgresState.Stopped);
        }
    }

    private void Enter(EmbeddedPostgresState state)
    {
        State = state;
        StateChanged?.Invoke(state);
    }
}
