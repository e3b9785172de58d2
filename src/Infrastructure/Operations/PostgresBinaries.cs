using System.Text.RegularExpressions;

namespace Artisan.Infrastructure.Operations;

/// <summary>One installation of the PostgreSQL server's programs.</summary>
/// <param name="MajorVersion">The major version, 14 or later.</param>
/// <param name="Folder">The folder that holds <c>postgres</c> and <c>initdb</c>.</param>
internal sealed partial record PostgresBinaries(int MajorVersion, string Folder)
{
    /// <summary>The oldest major version that Artisan's SQL is written for.</summary>
    public const int OldestMajorVersion = 14;

    /// <summary>The server program.</summary>
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The program that creates a cluster.</summary>
    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// Finds the programs for a cluster: those of the version that wrote it, or for a new cluster the latest installed.
    /// </summary>
    /// <param name="clusterVersion">The major version that wrote the cluster, or null for a new one.</param>
    /// <param name="clusterFolder">The cluster, for the message.</param>
    /// <param name="folders">Folders to look in, or null for the usual places.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="EmbeddedPostgresException">No installation fits; the message says which one is needed and how to get it.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        int? clusterVersion, string clusterFolder, IReadOnlyList<string>? folders, CancellationToken cancellationToken)
    {
        var seen = new List<PostgresBinaries>();
        // Packaged folders carry the version in their path, so the common case starts no process; the rest is asked only when needed.
        IEnumerable<Func<Task<IEnumerable<string>>>> places = folders is not null
            ? [() => Task.FromResult<IEnumerable<string>>(folders)]
            : [() => Task.FromResult(PackagedFolders()), () => Task.FromResult(PathFolders()), () => PgConfigFolderAsync(cancellationToken)];
        foreach (var place in places)
        {
            foreach (var folder in (await place()).Distinct())
            {
                if (await DescribeAsync(folder, cancellationToken) is { } found)
                {
                    seen.Add(found);
                }
            }

            var fitting = seen.Where(found => clusterVersion is null ? found.MajorVersion >= OldestMajorVersion : found.MajorVersion == clusterVersion);
            if (fitting.MaxBy(found => found.MajorVersion) is { } best)
            {
                return best;
            }
        }

        var installed = seen.Count == 0
            ? "no PostgreSQL server is installed here"
            : "installed here: " + string.Join(", ", seen.Select(found => $"PostgreSQL {found.MajorVersion} in {found.Folder}"));
        throw new EmbeddedPostgresException(clusterVersion is null
            ? $"Artisan needs the programs of a PostgreSQL server, version {OldestMajorVersion} or later; {installed}. "
                + "Install the package 'postgresql' (./run does it on Debian and Ubuntu), or set ARTISAN_DATABASE to the connection string of a server that runs elsewhere."
            : $"The database in {clusterFolder} was created by PostgreSQL {clusterVersion}, and only that version can open it; {installed}. "
                + $"Install the package 'postgresql-{clusterVersion}', or move the data with pg_dump and pg_restore, or choose another ARTISAN_DATA.");
    }

    private static IEnumerable<string> PackagedFolders() =>
        Subfolders("/usr/lib/postgresql", "*").Concat(Subfolders("/usr", "pgsql-*")).Select(folder => Path.Combine(folder, "bin"));

    private static string[] Subfolders(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];

    private static IEnumerable<string> PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static async Task<IEnumerable<string>> PgConfigFolderAsync(CancellationToken cancellationToken)
    {
        var tool = PathFolders().Select(folder => Path.Combine(folder, "pg_config")).FirstOrDefault(File.Exists);
        if (tool is null)
        {
            return [];
        }

        var (exitCode, output, _) = await ShortCommand.RunAsync(tool, ["--bindir"], user: null, cancellationToken);
        return exitCode == 0 ? [output.Trim()] : [];
    }

    private static async Task<PostgresBinaries?> DescribeAsync(string folder, CancellationToken cancellationToken)
    {
        // A client package makes the same folder without the server in it.
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, "initdb")))
        {
            return null;
        }

        var match = PackagedFolder().Match(folder);
        if (!match.Success)
        {
            var (exitCode, output, _) = await ShortCommand.RunAsync(postgres, ["--version"], user: null, cancellationToken);
            match = PrintedVersion().Match(exitCode == 0 ? output : "");
        }

        return match.Success ? new PostgresBinaries(int.Parse(match.Groups[1].ValueSpan), folder) : null;
    }

    [GeneratedRegex("^/usr/(?:lib/postgresql/|pgsql-)([0-9]+)/bin$")]
    private static partial Regex PackagedFolder();

    [GeneratedRegex(@"\(PostgreSQL\) ([0-9]+)")]
    private static partial Regex PrintedVersion();
}
