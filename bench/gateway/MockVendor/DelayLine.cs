using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Artisan.Bench.MockVendor;

/// <summary>
/// Waits of one fixed length, exact to some tenths of a millisecond. The platform's timers count in whole milliseconds, and an error of that
/// size in the vendor would drown what a gateway adds.
/// </summary>
internal sealed class DelayLine
{
    private readonly long ticks;
    private readonly BlockingCollection<(long Due, TaskCompletionSource Done)> waiting = [];

    /// <summary>Starts the line's thread.</summary>
    public DelayLine(double milliseconds)
    {
        ticks = (long)(milliseconds * Stopwatch.Frequency / 1000);
        new Thread(Run) { Name = "Delay line", IsBackground = true }.Start();
    }

    /// <summary>Completes after the line's length.</summary>
    public Task WaitAsync()
    {
        if (ticks == 0)
        {
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add((Stopwatch.GetTimestamp() + ticks, done));
        return done.Task;
    }

    // All waits have one length, so the first in is the first due.
    private void Run()
    {
        foreach (var (due, done) in waiting.GetConsumingEnumerable())
        {
            for (var left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
            {
                var time = new TimeSpec { Nanoseconds = (long)(left * (1e9 / Stopwatch.Frequency)) };
                time.Seconds = time.Nanoseconds / 1_000_000_000;
                time.Nanoseconds %= 1_000_000_000;
                NanoSleep(ref time, 0);
            }

            done.SetResult();
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int NanoSleep(ref TimeSpec time, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
