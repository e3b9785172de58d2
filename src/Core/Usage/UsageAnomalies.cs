namespace Artisan.Core.Usage;

/// <summary>What was far outside the usual.</summary>
public enum UsageAnomalyKind
{
    /// <summary>Cost in USD.</summary>
    Cost,
    /// <summary>Tokens.</summary>
    Tokens,
    /// <summary>Share of attempts that failed, 0 to 1.</summary>
    ErrorRate,
}

/// <summary>An hour or a day that was far outside the usual.</summary>
/// <param name="Kind">In what.</param>
/// <param name="At">Begin of the interval (UTC).</param>
/// <param name="Step">How long it is.</param>
/// <param name="Value">What it was.</param>
/// <param name="Usual">The median of the intervals in use.</param>
/// <param name="Score">How far outside: robust z-score.</param>
/// <param name="Driver">The group of the series that stands out most in it; null when none does.</param>
public sealed record UsageAnomaly(UsageAnomalyKind Kind, DateTimeOffset At, TimeSpan Step, double Value, double Usual, double Score, string? Driver);

/// <summary>
/// Finds intervals far above the usual by the robust z-score: distance from the median in units of the median absolute deviation, which a few
/// outliers cannot move. Intervals without any use (nights, weekends) are no part of the usual.
/// </summary>
public static class UsageAnomalies
{
    /// <summary>Fewer intervals in use than this say nothing about the usual.</summary>
    public const int LeastPoints = 6;
    /// <summary>From this score on an interval stands out (Iglewicz and Hoaglin).</summary>
    public const double LeastScore = 3.5;

    private const double ToSigma = 0.6745, MeanToSigma = 0.7979;
    private const double LeastFactor = 2, LeastErrorRateMore = 0.05;
    private const long LeastAttempts = 10;

    /// <summary>Finds them, the most striking first.</summary>
    public static IReadOnlyList<UsageAnomaly> Find(UsageSeries series, int most = 5)
    {
        int count = series.Points.Count;
        long[] attempts = Sum(series, count, l => l.Attempts);
        long[] failures = Sum(series, count, l => l.Failures);
        double[] cost = [.. Enumerable.Range(0, count).Select(i => (double)series.Series.Sum(l => l.CostUsd[i]))];
        double[] tokens = [.. Sum(series, count, l => l.Tokens).Select(t => (double)t)];
        double[] errors = [.. Enumerable.Range(0, count).Select(i => attempts[i] == 0 ? 0 : (double)failures[i] / attempts[i])];
        int[] used = [.. Enumerable.Range(0, count).Where(i => attempts[i] > 0)];
        // Of a few calls, one failure is a large share and no news.
        int[] counted = [.. used.Where(i => attempts[i] >= LeastAttempts)];
        UsageAnomaly[] found =
        [
            .. Above(series, UsageAnomalyKind.Cost, cost, used, LeastFactor, 0, (l, i) => (double)l.CostUsd[i]),
            .. Above(series, UsageAnomalyKind.Tokens, tokens, used, LeastFactor, 0, (l, i) => l.Tokens[i]),
            .. Above(series, UsageAnomalyKind.ErrorRate, errors, counted, 1, LeastErrorRateMore, (l, i) => l.Failures[i]),
        ];
        // Where cost stands out, its tokens say the same once more.
        return found.Where(a => a.Kind != UsageAnomalyKind.Tokens || !found.Any(c => c.Kind == UsageAnomalyKind.Cost && c.At == a.At))
            .OrderByDescending(a => a.Score).Take(most).ToArray();
    }

    private static IEnumerable<UsageAnomaly> Above(
        UsageSeries series, UsageAnomalyKind kind, double[] values, int[] used, double factor, double more, Func<UsageSeriesLine, int, double> part)
    {
        if (used.Length < LeastPoints)
            yield break;
        double median = Median(used.Select(i => values[i]));
        double spread = Median(used.Select(i => Math.Abs(values[i] - median)));
        // More than half alike leave no median deviation; the mean one still tells the odd ones from the rest.
        double scale = spread > 0 ? spread / ToSigma : used.Average(i => Math.Abs(values[i] - median)) / MeanToSigma;
        if (scale <= 0)
            yield break;
        foreach (int i in used)
        {
            double score = (values[i] - median) / scale;
            if (score >= LeastScore && values[i] >= median * factor && values[i] - median > more)
                yield return new UsageAnomaly(kind, series.Points[i], series.Step, values[i], median, score, DriverOf(series, used, i, part));
        }
    }

    private static string? DriverOf(UsageSeries series, int[] used, int at, Func<UsageSeriesLine, int, double> part)
    {
        if (series.Series.Count < 2)
            return null;
        var excess = series.Series.Select(l => (l.Name, More: part(l, at) - Median(used.Select(i => part(l, i))))).ToArray();
        (string name, double most) = excess.MaxBy(e => e.More);
        return most > 0 && most >= excess.Where(e => e.More > 0).Sum(e => e.More) / 2 ? name : null;
    }

    private static long[] Sum(UsageSeries series, int count, Func<UsageSeriesLine, IReadOnlyList<long>> of) =>
        [.. Enumerable.Range(0, count).Select(i => series.Series.Sum(l => of(l)[i]))];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return 0;
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
