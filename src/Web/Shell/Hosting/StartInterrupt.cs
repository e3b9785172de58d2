using System.Runtime.InteropServices;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Hears Ctrl+C and SIGTERM while the application starts, when the host's own lifetime does not exist yet: what was started by then is stopped cleanly.</summary>
internal sealed class StartInterrupt : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private bool _disposed;

    public StartInterrupt() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Is cancelled by a signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
