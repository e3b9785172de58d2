namespace Artisan.Infrastructure.Operations;

/// <summary>How the PostgreSQL server that Artisan brings along is placed and run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Artisan's data folder. The cluster lies in its subfolder <c>postgres</c>, unless the server's account cannot reach it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the cluster goes when the app runs as root and the server's account cannot reach <see cref="DataFolder"/>, as under a root home.</summary>
    public string FallbackFolder { get; init; } = "/var/lib/artisan";

    /// <summary>Folders that hold the server's programs; null searches the usual places.</summary>
    public IReadOnlyList<string>? BinaryFolders { get; init; }

    /// <summary>False trades safety against a crash of the whole machine for speed: only for databases that are thrown away, such as those of tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The server's page cache, in megabytes.</summary>
    public int SharedBuffersMegabytes { get; init; } = 256;

    /// <summary>How many connections the server accepts.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>How long a start may take. Recovery after a crash counts in, so this is generous.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a clean stop may take before the server is told to stop at once (which loses nothing, but makes the next start recover).</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
