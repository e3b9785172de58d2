using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Admission;

/// <summary>Keeps the calls of jobs and of batch priority that a tenant has under way on this node within the number that it has set; the others wait, first come first served.</summary>
public sealed class BatchSlots
{
    /// <summary>Calls of one tenant that wait at most; more are refused.</summary>
    public const int MostWaiting = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Lane> _lanes = [];

    /// <summary>Waits for a slot.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="most">Calls at once, at least 1.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>The slot; dispose it when the call has ended.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.RateLimited"/> when too many wait already.</exception>
    public async ValueTask<IDisposable> EnterAsync(Guid tenantId, int most, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (!_lanes.TryGetValue(tenantId, out Lane? lane))
                _lanes[tenantId] = lane = new Lane();
            lane.Most = Math.Max(1, most);
            if (lane.Open < lane.Most && lane.Waiting.Count == 0)
            {
                lane.Open++;
                return new Slot(this, tenantId);
            }
            if (lane.Waiting.Count >= MostWaiting)
                throw new ArtisanException(ErrorCode.RateLimited, "More jobs of your organisation wait for AI calls than Artisan holds. Try again shortly, or ask an admin to let more run at once.") { RetryAfter = TimeSpan.FromSeconds(5) };
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lane.Waiting.AddLast(waiter);
        }
        await using CancellationTokenRegistration left = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        try
        {
            await waiter.Task;
            return new Slot(this, tenantId);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                // The lane is gone where this was the last that waited.
                if (_lanes.TryGetValue(tenantId, out Lane? lane))
                    lane.Waiting.Remove(waiter);
            }
            throw;
        }
    }

    private void Leave(Guid tenantId)
    {
        lock (_lock)
        {
            Lane lane = _lanes[tenantId];
            lane.Open--;
            while (lane.Open < lane.Most && lane.Waiting.First is { } next)
            {
                lane.Waiting.RemoveFirst();
                if (next.Value.TrySetResult())
                    lane.Open++;
            }
            if (lane is { Open: 0, Waiting.Count: 0 })
                _lanes.Remove(tenantId);
        }
    }

    private sealed class Lane
    {
        public int Open { get; set; }
        public int Most { get; set; }
        public LinkedList<TaskCompletionSource> Waiting { get; } = new();
    }

    private sealed class Slot(BatchSlots slots, Guid tenantId) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                slots.Leave(tenantId);
        }
    }
}
