using System.Security.Cryptography;
using System.Text;

namespace Artisan.Infrastructure.Operations;

/// <summary>Where a cluster lies and which account of the operating system its server runs as.</summary>
/// <param name="Folder">The folder above the cluster.</param>
/// <param name="User">The account to switch to, or null to run as the app's own.</param>
internal sealed record PostgresHome(string Folder, string? User)
{
    private const string PackagedUser = "postgres";

    /// <summary>The cluster's own folder.</summary>
    public string Cluster => Path.Combine(Folder, "postgres");

    /// <summary>The major version that wrote the cluster, or null when there is none yet.</summary>
    public int? ClusterVersion =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION")) ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim()) : null;

    /// <summary>A name that all processes of this cluster carry in their title, and no others.</summary>
    public string ClusterName => "artisan-" + Hash(Cluster);

    private static string Marker(string dataFolder) => Path.Combine(dataFolder, "postgres.location");

    /// <summary>Finds the cluster that belongs to a data folder, or decides where a new one goes.</summary>
    /// <param name="options">The data folder and where to go when it cannot be reached.</param>
    /// <param name="progress">Told when the cluster lies elsewhere than one would look.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="EmbeddedPostgresException">The cluster is gone, belongs to someone else or cannot be reached.</exception>
    public static async Task<PostgresHome> FindAsync(EmbeddedPostgresOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        var folder = options.DataFolder;
        if (File.Exists(Marker(folder)))
        {
            var elsewhere = (await File.ReadAllTextAsync(Marker(folder), cancellationToken)).Trim();
            if (!Directory.Exists(elsewhere))
            {
                // Never begin anew in silence where data is expected.
                throw new EmbeddedPostgresException(
                    $"The database of {folder} was placed in {elsewhere}, and that folder is gone. Restore it, or delete {Marker(folder)} to begin with an empty database.");
            }

            progress($"The database lies in {elsewhere}");
            return await OpenAsync(elsewhere, cancellationToken);
        }

        if (Directory.Exists(Path.Combine(folder, "postgres")))
        {
            return await OpenAsync(folder, cancellationToken);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return new PostgresHome(folder, User: null);
        }

        var (exitCode, _, _) = await ShortCommand.RunAsync("id", ["-u", PackagedUser], user: null, cancellationToken);
        if (exitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL refuses to run as root, and this machine has no account '{PackagedUser}' to run it as. "
                + "Run Artisan as an ordinary user, or create the account: useradd --system --no-create-home postgres");
        }

        if (await CanReachAsync(folder, PackagedUser, cancellationToken))
        {
            return new PostgresHome(folder, PackagedUser);
        }

