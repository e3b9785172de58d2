using System.Threading.Channels;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>Keeps the control plane in memory fresh: at a signal at once, and by a poll of the versions every two seconds.</summary>
internal sealed class ControlRefresher(ControlPlane control, LiveFeed feed, ILogger<ControlRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _healthy = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Delivered += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RefreshAsync(stoppingToken);
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                timeout.CancelAfter(Poll);
                try
                {
                    await _wake.Reader.ReadAsync(timeout.Token);
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
            feed.Delivered -= Wake;
        }
    }

    private void Wake(FeedSignal signal)
    {
        if (signal.Topic == FeedTopic.Control && signal.TenantId != Guid.Empty)
            _wake.Writer.TryWrite(true);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await control.RefreshAsync(cancellationToken);
            _healthy = true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            if (_healthy)
                logger.LogWarning(e, "Keys, members and policies cannot be read now; those in memory stay valid");
            _healthy = false;
        }
    }
}
