using System.Diagnostics;

namespace Artisan.Infrastructure.Operations;

/// <summary>One running server: a child of the app that stops cleanly when the app dies, however it dies.</summary>
internal sealed class PostgresChild
{
    private const int RememberedLines = 30;
    private const long LargestLog = 8 * 1024 * 1024;

    private readonly Process process;
    private readonly PostgresHome home;
    private readonly Queue<string> lastLines = [];

    private PostgresChild(Process process, PostgresHome home)
    {
        this.process = process;
        this.home = home;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The postmaster.</summary>
    public int ProcessId => process.Id;

    /// <summary>Completes when the postmaster has ended.</summary>
    public Task Exited { get; }

    /// <summary>Starts the server. The calling thread must live as long as the server shall.</summary>
    public static PostgresChild Start(PostgresHome home, PostgresBinaries binaries, string socketFolder, EmbeddedPostgresOptions options)
    {
        // A session of its own keeps the terminal's Ctrl+C from the server: the app stops it after its own work is drained.
        // Both wrappers replace themselves by the next program, so the child's id is the postmaster's.
        string[] wrap = OperatingSystem.IsLinux() ? ["setsid", "setpriv", "--pdeathsig", "INT"] : [];
        string[] command = [.. wrap, binaries.Postgres, "-D", home.Cluster, "-k", socketFolder, .. Settings(home, options)];
        var start = ShortCommand.Describe(command[0], command[1..], home.User);
        var process = Process.Start(start) ?? throw new EmbeddedPostgresException($"The program {command[0]} did not start.");
        // Nobody writes to it, but it must not be the app's terminal.
        process.StandardInput.Close();
        var child = new PostgresChild(process, home);
        // A thread of its own, so that a busy thread pool never makes the server wait for its log to be read.
        new Thread(() => child.KeepLog(Path.Combine(options.DataFolder, "postgres.log"))) { Name = "PostgreSQL log", IsBackground = true }.Start();
        return child;
    }

    /// <summary>Waits until the server takes connections; says so when recovery makes it take long.</summary>
    /// <exception cref="EmbeddedPostgresException">The server ended instead, or the time is up; the message ends with the server's last words.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan timeout, Action<string> progress, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var nextWord = TimeSpan.FromSeconds(5);
        while (!IsReady())
        {
            if (Exited.IsCompleted)
            {
                // The pipe empties a moment after the process is gone.
                await Task.Delay(50, cancellationToken);
                throw new EmbeddedPostgresException($"PostgreSQL ended while starting (code {process.ExitCode}). It said:{Environment.NewLine}{LastWords()}");
            }

            if (waited.Elapsed > timeout)
            {
                throw new EmbeddedPostgresException($"PostgreSQL did not get ready within {timeout.TotalSeconds:0} s. It said:{Environment.NewLine}{LastWords()}");
            }

            if (waited.Elapsed > nextWord)
            {
                progress($"PostgreSQL is recovering, {waited.Elapsed.TotalSeconds:0} s so far");
                nextWord *= 2;
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Stops the server: cleanly, or when that takes longer than the patience, at once. Returns when it has ended.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        foreach (var (signal, time) in new[] { (ProcessSignals.Interrupt, patience), (ProcessSignals.Quit, TimeSpan.FromSeconds(10)), (ProcessSignals.Kill, TimeSpan.FromSeconds(10)) })
        {
            if (Exited.IsCompleted)
            {
                return;
            }

            ProcessSignals.Send(process.Id, signal);
            await Task.WhenAny(Exited, Task.Delay(time));
        }
    }

    /// <summary>The end of what the server said.</summary>
    public string LastWords()
    {
        lock (lastLines)
        {
            return lastLines.Count == 0 ? "(nothing)" : string.Join(Environment.NewLine, lastLines);
        }
    }

    private static IEnumerable<string> Settings(PostgresHome home, EmbeddedPostgresOptions options)
    {
        Dictionary<string, string> settings = new()
        {
            ["listen_addresses"] = "",
            ["port"] = "5432",
            ["unix_socket_permissions"] = "0700",
            ["cluster_name"] = home.ClusterName,
            ["max_connections"] = $"{options.MaxConnections}",
            ["shared_buffers"] = $"{options.SharedBuffersMegabytes}MB",
            ["effective_cache_size"] = $"{options.SharedBuffersMegabytes * 4}MB",
            ["maintenance_work_mem"] = "64MB",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            // One server and no replica: the log serves recovery only.
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["wal_compression"] = "on",
            ["TimeZone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["logging_collector"] = "off",
            // Neither statements nor the values of a violated key: the log must not hold what customers wrote.
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
        };
        if (!options.Durable)
        {
            // Commits still reach the operating system, so killed processes lose nothing; a dying machine does.
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }

    // PostgreSQL's own note of its state: line 1 is the postmaster, line 8 "ready" once it takes connections.
    private bool IsReady()
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(home.Cluster, "postmaster.pid"));
            return lines.Length >= 8 && lines[0] == $"{process.Id}" && lines[7].Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void KeepLog(string path)
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > LargestLog)
            {
                File.Move(path, path + ".1", overwrite: true);
            }

            // For the owner's eyes, and shared: the log of a server that died may still be read to its end when the next one begins.
            using var log = new StreamWriter(path, new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            })
            { AutoFlush = true };
            while (process.StandardError.ReadLine() is { } line)
            {
                Remember(line);
                log.WriteLine(line);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A log that cannot be written (a full disk) must not block the server: go on reading.
            Remember($"(log not written: {error.Message})");
            while (process.StandardError.ReadLine() is { } line)
            {
                Remember(line);
            }
        }
    }

    private void Remember(string line)
    {
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > RememberedLines)
            {
                lastLines.Dequeue();
            }
        }
    }
}
