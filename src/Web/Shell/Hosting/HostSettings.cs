using Npgsql;

namespace Artisan.Web.Shell.Hosting;

/// <summary>What must be known before anything else can start.</summary>
/// <param name="Port">TCP port.</param>
/// <param name="Address">Address to listen on; loopback unless told otherwise.</param>
/// <param name="DataFolder">Database, journal, logs, master key.</param>
/// <param name="Database">Connection string of a PostgreSQL that runs already; null starts the embedded one.</param>
/// <param name="MasterKey">The master key; null takes it from the data folder.</param>
/// <param name="Demo">Whether to fill an empty installation with demonstration data.</param>
/// <param name="ConsoleLog">Whether log lines go to standard output too, as containers want.</param>
public sealed record HostSettings(int Port, string Address, string DataFolder, string? Database, string? MasterKey, bool Demo, bool ConsoleLog)
{
    /// <summary>Megabytes that the journal reserves on the disk at a time, 1 to 1024; what is under way when the disk is full fits into a quarter of it besides.</summary>
    public int JournalSegmentMegabytes { get; init; } = 32;

    /// <summary>Reads them, and lists every fault by its key.</summary>
    /// <exception cref="InvalidOperationException">When one is wrong.</exception>
    public static HostSettings Read(IConfiguration configuration, string[] args)
    {
        var faults = new List<string>();
        string port = configuration["ARTISAN_PORT"] ?? "5080";
        if (!int.TryParse(port, out int number) || number is < 0 or > 65535)
            faults.Add($"ARTISAN_PORT is '{port}'. Use a number from 1 to 65535 (0 takes a free one).");
        string address = configuration["ARTISAN_ADDRESS"] ?? "127.0.0.1";
        if (!System.Net.IPAddress.TryParse(address, out _))
            faults.Add($"ARTISAN_ADDRESS is '{address}'. Use an IP address of this machine, 127.0.0.1 for this machine only, 0.0.0.0 for all.");
        string? database = configuration["ARTISAN_DATABASE"];
        if (database is { Length: > 0 } && FaultOf(database) is { } fault)
            faults.Add($"ARTISAN_DATABASE is no connection string of a PostgreSQL server: {fault} Use for instance: Host=db;Database=artisan;Username=artisan;Password=…");
        string journal = configuration["ARTISAN_JOURNAL_SEGMENT_MB"] ?? "32";
        if (!int.TryParse(journal, out int megabytes) || megabytes is < 1 or > 1024)
            faults.Add($"ARTISAN_JOURNAL_SEGMENT_MB is '{journal}'. Use a number from 1 to 1024.");
        if (faults.Count > 0)
            throw new InvalidOperationException("Artisan cannot start:\n  - " + string.Join("\n  - ", faults));
        return new HostSettings(
            number,
            address,
            Path.GetFullPath(configuration["ARTISAN_DATA"] is { Length: > 0 } data ? data : "data"),
            string.IsNullOrEmpty(database) ? null : database,
            configuration["ARTISAN_MASTER_KEY"],
            args.Contains("--demo") || configuration["ARTISAN_DEMO"] == "true",
            configuration["ARTISAN_LOG_CONSOLE"] == "true")
        {
            JournalSegmentMegabytes = megabytes,
        };
    }

    // Never with the value: it holds a password.
    private static string? FaultOf(string database)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(database).Host) ? "it names no Host." : null;
        }
        catch (ArgumentException e)
        {
            return $"{e.Message.Split(" (Parameter", 2)[0].TrimEnd('.')}.";
        }
    }
}
