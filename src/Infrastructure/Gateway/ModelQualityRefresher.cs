using Artisan.Core.Gateway.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Gateway;

/// <summary>Keeps what users made of models in this node's memory, for routing by quality.</summary>
internal sealed class ModelQualityRefresher(ModelQuality quality, TimeProvider time, ILogger<ModelQualityRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await quality.RefreshAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                logger.LogDebug(e, "Verdicts cannot be read now; those in memory stay valid");
            }
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
