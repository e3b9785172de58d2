using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Events during which a place is kept; it is free when they have ended or are left. They pass as they are, without a state of their own for each. Enumerate once.
/// </summary>
/// <param name="events">The events.</param>
/// <param name="place">What is kept.</param>
internal sealed class HeldEvents(IAsyncEnumerable<ProviderEvent> events, IDisposable place) : IAsyncEnumerable<ProviderEvent>, IAsyncEnumerator<ProviderEvent>
{
    private IAsyncEnumerator<ProviderEvent>? _events;
    private IDisposable? _place = place;

    /// <inheritdoc/>
    public ProviderEvent Current => _events!.Current;

    /// <inheritdoc/>
    public IAsyncEnumerator<ProviderEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_events is not null)
            throw new InvalidOperationException("Events are enumerated once.");
        _events = events.GetAsyncEnumerator(cancellationToken);
        return this;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync() => _events!.MoveNextAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _events!.DisposeAsync();
        }
        finally
        {
            Interlocked.Exchange(ref _place, null)?.Dispose();
        }
    }
}
