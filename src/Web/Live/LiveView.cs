using Artisan.Core.Kernel;

namespace Artisan.Web.Live;

/// <summary>
/// Turns signals into pulls: whenever something of the subscribed topics changed, the view's slice is read again, at most fifteen times a second.
/// Signals that arrive meanwhile are served by one pull afterwards, so the last change is never missed. Dispose to end.
/// </summary>
public sealed class LiveView : IAsyncDisposable
{
    /// <summary>The shortest time between the starts of two pulls: fifteen a second.</summary>
    public static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(1000d / 15);

    /// <summary>How long it waits after a pull that failed, doubled up to <see cref="LongestPause"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after failures.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly LiveFeed.Subscription _subscription;
    private readonly Func<IReadOnlyList<FeedSignal>, CancellationToken, Task> _pull;
    private readonly Action<Exception>? _failed;
    private readonly TimeProvider _clock;
    private readonly Task _running;

    /// <summary>Subscribes and starts. The first pull is made at once, so that nothing is missed between reading and subscribing.</summary>
    /// <param name="feed">The feed of this process.</param>
    /// <param name="tenantId">Whose signals.</param>
    /// <param name="topics">Of <see cref="FeedTopic"/>.</param>
    /// <param name="pull">Reads the slice and renders; gets the signals that led to it, none for the first. It marshals to the component's dispatcher itself.</param>
    /// <param name="clock">Measures the frames.</param>
    /// <param name="failed">Is told of a pull that failed; it is repeated after a pause that grows.</param>
    public LiveView(
        LiveFeed feed, Guid tenantId, IReadOnlyList<string> topics, Func<IReadOnlyList<FeedSignal>, CancellationToken, Task> pull, TimeProvider clock,
        Action<Exception>? failed = null)
    {
        _pull = pull;
        _clock = clock;
        _failed = failed;
        _subscription = feed.Subscribe(tenantId, [.. topics]);
        _running = RunAsync(_closing.Token);
    }

    /// <summary>When the slice was last read, UTC; null before the first.</summary>
    public DateTimeOffset? PulledAt { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        _subscription.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task RunAsync(CancellationToken token)
    {
        // The constructor must return before a pull may look at what it makes.
        await Task.Yield();
        TimeSpan pause = FirstPause;
        IReadOnlyList<FeedSignal> signals = [];
        while (!token.IsCancellationRequested)
        {
            long began = _clock.GetTimestamp();
            try
            {
                await _pull(signals, token);
                PulledAt = _clock.GetUtcNow();
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _failed?.Invoke(e);
                await Task.Delay(pause, _clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                continue;
            }
            TimeSpan rest = Frame - _clock.GetElapsedTime(began);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (token.IsCancellationRequested)
                return;
            try
            {
                signals = await _subscription.NextAsync(token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            if (signals.Count == 0)
                return;
        }
    }
}
