using System.Threading.Channels;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Gateway.Caching;

/// <summary>Keeps the cache of this node and the database together: soon after something changed here, at a signal of another node, and by a poll every two seconds.</summary>
internal sealed class CacheSynchroniser(SyncCache sync, CacheOutbox outbox, LiveFeed feed, ILogger<CacheSynchroniser> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    // What happens within this time is written together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _healthy = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        outbox.Filled += Wake;
        feed.Delivered += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RunAsync(stoppingToken);
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                timeout.CancelAfter(Poll);
                try
                {
                    await _wake.Reader.ReadAsync(timeout.Token);
                    await Task.Delay(Gather, stoppingToken);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                {
                    // the poll is due
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process stops
        }
        finally
        {
            outbox.Filled -= Wake;
            feed.Delivered -= Wake;
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private void Wake(FeedSignal signal)
    {
        if (signal.Topic == FeedTopic.Cache)
            Wake();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
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
