using System.Collections.Concurrent;

namespace Artisan.Core.Gateway.Caching;

/// <summary>The cacheable requests under way on this node: the same one waits for the first instead of calling a model again.</summary>
public sealed class CacheFlights
{
    /// <summary>How long the first is waited for; then a caller asks for himself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Flight> _underWay = new();

    /// <summary>Begins a request, or finds the one under way.</summary>
    /// <returns>The caller's own flight, which he must end; null where <paramref name="first"/> is to be waited for.</returns>
    internal Flight? Begin(string key, out Flight first)
    {
        var own = new Flight(this, key);
        first = _underWay.GetOrAdd(key, own);
        if (first == own)
            return own;
        // One whose end was never told must not be waited for forever.
        if (first.Age > LongestWait * 3 && _underWay.TryUpdate(key, own, first))
        {
            first = own;
            return own;
        }
        return null;
    }

    /// <summary>A request under way.</summary>
    internal sealed class Flight(CacheFlights flights, string key)
    {
        private readonly TaskCompletionSource<CacheEntry?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _began = Environment.TickCount64;

        public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - _began);

        /// <summary>Releases those who wait: with the answer, or without one, and they ask for themselves.</summary>
        public void End(CacheEntry? entry)
        {
            flights._underWay.TryRemove(KeyValuePair.Create(key, this));
            _end.TrySetResult(entry);
        }

        /// <summary>Waits for the answer.</summary>
        /// <returns>The answer; null where there is none to be shared, or it took too long.</returns>
        public async ValueTask<CacheEntry?> WaitAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await _end.Task.WaitAsync(LongestWait, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }
}
