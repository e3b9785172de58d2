using Artisan.Core.Gateway.Caching;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Gateway.Caching;

/// <summary>Keeps the cache of this node and the database together: every second, and soon after a signal of another node.</summary>
internal sealed class CacheSynchroniser(SyncCache sync, LiveFeed feed, ILogger<CacheSynchroniser> logger) : BackgroundService
{
    // Under load most answers have gone again within a second, and need never be written.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    // What is told within this time is read together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    // Told from within a run: what this node has just written is no news to it.
    private static readonly AsyncLocal<bool> s_own = new();

    private readonly SemaphoreSlim _told = new(0, 1);
    private bool _healthy = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Delivered += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RunAsync(stoppingToken);
                if (await _told.WaitAsync(Poll, stoppingToken))
                    await Task.Delay(Gather, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process stops
        }
        finally
        {
            feed.Delivered -= Wake;
        }
    }

    private void Wake(FeedSignal signal)
    {
        if (signal.Topic != FeedTopic.Cache || s_own.Value)
            return;
        try
        {
            _told.Release();
        }
        catch (SemaphoreFullException)
        {
            // a run is due already
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        s_own.Value = true; // for what follows in this method only
        try
        {
            await sync.RunAsync(cancellationToken);
            _healthy = true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or DbUpdateException)
        {
            if (_healthy)
                logger.LogWarning(e, "The cache cannot be written or read now; answers in memory stay valid");
            _healthy = false;
        }
    }
}
