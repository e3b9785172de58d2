using Artisan.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Gateway.Admission;

/// <summary>
/// Keeps the calls of jobs and of batch priority that a tenant has under way within the number that it has set, on all nodes together; the others wait, on
/// each node first come first served. A node holds slots while it uses them and passes them on among its own calls without a word; nodes that wait get an
/// even part as calls end.
/// </summary>
/// <param name="shares">What all nodes hold.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes that the database is away.</param>
public sealed partial class BatchSlots(IBatchShares shares, TimeProvider time, ILogger<BatchSlots> logger)
{
    /// <summary>Calls of one tenant that wait on this node at most; more are refused.</summary>
    public const int MostWaiting = 1000;
    // How soon a node hears that another waits, how often one that waits asks, and after how long one asks again that gave way.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2), Ask = TimeSpan.FromMilliseconds(250), Turn = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, BatchLane> _lanes = [];
    private readonly Guid _node = Guid.CreateVersion7();
    private volatile bool _alone;

    /// <summary>Waits for a slot.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="most">Calls at once, at least 1.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>The slot; dispose it when the call has ended.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.RateLimited"/> when too many wait already.</exception>
    public async ValueTask<IDisposable> EnterAsync(Guid tenantId, int most, CancellationToken cancellationToken)
    {
        BatchLane lane;
        TaskCompletionSource? waiter;
        bool? entered;
        while ((entered = (lane = LaneOf(tenantId)).Enter(most, MostWaiting, out waiter)) is null)
            Remove(tenantId, lane);
        if (entered == false)
            throw new ArtisanException(ErrorCode.RateLimited, "More jobs of your organisation wait for AI calls than Artisan holds. Try again shortly, or ask an admin to let more run at once.") { RetryAfter = TimeSpan.FromSeconds(5) };
        if (waiter is null)
            return new Slot(lane);
        await using CancellationTokenRegistration left = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        try
        {
            await waiter.Task;
            return new Slot(lane);
        }
        catch (OperationCanceledException)
        {
            lane.Forget(waiter);
            throw;
        }
    }

    private BatchLane LaneOf(Guid tenantId)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(tenantId, out BatchLane? lane))
                return lane;
            _lanes[tenantId] = lane = new BatchLane();
            _ = Task.Run(() => KeepAsync(tenantId, lane));
            return lane;
        }
    }

    private void Remove(Guid tenantId, BatchLane lane)
    {
        lock (_lock)
        {
            if (_lanes.GetValueOrDefault(tenantId) == lane)
                _lanes.Remove(tenantId);
        }
    }

    // Nobody awaits it, and nothing in it throws: what the port throws is told of below.
    private async Task KeepAsync(Guid tenantId, BatchLane lane)
    {
        while (true)
        {
            BatchWish wish = lane.Wish(out bool gaveBack);
            lane.Hold(await ShareAsync(tenantId, wish), wish);
            if (lane.TryEnd())
            {
                Remove(tenantId, lane);
                return;
            }
            if (gaveBack || lane.Waits)
            {
                await Task.Delay(gaveBack ? Turn : Ask, time);
                continue;
            }
            long said = time.GetTimestamp();
            while (!lane.HasNews && Beat - time.GetElapsedTime(said) is var left && left > TimeSpan.Zero)
                await lane.ChangedAsync(left);
        }
    }

    private async Task<BatchHolding> ShareAsync(Guid tenantId, BatchWish wish)
    {
        try
        {
            BatchHolding holding = await shares.ShareAsync(tenantId, _node, wish, CancellationToken.None);
            _alone = false;
            return holding;
        }
        catch (Exception e)
        {
            // Calls go on while the database is away, within the number on each node.
            if (!_alone)
                LogAlone(e);
            _alone = true;
            return new BatchHolding(Math.Max(wish.Held, Math.Min(wish.Wanted, wish.Most)), 0);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "How many jobs run on other nodes cannot be known now; the limit of jobs at once holds on each node for itself")]
    private partial void LogAlone(Exception exception);

    private sealed class Slot(BatchLane lane) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                lane.Leave();
        }
    }
}
