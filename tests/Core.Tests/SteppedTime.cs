namespace Artisan.Core.Tests;

/// <summary>A clock that stands until a test moves it.</summary>
public sealed class SteppedTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero).Ticks;

    /// <summary>Moves it on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
