namespace Artisan.Web.Live;

/// <summary>Renders what grows by pieces, such as a streamed answer, at most fifteen times a second; the last piece is never left out. Dispose to end.</summary>
public sealed class RenderPace : IAsyncDisposable
{
    private readonly Func<Task> _render;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _last;
    private bool _waiting;

    /// <summary>Begins.</summary>
    /// <param name="render">Renders; it marshals to the component's dispatcher itself.</param>
    /// <param name="clock">Measures the frames.</param>
    public RenderPace(Func<Task> render, TimeProvider clock)
    {
        (_render, _clock) = (render, clock);
        _last = clock.GetTimestamp() - clock.TimestampFrequency;
        _timer = clock.CreateTimer(_ => Render(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says that there is something new to be shown.</summary>
    public void Touch()
    {
        lock (_lock)
        {
            if (_waiting)
                return;
            _waiting = true;
            TimeSpan since = _clock.GetElapsedTime(_last);
            _timer.Change(since >= LiveView.Frame ? TimeSpan.Zero : LiveView.Frame - since, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Render()
    {
        lock (_lock)
        {
            _waiting = false;
            _last = _clock.GetTimestamp();
        }
        _ = RenderAsync();
    }

    private async Task RenderAsync()
    {
        try
        {
            await _render();
        }
        catch (ObjectDisposedException)
        {
            // the tab has gone meanwhile
        }
    }
}
