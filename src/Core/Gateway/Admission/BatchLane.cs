namespace Artisan.Core.Gateway.Admission;

/// <summary>One tenant's calls of jobs on this node: those under way, those that wait, and the slots that the node holds for them. Guarded by its own lock.</summary>
internal sealed class BatchLane
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private int _most, _open, _held, _excess;
    private bool _gaveBack, _ended;

    /// <summary>Enters.</summary>
    /// <param name="most">Calls at once on all nodes.</param>
    /// <param name="mostWaiting">Calls that may wait here.</param>
    /// <param name="waiter">What to wait for; null where there is a slot at once.</param>
    /// <returns>False where too many wait already; null where the lane has ended and another is to be asked.</returns>
    internal bool? Enter(int most, int mostWaiting, out TaskCompletionSource? waiter)
    {
        waiter = null;
        lock (_lock)
        {
            if (_ended)
                return null;
            _most = Math.Max(1, most);
            if (_open < _held && _waiting.Count == 0)
            {
                _open++;
                return true;
            }
            if (_waiting.Count >= mostWaiting)
                return false;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(waiter);
        }
        Wake();
        return true;
    }

    /// <summary>A caller that waited has left.</summary>
    internal void Forget(TaskCompletionSource waiter)
    {
        lock (_lock)
            _waiting.Remove(waiter);
    }

    /// <summary>A call has ended: its slot goes to the next here, or back where other nodes wait for it.</summary>
    internal void Leave()
    {
        lock (_lock)
        {
            _open--;
            if (_excess > 0)
                (_excess, _held, _gaveBack) = (_excess - 1, _held - 1, true);
            LetIn();
        }
        Wake();
    }

    /// <summary>What to say of this node. Slots that nobody here uses are given back with it: what is said is never less than what is held.</summary>
    /// <param name="gaveBack">Whether slots went back for other nodes: this one asks again after those that wait for them.</param>
    internal BatchWish Wish(out bool gaveBack)
    {
        lock (_lock)
        {
            int used = _open + _waiting.Count;
            // While calls are under way, a slot without one is kept for the next.
            if (used == 0)
                _held = 0;
            (gaveBack, _gaveBack) = (_gaveBack, false);
            return new BatchWish(_most, _held, gaveBack ? _held : Math.Max(_held, used));
        }
    }

    /// <summary>Takes what was granted on top of what is held.</summary>
    internal void Hold(BatchHolding holding, BatchWish said)
    {
        lock (_lock)
        {
            _held += holding.Held - said.Held;
            _excess = holding.Excess;
            // Slots without a call go at once.
            int idle = Math.Min(_excess, _held - _open - _waiting.Count);
            if (idle > 0)
                (_held, _excess, _gaveBack) = (_held - idle, _excess - idle, true);
            LetIn();
        }
    }

    /// <summary>Whether calls wait.</summary>
    internal bool Waits
    {
        get
        {
            lock (_lock)
                return _waiting.Count > 0;
        }
    }

    /// <summary>Whether the others should hear of this node now: calls wait, or slots went back.</summary>
    internal bool HasNews
    {
        get
        {
            lock (_lock)
                return _waiting.Count > 0 || _gaveBack;
        }
    }

    /// <summary>Ends it where nothing is under way, waits or is held.</summary>
    internal bool TryEnd()
    {
        lock (_lock)
            return _ended = _open == 0 && _waiting.Count == 0 && _held == 0;
    }

    /// <summary>Waits until something changed, or for a time.</summary>
    internal Task ChangedAsync(TimeSpan atMost) => _changed.WaitAsync(atMost);

    private void LetIn()
    {
        while (_open < _held && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            if (next.Value.TrySetResult())
                _open++;
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
    }
}
