using System.Text;

namespace Artisan.Infrastructure.Operations;

/// <summary>Finds and ends what a crash left of a cluster's server. Only for the holder of the data folder's lock: whatever runs then is nobody's.</summary>
internal static class ServerProcesses
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Stops a server without a master, and removes the process-id file that would stand in the way of the next one.</summary>
    /// <exception cref="EmbeddedPostgresException">Something of it cannot be ended.</exception>
    public static async Task CleanUpAsync(PostgresHome home, TimeSpan patience, Action<string> progress, CancellationToken cancellationToken)
    {
        // Without /proc (macOS) PostgreSQL's own checks have to do.
        if (!Directory.Exists("/proc/self"))
        {
            return;
        }

        var file = Path.Combine(home.Cluster, "postmaster.pid");
        var postmaster = File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), out var noted) ? noted : 0;
        if (postmaster != 0 && Belongs(home, postmaster) == true)
        {
            progress($"Stopping the PostgreSQL server that an earlier Artisan left behind (process {postmaster})");
            await EndAsync(home, [postmaster], ProcessSignals.Interrupt, patience, cancellationToken);
            await EndAsync(home, [postmaster], ProcessSignals.Quit, TimeSpan.FromSeconds(10), cancellationToken);
        }

        // Sessions that outlived their postmaster notice it by themselves, unless they are busy.
        await EndAsync(home, Of(home), signal: 0, TimeSpan.FromSeconds(1), cancellationToken);
        await EndAsync(home, Of(home), ProcessSignals.Quit, TimeSpan.FromSeconds(5), cancellationToken);
        await EndAsync(home, Of(home), ProcessSignals.Kill, TimeSpan.FromSeconds(5), cancellationToken);
        var left = Of(home);
        if (left.Count > 0)
        {
            throw new EmbeddedPostgresException(
                $"Processes of an earlier PostgreSQL server in {home.Cluster} do not end: {string.Join(", ", left)}. End them, then start again.");
        }

        // Nothing of the cluster lives, so the file lies: about a zombie that nobody reaps, or about a number that another program has by now.
        // Where that cannot be told for sure, PostgreSQL shall decide.
        if (postmaster != 0 && Belongs(home, postmaster) == false)
        {
            File.Delete(file);
        }
    }

    private static async Task EndAsync(PostgresHome home, List<int> processes, int signal, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (signal != 0)
        {
            // Looked up again right before the signal, so that none goes to another program under an old number.
            processes.RemoveAll(process => Belongs(home, process) != true);
            processes.ForEach(process => ProcessSignals.Send(process, signal));
        }

        var deadline = DateTime.UtcNow + patience;
        while (processes.Exists(process => Belongs(home, process) == true) && DateTime.UtcNow < deadline)
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private static List<int> Of(PostgresHome home) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, out var id) ? id : 0)
            .Where(id => id != 0 && Belongs(home, id) == true),
    ];

    // Null when it is some PostgreSQL process that this account cannot look into. The title is readable for everyone and carries the
    // cluster's name for servers that Artisan started; the working folder tells it for others, as by pg_ctl, but may be hidden.
    private static bool? Belongs(PostgresHome home, int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var name = stat.IndexOf('(') + 1;
            var end = stat.LastIndexOf(')');
            if (!stat.AsSpan(name..end).StartsWith("postgres") || stat[end + 2] == 'Z')
            {
                return false;
            }

            var title = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/cmdline"));
            if (title.Contains(home.ClusterName, StringComparison.Ordinal))
            {
                return true;
            }

            return new FileInfo($"/proc/{process}/cwd").LinkTarget is { } folder ? folder == home.Cluster : null;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
