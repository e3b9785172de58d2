using System.Globalization;
using System.Runtime;
using Artisan.Bench.LoadGenerator;

// Measures targets in turns: every round loads each of them with each number of callers, plain and streamed,
// so that whatever else the machine does meanwhile hits all alike.
// Figures in one notation, whatever the machine's language.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var options = Options.Parse(args);
var idle = options.Targets.ToDictionary(target => target, target => target.Meter.Memory());
Console.Error.WriteLine("Warming up");
foreach (var target in options.Targets)
{
    foreach (var stream in new[] { false, true })
    {
        var warmUp = await ClosedLoop.RunAsync(target, 16, stream, round: 0, options.WarmUp, int.MaxValue, options.Settle);
        if (warmUp.Durations.Length == 0)
        {
            Console.Error.WriteLine($"{target.Name} does not answer: {warmUp.FirstError}");
            return 1;
        }
    }
}

var cells = new List<Cell>();
for (var round = 1; round <= options.Rounds; round++)
{
    foreach (var concurrency in options.Concurrencies)
    {
        foreach (var stream in new[] { false, true })
        {
            // Each round begins with another target, so that none always follows the same one.
            foreach (var target in options.Targets.Skip(round % options.Targets.Count).Concat(options.Targets.Take(round % options.Targets.Count)))
            {
                GC.Collect();
                GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
                var cell = await ClosedLoop.RunAsync(target, concurrency, stream, round, options.Time, int.MaxValue, options.Settle);
                cells.Add(cell);
                Console.Error.WriteLine(
                    $"round {round}/{options.Rounds}  {concurrency,2} callers  {(stream ? "streamed  " : "unstreamed")}  {target.Name,-8} {cell.Rate,7:0}/s  p50 {Cell.Percentile(cell.Durations, 50),7:0.00} ms  p99 {Cell.Percentile(cell.Durations, 99),7:0.00} ms{(cell.Errors > 0 ? $"  {cell.Errors} ERRORS" : "")}");
            }
        }
    }
}

new Report(options, cells).Print(idle);
if (options.MemoryRequests > 0 && options.Targets.Find(target => target.Name == options.MemoryTarget) is { } watched)
{
    await MemoryRun.RunAsync(watched, options.MemoryRequests, options.Settle);
}

return cells.Exists(cell => cell.Errors > 0) ? 1 : 0;
