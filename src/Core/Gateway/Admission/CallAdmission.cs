using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Admission;

/// <summary>Who goes first when vendors are slower than callers.</summary>
public enum CallPriority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,
    /// <summary>Work of a job, or of a caller who says that it can wait.</summary>
    Batch,
}

/// <summary>
/// Keeps the number of calls under way on this node, and of those that wait, within bounds, so that memory stays bounded however many come. Whoever waits
/// for an answer goes before whoever does not; when the queue is full, work that can wait makes room for people.
/// </summary>
public sealed class CallAdmission(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _interactive = new(), _batch = new();
    private long _waitingBytes;
    private int _open;

    /// <summary>Calls under way.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Calls that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _interactive.Count + _batch.Count;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="priority">Who goes first.</param>
    /// <param name="bytes">How much memory the call holds while it waits.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>The place; dispose it when the call has ended.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.RateLimited"/> and a time to wait when the queue is full or the wait too long.</exception>
    public ValueTask<IDisposable> EnterAsync(CallPriority priority, int bytes, AiLimits limits, CancellationToken cancellationToken)
    {
        Waiter waiter;
        Waiter? dropped = null;
        lock (_lock)
        {
            if (_open < limits.MaxConcurrentCalls && _interactive.Count == 0 && (priority == CallPriority.Interactive || _batch.Count == 0))
            {
                _open++;
                return new ValueTask<IDisposable>(new Place(this));
            }
            if (_interactive.Count + _batch.Count >= limits.MaxQueuedCalls || _waitingBytes + bytes > limits.MaxQueuedBytes)
            {
                if (priority == CallPriority.Batch || _batch.Last is not { } last)
                    throw Full();
                dropped = last.Value;
                Remove(dropped);
            }
            waiter = new Waiter(priority, bytes);
            waiter.Node = (priority == CallPriority.Interactive ? _interactive : _batch).AddLast(waiter);
            _waitingBytes += bytes;
        }
        dropped?.Refuse(Full());
        return WaitAsync(waiter, TimeSpan.FromSeconds(limits.MaxQueueSeconds), cancellationToken);
    }

    private async ValueTask<IDisposable> WaitAsync(Waiter waiter, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(longest, time, cancellationToken);
            return new Place(this);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            bool given;
            lock (_lock)
            {
                given = waiter.Node is null && waiter.Task.IsCompletedSuccessfully;
                Remove(waiter);
            }
            if (given)
                Leave(); // the place came in the same moment; it goes to the next
            if (e is TimeoutException)
                throw Full();
            throw;
        }
    }

    private void Leave()
    {
        Waiter? next = null;
        lock (_lock)
        {
            next = (_interactive.First ?? _batch.First)?.Value;
            if (next is null)
                _open--;
            else
                Remove(next);
        }
        next?.Admit();
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.Node is not { } node)
            return;
        node.List!.Remove(node);
        waiter.Node = null;
        _waitingBytes -= waiter.Bytes;
    }

    private static ArtisanException Full() =>
        new(ErrorCode.RateLimited, "Artisan has more calls under way than it can serve. Try again shortly; work that can wait may be sent with the header X-Artisan-Priority: batch.") { RetryAfter = TimeSpan.FromSeconds(2) };

    private sealed class Waiter(CallPriority priority, int bytes)
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public CallPriority Priority { get; } = priority;
        public int Bytes { get; } = bytes;
        public LinkedListNode<Waiter>? Node { get; set; }
        public Task Task => _source.Task;
        public void Admit() => _source.TrySetResult();
        public void Refuse(Exception why) => _source.TrySetException(why);
    }

    private sealed class Place(CallAdmission admission) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                admission.Leave();
        }
    }
}
