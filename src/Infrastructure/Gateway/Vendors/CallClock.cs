using System.Diagnostics;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Keeps the time limits of one attempt up to the end of a complete answer, and tells a passed limit from a caller who left.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly long _started = Stopwatch.GetTimestamp();
    private Phase _phase = Phase.Sending;

    public CallClock(CallTimeouts timeouts, CancellationToken caller)
    {
        Timeouts = timeouts;
        _caller = caller;
        caller.ThrowIfCancellationRequested();
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _source.CancelAfter(timeouts.Total);
    }

    public CallTimeouts Timeouts { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>The request's last byte has gone: headers must come within their limit.</summary>
    public void RequestSent()
    {
        TimeSpan left = Left();
        bool headersFirst = Timeouts.FirstByte < left;
        _phase = headersFirst ? Phase.Headers : Phase.Rest;
        Arm(headersFirst ? Timeouts.FirstByte : left);
    }

    /// <summary>Headers have come: the rest has what is left of the whole.</summary>
    public void HeadersRead()
    {
        _phase = Phase.Rest;
        Arm(Left());
    }

    /// <summary>What a cancellation means: the caller's own as such, else a passed limit.</summary>
    public Exception Translate(ProviderInstance instance, Exception e)
    {
        if (_caller.IsCancellationRequested)
            return new OperationCanceledException(_caller);
        bool connecting = e is TimeoutException || e.InnerException is TimeoutException || e.InnerException?.InnerException is TimeoutException;
        string what = connecting && !_source.IsCancellationRequested ? $"no connection within {Seconds(Timeouts.Connect)}"
            : _phase == Phase.Headers ? $"no answer within {Seconds(Timeouts.FirstByte)}"
            : _phase == Phase.Rest ? $"no complete answer within {Seconds(Timeouts.Total)}"
            : $"the request could not be sent within {Seconds(Timeouts.Total)}";
        return VendorFaults.TimedOut(instance, what, e);
    }

    public void ThrowIfCallerLeft() => _caller.ThrowIfCancellationRequested();

    public void Dispose() => _source.Dispose();

    private enum Phase
    {
        Sending,
        Headers,
        Rest,
    }

    private TimeSpan Left()
    {
        TimeSpan left = Timeouts.Total - Stopwatch.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Arm(TimeSpan limit)
    {
        try
        {
            _source.CancelAfter(limit);
        }
        catch (ObjectDisposedException)
        {
            // An answer came before the whole request was read, and the attempt is over.
        }
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";
}
