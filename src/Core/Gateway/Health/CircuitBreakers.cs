using System.Collections.Concurrent;

namespace Artisan.Core.Gateway.Health;

/// <summary>What a breaker guards: a model at a provider, reached with one credential.</summary>
/// <param name="Model">The model at its provider.</param>
/// <param name="Credential">Id of the credential; empty where there is none.</param>
public readonly record struct CircuitKey(ModelKey Model, string Credential);

/// <summary>The state of a breaker.</summary>
public enum CircuitState
{
    /// <summary>Calls go through.</summary>
    Closed,
    /// <summary>Calls are refused at once.</summary>
    Open,
    /// <summary>One call is let through to see whether the vendor is back.</summary>
    HalfOpen,
}

/// <summary>When breakers open and how long they stay so.</summary>
/// <param name="ConsecutiveFailures">Failures in a row that open it; 0 for breakers that never open.</param>
/// <param name="FailureShare">Share of failures that opens it, 0 to 1, once there were enough attempts.</param>
/// <param name="LeastAttempts">How many attempts are enough.</param>
/// <param name="WindowSeconds">Over which time shares are counted.</param>
/// <param name="OpenSeconds">How long it stays open before a probe.</param>
public sealed record CircuitOptions(int ConsecutiveFailures = 5, double FailureShare = 0.5, int LeastAttempts = 20, double WindowSeconds = 60, double OpenSeconds = 60);

/// <summary>A breaker that changed its state.</summary>
/// <param name="Key">Which.</param>
/// <param name="From">Before.</param>
/// <param name="To">After.</param>
/// <param name="OpenFor">How long it had been open, when it leaves that state.</param>
public readonly record struct CircuitChange(CircuitKey Key, CircuitState From, CircuitState To, TimeSpan? OpenFor);

/// <summary>A breaker as it stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when (UTC).</param>
/// <param name="RetryIn">Until a probe is let through; null unless open.</param>
/// <param name="Failures">Failures in a row.</param>
public readonly record struct CircuitView(CircuitState State, DateTimeOffset Since, TimeSpan? RetryIn, int Failures);

/// <summary>
/// Circuit breakers (Nygard, "Release It!"): after failures in a row, or a share of failures, a vendor is left alone for a while; then one call probes it.
/// In the memory of this node, on the monotonic clock. Only failures of the vendor count: what a caller did wrong says nothing of its health.
/// </summary>
public sealed class CircuitBreakers(TimeProvider time)
{
    private readonly ConcurrentDictionary<CircuitKey, Breaker> _breakers = new();

    /// <summary>Raised when a breaker changes its state.</summary>
    public event Action<CircuitChange>? Changed;

    /// <summary>Whether a call may go now; a half-open breaker lets one through, whose end must be told.</summary>
    public bool TryEnter(in CircuitKey key, CircuitOptions options)
    {
        if (!_breakers.TryGetValue(key, out Breaker? breaker))
            return true;
        CircuitChange? change = null;
        bool may;
        lock (breaker)
        {
            if (breaker.State == CircuitState.Closed)
                return true;
            if (breaker.State == CircuitState.Open && time.GetElapsedTime(breaker.OpenedAt).TotalSeconds >= options.OpenSeconds)
            {
                change = Set(key, breaker, CircuitState.HalfOpen);
                breaker.Probing = false;
            }
            // A probe whose end was never told must not keep the breaker for ever.
            may = breaker.State == CircuitState.HalfOpen && (!breaker.Probing || time.GetElapsedTime(breaker.ProbedAt).TotalSeconds >= options.OpenSeconds);
            if (may)
                (breaker.Probing, breaker.ProbedAt) = (true, time.GetTimestamp());
        }
        Tell(change);
        return may;
    }

    /// <summary>Whether a call would be let through, without taking the probe.</summary>
    public bool WouldEnter(in CircuitKey key, CircuitOptions options)
    {
        if (!_breakers.TryGetValue(key, out Breaker? breaker))
            return true;
        lock (breaker)
            return breaker.State != CircuitState.Open || time.GetElapsedTime(breaker.OpenedAt).TotalSeconds >= options.OpenSeconds;
    }

