namespace Artisan.Core.Operations;

/// <summary>How the process's stores are.</summary>
/// <param name="DatabaseUp">Whether the database answered within two seconds.</param>
/// <param name="DatabaseMs">How long that took (milliseconds).</param>
/// <param name="JournalWritable">Whether records can be written.</param>
/// <param name="JournalPendingBytes">Journal bytes that wait for the database.</param>
/// <param name="LedgerUpToDate">Whether the database took the last batch of the ledger.</param>
public sealed record SystemStatus(bool DatabaseUp, double DatabaseMs, bool JournalWritable, long JournalPendingBytes, bool LedgerUpToDate);

/// <summary>The port to the state of the process's stores.</summary>
public interface ISystemStatus
{
    /// <summary>Journal bytes that wait for the database; cheap, for gauges.</summary>
    long JournalPendingBytes { get; }

    /// <summary>Whether the database took the last batch of the ledger; cheap, for gauges.</summary>
    bool LedgerUpToDate { get; }

    /// <summary>Asks the database and the journal.</summary>
    Task<SystemStatus> GetAsync(CancellationToken cancellationToken);
}
