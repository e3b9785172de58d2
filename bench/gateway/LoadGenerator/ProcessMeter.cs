using System.Globalization;

namespace Artisan.Bench.LoadGenerator;

/// <summary>Reads what processes and all their descendants cost, from <c>/proc</c>.</summary>
internal sealed class ProcessMeter(int[] processIds)
{
    // The kernel reports in hundredths of a second on every platform that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>The processor time so far, in seconds: of the process itself, and of its descendants (a database, say).</summary>
    public (double Own, double Children) Cpu()
    {
        var tree = Tree();
        double own = 0, children = 0;
        foreach (var (id, stat) in tree)
        {
            // utime and stime; cutime and cstime hold children that have ended.
            var running = (stat[13] + stat[14]) / TicksPerSecond;
            var ended = (stat[15] + stat[16]) / TicksPerSecond;
            var itself = processIds.Contains(id);
            own += itself ? running : 0;
            children += (itself ? 0 : running) + ended;
        }

        return (own, children);
    }

    /// <summary>The memory in use, in bytes: the resident set of the process itself, and the proportional share of its descendants, which share pages.</summary>
    public (long Own, long Children) Memory()
    {
        long own = 0, children = 0;
        foreach (var id in Tree().Keys)
        {
            if (processIds.Contains(id))
            {
                own = KiloBytes($"/proc/{id}/status", "VmRSS:");
            }
            else
            {
                children += KiloBytes($"/proc/{id}/smaps_rollup", "Pss:");
            }
        }

        return (own, children);
    }

    private Dictionary<int, long[]> Tree()
    {
        var all = new Dictionary<int, long[]>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
            {
                all[id] = stat;
            }
        }

        var tree = new Dictionary<int, long[]>();
        var open = new Queue<int>(processIds);
        while (open.TryDequeue(out var id))
        {
            if (all.TryGetValue(id, out var stat) && tree.TryAdd(id, stat))
            {
                foreach (var (child, childStat) in all)
                {
                    if (childStat[3] == id)
                    {
                        open.Enqueue(child);
                    }
                }
            }
        }

        return tree;
    }

    // Fields by their documented numbers, counted from zero; those that are no numbers stay zero.
    private static long[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var numbers = new long[fields.Length + 2];
            for (var at = 0; at < fields.Length; at++)
            {
                numbers[at + 2] = long.TryParse(fields[at], CultureInfo.InvariantCulture, out var number) ? number : 0;
            }

            return numbers;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long KiloBytes(string file, string field)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(candidate => candidate.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[field.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