    /// <summary>The vendor answered, or refused for a reason that says that it is well.</summary>
    public void Succeeded(in CircuitKey key)
    {
        if (!_breakers.TryGetValue(key, out Breaker? breaker))
            return;
        CircuitChange? change = null;
        lock (breaker)
        {
            breaker.Failures = 0;
            breaker.Probing = false;
            Count(breaker, failed: false, windowSeconds: null);
            if (breaker.State != CircuitState.Closed)
            {
                change = Set(key, breaker, CircuitState.Closed);
                breaker.Outcomes.Clear();
            }
        }
        Tell(change);
    }

    /// <summary>The vendor failed.</summary>
    public void Failed(in CircuitKey key, CircuitOptions options)
    {
        Breaker breaker = _breakers.GetOrAdd(key, static (_, now) => new Breaker { Since = now }, time.GetUtcNow());
        CircuitChange? change = null;
        lock (breaker)
        {
            breaker.Failures++;
            Count(breaker, failed: true, options.WindowSeconds);
            bool opens = options.ConsecutiveFailures > 0 && (breaker.State == CircuitState.HalfOpen
                || breaker.State == CircuitState.Closed && (breaker.Failures >= options.ConsecutiveFailures || ShareIsOver(breaker, options)));
            breaker.Probing = false;
            if (opens)
            {
                change = Set(key, breaker, CircuitState.Open);
                breaker.OpenedAt = time.GetTimestamp();
            }
        }
        Tell(change);
    }

    /// <summary>The call ended without saying anything of the vendor, such as by a caller who left.</summary>
    public void Left(in CircuitKey key)
    {
        if (!_breakers.TryGetValue(key, out Breaker? breaker))
            return;
        lock (breaker)
            breaker.Probing = false;
    }

    /// <summary>Closes a breaker, as an admin wishes.</summary>
    public void Close(in CircuitKey key) => Succeeded(key);

    /// <summary>How a breaker stands; null when it never counted a failure.</summary>
    public CircuitView? Of(in CircuitKey key, CircuitOptions options)
    {
        if (!_breakers.TryGetValue(key, out Breaker? breaker))
            return null;
        lock (breaker)
        {
            TimeSpan? left = breaker.State == CircuitState.Open ? TimeSpan.FromSeconds(Math.Max(0, options.OpenSeconds - time.GetElapsedTime(breaker.OpenedAt).TotalSeconds)) : null;
            return new CircuitView(breaker.State, breaker.Since, left, breaker.Failures);
        }
    }

    /// <summary>All breakers that counted a failure.</summary>
    public IReadOnlyList<CircuitKey> Keys => [.. _breakers.Keys];

    private CircuitChange Set(in CircuitKey key, Breaker breaker, CircuitState state)
    {
        TimeSpan? open = breaker.State == CircuitState.Open ? time.GetElapsedTime(breaker.OpenedAt) : null;
        var change = new CircuitChange(key, breaker.State, state, open);
        (breaker.State, breaker.Since) = (state, time.GetUtcNow());
        return change;
    }

    private void Tell(CircuitChange? change)
    {
        if (change is { } told)
            Changed?.Invoke(told);
    }

    // Successes are counted only once there was a failure to weigh them against, so that a healthy vendor costs nothing.
    private void Count(Breaker breaker, bool failed, double? windowSeconds)
    {
        breaker.Outcomes.Enqueue((time.GetTimestamp(), failed));
        if (windowSeconds is { } window)
        {
            while (breaker.Outcomes.TryPeek(out (long At, bool) oldest) && time.GetElapsedTime(oldest.At).TotalSeconds > window)
                breaker.Outcomes.Dequeue();
        }
        while (breaker.Outcomes.Count > 1000)
            breaker.Outcomes.Dequeue();
    }

    private static bool ShareIsOver(Breaker breaker, CircuitOptions options)
    {
        if (breaker.Outcomes.Count < options.LeastAttempts)
            return false;
        int failures = 0;
        foreach ((_, bool failed) in breaker.Outcomes)
            failures += failed ? 1 : 0;
        return (double)failures / breaker.Outcomes.Count >= options.FailureShare;
    }

    private sealed class Breaker
    {
        public readonly Queue<(long At, bool Failed)> Outcomes = new();
        public CircuitState State;
        public DateTimeOffset Since;
        public long OpenedAt;
        public long ProbedAt;
        public bool Probing;
        public int Failures;
    }
}
