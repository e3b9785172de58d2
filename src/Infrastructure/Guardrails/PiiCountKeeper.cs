using Artisan.Core.Guardrails.Counts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>Writes what this node counted every three seconds, and once more when it stops.</summary>
internal sealed class PiiCountKeeper(WritePiiCounts write, ILogger<PiiCountKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3), Last = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await WriteAsync(stoppingToken);
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        using var end = new CancellationTokenSource(Last);
        await WriteAsync(end.Token);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await write.ExecuteAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            // Counted on; the next time comes.
            logger.LogDebug(e, "Counts of personal data could not be written now");
        }
    }
}
