using System.Globalization;

namespace Artisan.Bench.LoadGenerator;

/// <summary>What a target tells of itself in its metrics, since it started.</summary>
/// <param name="Allocated">Bytes allocated; NaN where it does not tell.</param>
/// <param name="Overhead">How many requests spent at most so many seconds in the gateway itself, by these seconds.</param>
/// <param name="Collections">How often memory was collected.</param>
/// <param name="Paused">Seconds that collecting stopped everything.</param>
internal sealed record OwnFigures(double Allocated, SortedDictionary<double, double> Overhead, double Collections, double Paused)
{
    /// <summary>Of a target that tells nothing.</summary>
    public static readonly OwnFigures None = new(double.NaN, [], double.NaN, double.NaN);

    /// <summary>Reads the text of Prometheus.</summary>
    public static OwnFigures Read(string text)
    {
        double allocated = double.NaN, collections = 0, paused = 0;
        var overhead = new SortedDictionary<double, double>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("dotnet_gc_heap_total_allocated", StringComparison.Ordinal))
            {
                allocated = Value(line);
            }
            else if (line.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal))
            {
                collections += Value(line);
            }
            else if (line.StartsWith("dotnet_gc_pause_time_seconds_total", StringComparison.Ordinal))
            {
                paused = Value(line);
            }
            else if (line.StartsWith("ai_gateway_overhead_seconds_bucket", StringComparison.Ordinal))
            {
                var at = line.IndexOf("le=\"", StringComparison.Ordinal) + 4;
                var bound = line[at..line.IndexOf('"', at)];
                var seconds = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
                overhead[seconds] = overhead.GetValueOrDefault(seconds) + Value(line);
            }
        }

        return new OwnFigures(allocated, overhead, collections, paused);
    }

    /// <summary>What came since.</summary>
    public OwnFigures Since(OwnFigures before)
    {
        var overhead = new SortedDictionary<double, double>();
        foreach (var (bound, count) in Overhead)
        {
            overhead[bound] = count - before.Overhead.GetValueOrDefault(bound);
        }

        return new OwnFigures(Allocated - before.Allocated, overhead, Collections - before.Collections, Paused - before.Paused);
    }

    /// <summary>A percentile of the seconds in the gateway itself, even between two bounds; NaN of none.</summary>
    public double OverheadAt(double percent)
    {
        var all = Overhead.Count == 0 ? 0 : Overhead.Values.Max();
        double wanted = all * percent / 100, below = 0, lower = 0;
        foreach (var (bound, count) in Overhead)
        {
            if (all > 0 && count >= wanted)
            {
                return double.IsInfinity(bound) ? lower : lower + ((bound - lower) * (wanted - below) / Math.Max(1, count - below));
            }

            (lower, below) = (bound, count);
        }

        return double.NaN;
    }

    private static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
}
