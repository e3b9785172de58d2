using System.Collections.Concurrent;
using System.Text.Json;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Operations;

/// <summary>
/// Carries feed signals between nodes by LISTEN and NOTIFY. Signals of a tenth of a second go together and each only once, so that a thousand
/// changes a second are ten notifications. Lost ones do no harm: what must not be missed is also polled.
/// </summary>
internal sealed class FeedBridge(NpgsqlDataSource source, LiveFeed feed, ILogger<FeedBridge> logger) : BackgroundService
{
    private const string Channel = "artisan_feed";
    private const int PayloadLimit = 7000; // PostgreSQL takes 8000 bytes
    private readonly string _node = Guid.NewGuid().ToString("N")[..8];
    private readonly ConcurrentDictionary<FeedSignal, byte> _outgoing = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.PublishedHere += Collect;
        try
        {
            await Task.WhenAll(ListenAsync(stoppingToken), SendAsync(stoppingToken));
        }
        finally
        {
            feed.PublishedHere -= Collect;
        }
    }

    private void Collect(FeedSignal signal)
    {
        if (_outgoing.Count < 10_000)
            _outgoing.TryAdd(signal, 0);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(100, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_outgoing.IsEmpty)
                continue;
            FeedSignal[] signals = [.. _outgoing.Keys];
            foreach (FeedSignal signal in signals)
                _outgoing.TryRemove(signal, out _);
            try
            {
                await using NpgsqlCommand notify = source.CreateCommand("select pg_notify($1, part) from unnest($2) as part");
                notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
                notify.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Pack(signals).ToArray() });
                await notify.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                logger.LogDebug(e, "Signals could not be sent to other nodes");
                await Task.Delay(1000, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private IEnumerable<string> Pack(IEnumerable<FeedSignal> signals)
    {
        var part = new List<string[]>();
        int size = 0;
        foreach (FeedSignal signal in signals)
        {
            string[] item = [signal.TenantId.ToString("N"), signal.Topic, signal.Key ?? ""];
            int length = 50 + signal.Topic.Length + item[2].Length;
            if (size + length > PayloadLimit)
            {
                yield return JsonSerializer.Serialize(new { n = _node, s = part });
                part = [];
                size = 0;
            }
            part.Add(item);
            size += length;
        }
        if (part.Count > 0)
            yield return JsonSerializer.Serialize(new { n = _node, s = part });
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
                connection.Notification += (_, e) => Deliver(e.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                while (true)
                    await connection.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                logger.LogDebug(e, "Listening for other nodes was broken off");
                await Task.Delay(1000, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Deliver(string payload)
    {
        using JsonDocument document = JsonDocument.Parse(payload);
        if (document.RootElement.GetProperty("n").GetString() == _node)
            return;
        foreach (JsonElement item in document.RootElement.GetProperty("s").EnumerateArray())
        {
            string key = item[2].GetString()!;
            feed.Deliver(new FeedSignal(Guid.ParseExact(item[0].GetString()!, "N"), item[1].GetString()!, key.Length == 0 ? null : key));
        }
    }
}
