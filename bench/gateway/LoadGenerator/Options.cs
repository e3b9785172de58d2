using System.Globalization;

namespace Artisan.Bench.LoadGenerator;

/// <summary>What to measure, from the command line. A <c>--target</c> begins the description of a target; what follows belongs to it.</summary>
internal sealed class Options : IDisposable
{
    /// <summary>What is loaded; "direct" is what the others are compared with.</summary>
    public List<Target> Targets { get; } = [];

    /// <summary>How often everything is measured, in turns.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>How long each measurement loads.</summary>
    public TimeSpan Time { get; private set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the target's work after the load counts as caused by it.</summary>
    public TimeSpan Settle { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long each target is loaded before anything counts.</summary>
    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(6);

    /// <summary>The numbers of callers.</summary>
    public int[] Concurrencies { get; private set; } = [1, 16, 64];

    /// <summary>How many requests the look at memory sends; 0 leaves it out.</summary>
    public int MemoryRequests { get; private set; } = 100_000;

    /// <summary>The target whose memory is looked at.</summary>
    public string MemoryTarget { get; private set; } = "artisan";

    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        string? name = null, url = null, model = null;
        int[] processIds = [];
        string? metrics = null;
        var unique = false;
        List<(string, string)> headers = [];
        for (var at = 0; at < arguments.Length; at += 2)
        {
            var value = arguments[at + 1];
            switch (arguments[at])
            {
                case "--target": AddTarget(); name = value; break;
                case "--url": url = value; break;
                case "--pid": processIds = [.. value.Split(',').Select(Number)]; break;
                case "--metrics": metrics = value; break;
                case "--unique": unique = value == "true"; break;
                case "--model": model = value; break;
                case "--header": headers.Add((value[..value.IndexOf(':')], value[(value.IndexOf(':') + 1)..].Trim())); break;
                case "--rounds": options.Rounds = Number(value); break;
                case "--seconds": options.Time = TimeSpan.FromSeconds(Number(value)); break;
                case "--settle-ms": options.Settle = TimeSpan.FromMilliseconds(Number(value)); break;
                case "--warm-up-seconds": options.WarmUp = TimeSpan.FromSeconds(Number(value)); break;
                case "--concurrency": options.Concurrencies = [.. value.Split(',').Select(Number)]; break;
                case "--memory-requests": options.MemoryRequests = Number(value); break;
                case "--memory-target": options.MemoryTarget = value; break;
                default: throw new ArgumentException($"There is no option {arguments[at]}.");
            }
        }

        AddTarget();
        return options;

        void AddTarget()
        {
            if (name is not null)
            {
                options.Targets.Add(new Target(name, url!.Split(','), processIds, model!, headers, unique, metrics));
                (headers, metrics, unique) = ([], null, false);
            }
        }
    }

    public void Dispose() => Targets.ForEach(target => target.Dispose());

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
