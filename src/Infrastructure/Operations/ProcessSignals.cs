using System.Runtime.InteropServices;

namespace Artisan.Infrastructure.Operations;

/// <summary>Signals to processes, which .NET itself offers only as a kill.</summary>
internal static class ProcessSignals
{
    /// <summary>To a postmaster: end all sessions, write everything down, stop.</summary>
    public const int Interrupt = 2;

    /// <summary>To a postmaster: stop at once; the next start recovers from the log.</summary>
    public const int Quit = 3;

    /// <summary>Ends any process without asking it.</summary>
    public const int Kill = 9;

    /// <summary>The account that this process acts as.</summary>
    public static uint EffectiveUserId => GetEffectiveUserId();

    /// <summary>Sends a signal; false when the process is gone.</summary>
    public static bool Send(int processId, int signal) => SendSignal(processId, signal) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUserId();
}
