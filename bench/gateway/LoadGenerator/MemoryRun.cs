namespace Artisan.Bench.LoadGenerator;

/// <summary>Looks whether a target's memory grows with the requests it has served.</summary>
internal static class MemoryRun
{
    private const int Steps = 10;
    private const int Callers = 16;

    /// <summary>Sends the requests in ten equal parts and prints the memory after each.</summary>
    public static async Task RunAsync(Target target, int requests, TimeSpan settle)
    {
        Console.WriteLine($"\n### Memory of {target.Name} over {requests} requests, {Callers} callers, in MB (the process itself + its children)\n");
        Console.WriteLine("| requests | memory | errors |");
        Console.WriteLine("|---:|---:|---:|");
        Console.WriteLine($"| 0 | {Report.MegaBytes(target.Meter.Memory())} | |");
        for (var step = 1; step <= Steps; step++)
        {
            // A target that hangs must not hold the run for ever.
            var cell = await ClosedLoop.RunAsync(target, Callers, stream: false, step, TimeSpan.FromMinutes(5), requests / Steps, settle);
            Console.WriteLine($"| {requests / Steps * step} | {Report.MegaBytes(target.Meter.Memory())} | {cell.Errors} |");
        }
    }
}
