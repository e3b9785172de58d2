using System.Net.WebSockets;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Live;

/// <summary>
/// A WebSocket that tells what a tenant's live feed tells: for each signal the thing behind it is read and sent as one text message. A slow reader loses
/// old signals, not new ones; a caller that has lost its rights is closed with 1008.
/// </summary>
public static class FeedSocket
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    /// <summary>Accepts the socket and serves it until either side ends it.</summary>
    /// <param name="http">The upgrade request, which came in through a door.</param>
    /// <param name="feed">The live feed.</param>
    /// <param name="topics">Which signals.</param>
    /// <param name="read">Reads what a signal is about; null sends nothing.</param>
    public static async Task RunAsync(HttpContext http, LiveFeed feed, string[] topics, Func<FeedSignal, CancellationToken, Task<object?>> read)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            throw ArtisanException.Invalid("upgrade", "This is a WebSocket. Connect with ws:// or wss://.");
        TenantScope scope = http.Scope();
        ControlPlane control = http.RequestServices.GetRequiredService<ControlPlane>();
        CancellationToken stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using LiveFeed.Subscription subscription = feed.Subscribe(scope.TenantId, topics);
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = KeepAlive });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        Task receiving = ReceiveAsync(socket, ended);
        try
        {
            while (!ended.IsCancellationRequested)
            {
                IReadOnlyList<FeedSignal> signals = await subscription.NextAsync(ended.Token);
                if (!ScopeCheck.StillHolds(control, scope))
                {
                    await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "Your access has changed. Connect again.", ended.Token);
                    break;
                }
                foreach (FeedSignal signal in signals.Distinct())
                {
                    if (await read(signal, ended.Token) is { } message)
                        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), ArtisanJson.Options), WebSocketMessageType.Text, true, ended.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The caller has gone, or the process stops.
        }
        if (stopping.IsCancellationRequested && socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "Artisan restarts. Connect again.", CancellationToken.None);
        await ended.CancelAsync();
        await receiving;
    }

    // Nothing that the caller sends means anything, but its close does.
    private static async Task ReceiveAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[1024];
        try
        {
            while (true)
            {
                WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, ended.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Gone without a word.
        }
        await ended.CancelAsync();
    }
}
