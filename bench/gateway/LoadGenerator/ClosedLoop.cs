using System.Diagnostics;

namespace Artisan.Bench.LoadGenerator;

/// <summary>Load in a closed loop: so many callers, each of which sends its next request when it has the answer to the last.</summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Loads a target for a time, or up to a number of requests, whichever comes first.</summary>
    /// <param name="target">What to load.</param>
    /// <param name="concurrency">How many callers.</param>
    /// <param name="stream">Whether to ask for streams.</param>
    /// <param name="round">The round, for the record.</param>
    /// <param name="time">How long new requests are begun.</param>
    /// <param name="limit">How many requests at most.</param>
    /// <param name="settle">How long afterwards the target's work still counts as caused by the load (writing records, say).</param>
    public static async Task<Cell> RunAsync(Target target, int concurrency, bool stream, int round, TimeSpan time, int limit, TimeSpan settle)
    {
        var callers = new Caller[concurrency];
        var started = 0;
        var before = await target.FiguresAsync();
        var cpuBefore = target.Meter.Cpu();
        var watch = Stopwatch.StartNew();
        using var end = new CancellationTokenSource(time + Patience);
        using var sampling = new CancellationTokenSource();
        var memory = SampleMemoryAsync(target, sampling.Token);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(index => Task.Run(async () =>
        {
            var caller = callers[index] = new Caller(target, stream);
            while (watch.Elapsed < time && Interlocked.Increment(ref started) <= limit && !end.IsCancellationRequested)
            {
                await caller.CallAsync(end.Token);
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        await Task.Delay(settle);
        await sampling.CancelAsync();
        var cpuAfter = target.Meter.Cpu();
        return new Cell(target, concurrency, stream, round)
        {
            Seconds = seconds,
            Durations = Sorted(callers.SelectMany(caller => caller.Durations)),
            FirstTokens = Sorted(callers.SelectMany(caller => caller.FirstTokens)),
            Errors = callers.Sum(caller => caller.Errors),
            FirstError = callers.Select(caller => caller.FirstError).FirstOrDefault(error => error is not null),
            Cpu = (cpuAfter.Own - cpuBefore.Own, cpuAfter.Children - cpuBefore.Children),
            Memory = await memory,
            Own = (await target.FiguresAsync()).Since(before),
        };
    }

    private static async Task<(long Own, long Children)> SampleMemoryAsync(Target target, CancellationToken cancellationToken)
    {
        var most = target.Meter.Memory();
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(500, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = target.Meter.Memory();
            most = (Math.Max(most.Own, now.Own), Math.Max(most.Children, now.Children));
        }

        return most;
    }

    private static double[] Sorted(IEnumerable<double> values)
    {
        var array = values.ToArray();
        Array.Sort(array);
        return array;
    }

    private sealed class Caller(Target target, bool stream)
    {
        private readonly byte[] buffer = new byte[16 * 1024];

        public List<double> Durations { get; } = [];

        public List<double> FirstTokens { get; } = [];

        public int Errors { get; private set; }

        public string? FirstError { get; private set; }

        public async Task CallAsync(CancellationToken cancellationToken)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                using var response = await target.SendAsync(stream, cancellationToken);
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                var check = new AnswerCheck(stream);
                var firstToken = 0d;
                for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    if (check.Feed(buffer.AsSpan(0, read)) && firstToken == 0)
                    {
                        firstToken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                    }
                }

                if (!response.IsSuccessStatusCode || !check.IsComplete)
                {
                    throw new HttpRequestException($"{(int)response.StatusCode}, {(check.IsComplete ? "complete" : "incomplete")}: {check.Beginning}");
                }

                Durations.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (stream)
                {
                    FirstTokens.Add(firstToken);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                Errors++;
                FirstError ??= error.Message;
                // A target that refuses everything must not be asked in a hot loop.
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }
}
