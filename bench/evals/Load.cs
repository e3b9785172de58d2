using System.Diagnostics;

namespace Artisan.Evals;

/// <summary>Measures what a piece of work costs: runs it until it is warm, then for some time more.</summary>
internal static class Load
{
    private const double SecondsWarm = 1.5;
    private const double SecondsMeasured = 2.5;

    /// <summary>The speed in megabytes (10⁶ bytes) a second.</summary>
    /// <param name="Wall">By the clock.</param>
    /// <param name="Processor">By processor time, of one thread's work.</param>
    internal readonly record struct Speed(double Wall, double Processor);

    /// <summary>Measures.</summary>
    /// <param name="bytes">The bytes that one pass goes over.</param>
    /// <param name="pass">One pass.</param>
    public static Speed Measure(long bytes, Action pass)
    {
        using var process = Process.GetCurrentProcess();
        Run(process, pass, SecondsWarm);
        (long passes, TimeSpan wall, TimeSpan processor) = Run(process, pass, SecondsMeasured);
        return new Speed(bytes * passes / wall.TotalSeconds / 1e6, bytes * passes / processor.TotalSeconds / 1e6);
    }

    private static (long Passes, TimeSpan Wall, TimeSpan Processor) Run(Process process, Action pass, double seconds)
    {
        process.Refresh();
        TimeSpan before = process.TotalProcessorTime, used;
        long start = Stopwatch.GetTimestamp(), passes = 0;
        do
        {
            pass();
            passes++;
            process.Refresh();
            used = process.TotalProcessorTime - before;
        }
        while (used.TotalSeconds < seconds);
        return (passes, Stopwatch.GetElapsedTime(start), used);
    }
}