        return await GoElsewhereAsync(options, progress, cancellationToken);
    }

    /// <summary>Makes the folder of the server's socket: open to the server's account (and root) only, with a path short enough for a socket.</summary>
    public async Task<string> CreateSocketFolderAsync(CancellationToken cancellationToken)
    {
        // A socket's path has at most 107 bytes, and the socket's own name needs 15 of them.
        const int longest = 90;
        var folder = Path.Combine(Folder, "socket");
        if (Encoding.UTF8.GetByteCount(folder) > longest)
        {
            // Root takes a folder that only root can write to: in /tmp someone else might have laid a link under that name.
            var parent = User is not null ? "/run" : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            folder = Path.Combine(Directory.Exists(parent) && parent.Length < 60 ? parent : "/tmp", ClusterName);
        }

        await CreateOwnedAsync(folder, User, cancellationToken);
        var (uid, name) = await OwnerAsync(folder, cancellationToken);
        if (User is null ? uid != ProcessSignals.EffectiveUserId : name != User)
        {
            throw new EmbeddedPostgresException($"The folder {folder} for the database's socket belongs to someone else. Delete it, or choose a shorter ARTISAN_DATA.");
        }

        return folder;
    }

    /// <summary>Makes a folder that only the given account can use.</summary>
    public static async Task CreateOwnedAsync(string folder, string? user, CancellationToken cancellationToken)
    {
        string[] owner = user is null ? [] : ["-o", user];
        var (exitCode, _, error) = await ShortCommand.RunAsync("install", ["-d", "-m", "0700", .. owner, folder], user: null, cancellationToken);
        if (exitCode != 0)
        {
            throw new EmbeddedPostgresException($"The folder {folder} cannot be created: {error.Trim()}");
        }
    }

    private static async Task<PostgresHome> GoElsewhereAsync(
        EmbeddedPostgresOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        // A random name, kept in a marker: a moved data folder finds its database again, and a new one never finds an old database.
        var elsewhere = Path.Combine(options.FallbackFolder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        Directory.CreateDirectory(elsewhere);
        const UnixFileMode searchable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(options.FallbackFolder, File.GetUnixFileMode(options.FallbackFolder) | searchable);
        File.SetUnixFileMode(elsewhere, searchable);
        if (!await CanReachAsync(elsewhere, PackagedUser, cancellationToken))
        {
            Directory.Delete(elsewhere);
            throw new EmbeddedPostgresException(
                $"The account '{PackagedUser}', which runs the database, can reach neither {options.DataFolder} nor {elsewhere}. Set ARTISAN_DATA to a folder that it can reach.");
        }

        var draft = Marker(options.DataFolder) + ".new";
        await File.WriteAllTextAsync(draft, elsewhere + "\n", cancellationToken);
        File.Move(draft, Marker(options.DataFolder), overwrite: true);
        progress($"The account '{PackagedUser}', which runs the database, cannot reach {options.DataFolder}: the database goes to {elsewhere}");
        return new PostgresHome(elsewhere, PackagedUser);
    }

    private static async Task<PostgresHome> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var cluster = Path.Combine(folder, "postgres");
        if (!Directory.Exists(cluster))
        {
            return new PostgresHome(folder, Environment.IsPrivilegedProcess ? PackagedUser : null);
        }

        // Whoever made the cluster runs it: one begun as an ordinary user stays theirs when root starts Artisan once.
        var (uid, owner) = await OwnerAsync(cluster, cancellationToken);
        if (!Environment.IsPrivilegedProcess)
        {
            if (uid == ProcessSignals.EffectiveUserId)
            {
                return new PostgresHome(folder, User: null);
            }

            throw new EmbeddedPostgresException(
                $"The database in {cluster} belongs to the account '{owner}'. Run Artisan as root or as '{owner}', or set ARTISAN_DATA to another folder.");
        }

        if (owner is "root" or "UNKNOWN" || !await CanReachAsync(folder, owner, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"The database in {cluster} belongs to the account '{owner}', which PostgreSQL cannot run as or which cannot reach that folder. "
                + $"Move the data folder to where the account can reach it, or give it to '{PackagedUser}': chown -R {PackagedUser} {cluster}");
        }

        return new PostgresHome(folder, owner);
    }

    // Asked of the system rather than computed from mode bits, which know nothing of access lists and mounts.
    private static async Task<bool> CanReachAsync(string folder, string user, CancellationToken cancellationToken)
    {
        var (exitCode, _, _) = await ShortCommand.RunAsync("sh", ["-c", "test -x \"$0\"", folder], user, cancellationToken);
        return exitCode == 0;
    }

    private static async Task<(uint Id, string Name)> OwnerAsync(string folder, CancellationToken cancellationToken)
    {
        // Without following links: a link under our name is not our folder.
        string[] format = OperatingSystem.IsLinux() ? ["-c", "%u %U"] : ["-f", "%u %Su"];
        var (exitCode, owner, error) = await ShortCommand.RunAsync("stat", [.. format, folder], user: null, cancellationToken);
        return exitCode == 0 && owner.Trim().Split(' ') is [var id, var name]
            ? (uint.Parse(id), name)
            : throw new EmbeddedPostgresException($"The folder {folder} cannot be read: {error.Trim()}");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
