namespace Artisan.Core.Usage.Budgets;

/// <summary>
/// What this process has booked of one count, and how it spends it: granted by the database, reserved by calls under way, settled by calls that ended.
/// Spending takes a lock for some nanoseconds and no round trip. What is settled leaves the database's lease when its usage record reaches the ledger.
/// </summary>
public sealed class LeasePool
{
    // How many calls the first slice lasts for: also what goes on when the database is away. Near the limit the database gives less.
    private const int CallsOfSlice = 64;
    private const int CallsWithoutLimit = 4096;

    private readonly Lock _lock = new();
    private BudgetAmount _granted, _reserved, _settled, _usedBefore;
    private BudgetLimits _limits;
    private long _lastUsed = Environment.TickCount64;
    private BudgetAmount _slice;
    private bool _drawn, _low;
    private BudgetRule _rule;
    private Guid? _lastReset;

    /// <summary>A pool with nothing in it.</summary>
    /// <param name="key">Its count.</param>
    /// <param name="rule">The budget as it is now.</param>
    public LeasePool(CountKey key, BudgetRule rule) => (Key, _rule, _lastReset) = (key, rule, LastReset(rule));

    /// <summary>Its count.</summary>
    public CountKey Key { get; }

    /// <summary>The budget, as the last caller knew it.</summary>
    public BudgetRule Rule
    {
        get => _rule;
        set
        {
            lock (_lock)
            {
                _rule = value;
                Guid? reset = LastReset(value);
                // After a reset the figures are read anew.
                if (reset != _lastReset)
                    (_lastReset, _drawn, SoftTold, HardTold) = (reset, false, false, false);
            }
        }
    }

    /// <summary>The count's id in the database; empty until the first draw.</summary>
    public Guid CountId { get; private set; }

    /// <summary>One draw at a time.</summary>
    internal SemaphoreSlim Drawing { get; } = new(1, 1);

    /// <summary>Which alerts this process has told already.</summary>
    internal bool SoftTold { get; set; }

    /// <summary>Which alerts this process has told already.</summary>
    internal bool HardTold { get; set; }

    /// <summary>Milliseconds since it was last used.</summary>
    public long IdleMs => Environment.TickCount64 - Volatile.Read(ref _lastUsed);

    /// <summary>Whether it should be filled before it is empty.</summary>
    public bool IsLow => Volatile.Read(ref _low);

    /// <summary>What can be reserved without a draw; below zero where more was used than was reserved.</summary>
    public BudgetAmount Free
    {
        get
        {
            lock (_lock)
                return _granted - _reserved - _settled;
        }
    }

    /// <summary>What calls under way have reserved.</summary>
    public BudgetAmount Reserved
    {
        get
        {
            lock (_lock)
                return _reserved;
        }
    }

    /// <summary>What is used of the count, as far as this process knows: by all until the last draw, by itself since.</summary>
    public BudgetAmount Used
    {
        get
        {
            lock (_lock)
                return _usedBefore + _settled;
        }
    }

    /// <summary>Whether it was ever filled.</summary>
    public bool IsDrawn
    {
        get
        {
            lock (_lock)
                return _drawn;
        }
    }

    /// <summary>Reserves; false where a draw is needed first.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="limits">The limits now: a lease that was drawn under others does not hold.</param>
    public bool TryReserve(in BudgetAmount amount, in BudgetLimits limits)
    {
        lock (_lock)
        {
            if (!_drawn || limits != _limits)
                return false;
            BudgetAmount free = _granted - _reserved - _settled;
            if (!free.Covers(amount))
                return false;
            _reserved += amount;
            _lastUsed = Environment.TickCount64;
            _low = !(free - amount).Covers(new BudgetAmount(_slice.Tokens / 4, _slice.Usd / 4, _slice.Requests / 4));
            return true;
        }
    }

    /// <summary>An attempt has ended: its reservation goes, what it used stays.</summary>
    public void Settle(in BudgetAmount reserved, in BudgetAmount used)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            _settled += used;
        }
    }

    /// <summary>The next draw: what is missing, and a slice that doubles while it is spent quickly.</summary>
    /// <param name="amount">What must fit; nothing for a draw ahead of need.</param>
    /// <param name="limits">The limits now.</param>
    internal Draw Plan(in BudgetAmount amount, in BudgetLimits limits)
    {
        lock (_lock)
        {
            BudgetAmount free = _granted - _reserved - _settled, giveBack = default;
            if (_drawn && limits != _limits)
            {
                giveBack = free.Positive();
                _granted -= giveBack;
                free -= giveBack;
                _slice = default;
            }
            BudgetAmount need = (amount - free).Positive(), least = amount.IsNone ? _slice : SliceOf(amount, limits);
            _slice = Largest(least, new(_slice.Tokens * 2, _slice.Usd * 2, _slice.Requests * 2), amount.IsNone ? least : new(least.Tokens * 16, least.Usd * 16, least.Requests * 16));
            return new Draw(need, need + _slice, giveBack, limits);
        }
    }

    // A unit without a limit is drawn too, so that used and booked are right when it gets one; there it takes nothing from anybody.
    private static BudgetAmount SliceOf(in BudgetAmount amount, in BudgetLimits limits) => new(
        Math.Max(1, amount.Tokens) * (limits.Tokens is null ? CallsWithoutLimit : CallsOfSlice), amount.Usd * (limits.Usd is null ? CallsWithoutLimit : CallsOfSlice), Math.Max(1, amount.Requests) * (limits.Requests is null ? CallsWithoutLimit : CallsOfSlice));

    // Unit by unit: at least the first, the second where that is more, never more than the third (where that is more than the first).
    private static BudgetAmount Largest(in BudgetAmount least, in BudgetAmount doubled, in BudgetAmount most) => new(
        Math.Max(least.Tokens, Math.Min(doubled.Tokens, most.Tokens)), Math.Max(least.Usd, Math.Min(doubled.Usd, most.Usd)), Math.Max(least.Requests, Math.Min(doubled.Requests, most.Requests)));

    /// <summary>Takes in what a draw brought, and reserves from it in the same moment.</summary>
    /// <returns>Whether the amount is reserved.</returns>
    internal bool Fill(in DrawAnswer answer, in BudgetLimits limits, in BudgetAmount amount)
    {
        lock (_lock)
        {
            CountId = answer.State.Id;
            (_limits, _drawn, _low) = (limits, true, false);
            _granted += answer.Amount;
            // What this process has settled and the ledger has not yet is in its lease: granted in all, less what is booked.
            _usedBefore = answer.State.Used - (_granted - answer.State.Own);
            if (!answer.Granted || !(_granted - _reserved - _settled).Covers(amount))
                return false;
            _reserved += amount;
            _lastUsed = Environment.TickCount64;
            return true;
        }
    }

    private static Guid? LastReset(BudgetRule rule) => rule.Changes.Where(c => c.Kind == BudgetChangeKind.Reset).Max(c => (Guid?)c.Id);

    /// <summary>Puts back what could not be given back.</summary>
    internal void Return(in BudgetAmount amount)
    {
        lock (_lock)
            _granted += amount;
    }

    /// <summary>Takes out all that is free, to be given back.</summary>
    internal BudgetAmount TakeFree()
    {
        lock (_lock)
        {
            BudgetAmount free = (_granted - _reserved - _settled).Positive();
            _granted -= free;
            _slice = default;
            _low = false;
            return free;
        }
    }
}
