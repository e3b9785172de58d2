namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>
/// Cancels what waits too long for a stream's next event. Events come hundreds of times a second and hardly ever too late, so no timer is set for each: one
/// looks now and then whether the time is up, and never later than it is.
/// </summary>
internal sealed class GapClock : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    // Milliseconds of the system's clock.
    private long _deadline = Never, _looksAt = Never;

    /// <summary>A clock that also ends when the caller leaves.</summary>
    public GapClock(CancellationToken caller)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = new Timer(static clock => ((GapClock)clock!).Look(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Waiting begins.</summary>
    public void Begin(TimeSpan limit)
    {
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        Volatile.Write(ref _deadline, deadline);
        if (deadline < Volatile.Read(ref _looksAt))
            LookAt(deadline);
    }

    /// <summary>It has come.</summary>
    public void End() => Volatile.Write(ref _deadline, Never);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Look()
    {
        Volatile.Write(ref _looksAt, Never);
        // Read after it is known that nobody looks: whoever begins now sees it and sets the timer himself.
        Interlocked.MemoryBarrier();
        long deadline = Volatile.Read(ref _deadline);
        if (deadline == Never)
            return;
        if (Environment.TickCount64 < deadline)
        {
            LookAt(deadline);
            return;
        }
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the stream has ended meanwhile
        }
    }

    private void LookAt(long deadline)
    {
        lock (_lock)
        {
            Volatile.Write(ref _looksAt, deadline);
            long left = Math.Max(1, deadline - Environment.TickCount64);
            // Longer than a timer takes is looked at again on the way.
            _timer.Change(Math.Min(left, int.MaxValue), Timeout.Infinite);
        }
    }
}
