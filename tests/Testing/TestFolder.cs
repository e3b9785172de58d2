using System.Collections.Concurrent;
using System.Diagnostics;

namespace Artisan.Testing;

/// <summary>Temporary folders that are gone when the test process is, however it ends.</summary>
public static class TestFolder
{
    // Waits for the end of its input, which the system closes with this process, then for a database in the folder to stop, which it does by itself.
    private const string Janitor = """
        cat >/dev/null
        n=0
        while [ -n "$(find "$0" -maxdepth 3 -name postmaster.pid 2>/dev/null)" ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
        rm -rf "$0"
        """;

    // Kept, so that no finalizer closes their input early.
    private static readonly ConcurrentBag<Process> Janitors = [];

    /// <summary>Creates a folder that other accounts can pass through (the database has one of its own when tests run as root) but not list.</summary>
    /// <param name="prefix">The beginning of its name.</param>
    public static string Create(string prefix = "artisan-tests-")
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        // A process of its own, since test runners leave theirs hardly a moment to clean up. In its own session no Ctrl+C reaches it.
        var janitor = new ProcessStartInfo("setsid", ["sh", "-c", Janitor, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        Janitors.Add(Process.Start(janitor)!);
        return folder;
    }
}
