namespace Artisan.Bench.LoadGenerator;

/// <summary>Prints the measurements as tables in Markdown. Figures are medians over the rounds; what is added is the median of each round's difference.</summary>
internal sealed class Report(Options options, IReadOnlyList<Cell> cells)
{
    private static readonly double[] Percents = [50, 95, 99];

    /// <summary>Prints all tables.</summary>
    public void Print(IReadOnlyDictionary<Target, (long Own, long Children)> idle)
    {
        Print("Unstreamed: requests per second, and milliseconds added to a whole answer", stream: false, cell => cell.Durations);
        Print("Streamed: streams per second, and milliseconds added to the first token", stream: true, cell => cell.FirstTokens);
        PrintOwn();
        PrintCpu();
        PrintAllocation();
        PrintMemory(idle);
        PrintErrors();
    }

    private void Print(string title, bool stream, Func<Cell, double[]> values)
    {
        Console.WriteLine($"\n### {title}\n");
        Console.WriteLine("| callers | target | per second | p50 | p95 | p99 | added p50 | added p95 | added p99 |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var concurrency in options.Concurrencies)
        {
            foreach (var target in options.Targets)
            {
                var rows = Of(target, concurrency, stream);
                var absolute = Percents.Select(percent => Milliseconds(Median(rows.Select(cell => Cell.Percentile(values(cell), percent)))));
                var added = Percents.Select(percent => target.IsBaseline ? "–" : Milliseconds(Median(rows.Select(cell => Added(cell, percent, values)))));
                Console.WriteLine($"| {concurrency} | {target.Name} | {Median(rows.Select(cell => cell.Rate)):0} | {string.Join(" | ", absolute.Concat(added))} |");
            }
        }
    }

    // Neither the generator nor the wait for a processor before the gateway's door is in it.
    private void PrintOwn()
    {
        var telling = options.Targets.Where(target => cells.Any(cell => cell.Target == target && cell.Own.Overhead.Count > 0)).ToList();
        if (telling.Count == 0)
        {
            return;
        }

        Console.WriteLine("\n### What the gateway tells of itself: milliseconds outside of the vendor's call, collections of memory and what they stopped\n");
        Console.WriteLine("| callers | target | unstreamed p50 | p99 | streamed p50 | p99 | collections per 1000 requests | each stops, ms |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        foreach (var concurrency in options.Concurrencies)
        {
            foreach (var target in telling)
            {
                var figures = new[] { false, true }.SelectMany(stream => new[] { 50d, 99d }.Select(percent => Milliseconds(Median(Of(target, concurrency, stream).Select(cell => cell.Own.OverheadAt(percent) * 1000)))));
                var rows = Of(target, concurrency, stream: false);
                double collections = rows.Sum(cell => cell.Own.Collections), requests = Math.Max(1, rows.Sum(cell => cell.Durations.Length));
                Console.WriteLine($"| {concurrency} | {target.Name} | {string.Join(" | ", figures)} | {collections / requests * 1000:0.0} | {(collections > 0 ? rows.Sum(cell => cell.Own.Paused) * 1000 / collections : 0):0.0} |");
            }
        }
    }

    private void PrintCpu()
    {
        Console.WriteLine("\n### Processor time per request, in microseconds (the process itself + its children, such as a database)\n");
        Console.WriteLine("| target | " + string.Join(" | ", options.Concurrencies.SelectMany(callers => new[] { $"unstreamed, {callers}", $"streamed, {callers}" })) + " |");
        Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---:|", options.Concurrencies.Length * 2)));
        foreach (var target in options.Targets)
        {
            var figures = options.Concurrencies.SelectMany(concurrency => new[] { false, true }.Select(stream =>
            {
                var rows = Of(target, concurrency, stream);
                var requests = Math.Max(1, rows.Sum(cell => cell.Durations.Length));
                double own = rows.Sum(cell => cell.Cpu.Own) * 1e6 / requests, children = rows.Sum(cell => cell.Cpu.Children) * 1e6 / requests;
                return children < 1 ? $"{own:0}" : $"{own:0} + {children:0}";
            }));
            Console.WriteLine($"| {target.Name} | {string.Join(" | ", figures)} |");
        }
    }

    // At the most callers: there the work that does not belong to requests weighs least.
    private void PrintAllocation()
    {
        var most = options.Concurrencies.Max();
        Console.WriteLine($"\n### Allocated per request at {most} callers, in KB\n");
        Console.WriteLine("| target | unstreamed | streamed |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var target in options.Targets)
        {
            var figures = new[] { false, true }.Select(stream => Median(Of(target, most, stream).Select(cell => cell.Own.Allocated / Math.Max(1, cell.Durations.Length) / 1e3))).ToList();
            if (!figures.TrueForAll(double.IsNaN))
            {
                Console.WriteLine($"| {target.Name} | {string.Join(" | ", figures.Select(figure => $"{figure:0.0}"))} |");
            }
        }
    }

    private void PrintMemory(IReadOnlyDictionary<Target, (long Own, long Children)> idle)
    {
        Console.WriteLine("\n### Memory in MB (the process itself + its children)\n");
        Console.WriteLine("| target | idle, before the first request | most under load |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var target in options.Targets)
        {
            var most = cells.Where(cell => cell.Target == target).Select(cell => cell.Memory).Aggregate(
                (Own: 0L, Children: 0L), (sum, next) => (Math.Max(sum.Own, next.Own), Math.Max(sum.Children, next.Children)));
            Console.WriteLine($"| {target.Name} | {MegaBytes(idle[target])} | {MegaBytes(most)} |");
        }
    }

    private void PrintErrors()
    {
        var wrong = cells.Where(cell => cell.Errors > 0).ToList();
        Console.WriteLine(wrong.Count == 0
            ? $"\nEvery one of {cells.Sum(cell => cell.Durations.Length)} answers was whole."
            : "\nWRONG ANSWERS:\n" + string.Join("\n", wrong.Select(cell => $"- {cell.Target.Name}, {cell.Concurrency} callers, {(cell.Stream ? "streamed" : "unstreamed")}, round {cell.Round}: {cell.Errors} ({cell.FirstError})")));
    }

    /// <summary>Memory as text.</summary>
    public static string MegaBytes((long Own, long Children) memory) =>
        memory.Children == 0 ? $"{memory.Own / 1e6:0}" : $"{memory.Own / 1e6:0} + {memory.Children / 1e6:0}";

    private double Added(Cell cell, double percent, Func<Cell, double[]> values)
    {
        var baseline = cells.FirstOrDefault(other => other.Target.IsBaseline && other.Round == cell.Round && other.Concurrency == cell.Concurrency && other.Stream == cell.Stream);
        return baseline is null ? double.NaN : Cell.Percentile(values(cell), percent) - Cell.Percentile(values(baseline), percent);
    }

    private List<Cell> Of(Target target, int concurrency, bool stream) =>
        [.. cells.Where(cell => cell.Target == target && cell.Concurrency == concurrency && cell.Stream == stream)];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Milliseconds(double value) => double.IsNaN(value) ? "?" : $"{value:0.00}";
}
