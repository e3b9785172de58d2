using System.Diagnostics;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Infrastructure.Usage;
using Npgsql;

namespace Artisan.Infrastructure.Operations;

/// <summary>Asks PostgreSQL, the journal and the drain.</summary>
internal sealed class StoreStatus(NpgsqlDataSource source, FileJournal journal, LedgerDrain drain) : ISystemStatus
{
    private static readonly TimeSpan DatabaseLimit = TimeSpan.FromSeconds(2);

    public long JournalPendingBytes => journal.PendingBytes;

    public bool LedgerUpToDate => drain.IsHealthy;

    public async Task<SystemStatus> GetAsync(CancellationToken cancellationToken)
    {
        (bool up, double milliseconds) = await ProbeAsync(cancellationToken);
        return new SystemStatus(up, milliseconds, IsWritable(), journal.PendingBytes, drain.IsHealthy);
    }

    private bool IsWritable()
    {
        try
        {
            journal.EnsureWritable();
            return true;
        }
        catch (ArtisanException)
        {
            return false;
        }
    }

    private async Task<(bool, double)> ProbeAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DatabaseLimit);
        try
        {
            await using NpgsqlCommand probe = source.CreateCommand("select 1");
            await probe.ExecuteScalarAsync(limit.Token);
            return (true, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            return (false, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}
