using System.Globalization;
using System.Text;

namespace Artisan.Web.Shell.Components;

/// <summary>What a chart shows, worked out from its series: the six largest and the rest as one, a scale with round steps, shapes and labels. Pure.</summary>
public sealed class ChartModel
{
    private static readonly int[] RoundSteps = [5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440];

    /// <summary>Series that are told apart; the others are added up.</summary>
    public const int MostSeries = 6;

    private ChartModel(IReadOnlyList<ChartSeries> series, int buckets, bool stacked)
    {
        Series = series;
        Buckets = buckets;
        Stacked = stacked;
        double top = 0;
        for (int i = 0; i < buckets; i++)
            top = Math.Max(top, stacked ? series.Sum(s => At(s, i)) : series.Select(s => At(s, i)).DefaultIfEmpty().Max());
        Step = NiceStep(top / 4);
        Top = top <= 0 ? 1 : Math.Ceiling(top / Step - 1e-9) * Step;
    }

    /// <summary>Largest first; "Other" last.</summary>
    public IReadOnlyList<ChartSeries> Series { get; }

    /// <summary>How many buckets.</summary>
    public int Buckets { get; }

    /// <summary>Whether values are added up.</summary>
    public bool Stacked { get; }

    /// <summary>The top of the scale.</summary>
    public double Top { get; }

    /// <summary>Between two lines of the scale.</summary>
    public double Step { get; }

    /// <summary>Whether there is nothing but zeros.</summary>
    public bool IsEmpty => Series.All(s => s.Values.All(v => v == 0 || !double.IsFinite(v)));

    /// <summary>The lines of the scale, from 0 to <see cref="Top"/>.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            for (int i = 0; i * Step <= Top * (1 + 1e-9); i++)
                yield return i * Step;
        }
    }

    /// <summary>Works it out.</summary>
    /// <param name="series">In any order; values beyond the buckets are ignored, missing ones are zero.</param>
    /// <param name="buckets">How many buckets.</param>
    /// <param name="stacked">Whether values are added up; lines beyond the sixth are then left out instead of added up.</param>
    public static ChartModel Of(IEnumerable<ChartSeries> series, int buckets, bool stacked)
    {
        ChartSeries[] ordered = [.. series.OrderByDescending(s => s.Name == SeriesPalette.Other ? double.NegativeInfinity : s.Total)];
        if (ordered.Length <= MostSeries || !stacked)
            return new ChartModel([.. ordered.Take(stacked ? ordered.Length : MostSeries)], buckets, stacked);
        var rest = new double[buckets];
        foreach (ChartSeries small in ordered.Skip(MostSeries))
            for (int i = 0; i < buckets; i++)
                rest[i] += At(small, i);
        return new ChartModel([.. ordered.Take(MostSeries), new ChartSeries(SeriesPalette.Other, rest)], buckets, stacked);
    }

    /// <summary>The value of a series in a bucket.</summary>
    public static double At(ChartSeries series, int bucket) => bucket < series.Values.Count && double.IsFinite(series.Values[bucket]) ? Math.Max(0, series.Values[bucket]) : 0;

    /// <summary>The sum of a bucket.</summary>
    public double TotalAt(int bucket) => Series.Sum(s => At(s, bucket));

    /// <summary>Where a part of a bar begins and ends, in percent from the bottom.</summary>
    public (double From, double To) Bar(int series, int bucket)
    {
        double from = 0;
        for (int s = 0; s < series; s++)
            from += At(Series[s], bucket);
        return (100 * from / Top, 100 * (from + At(Series[series], bucket)) / Top);
    }

    /// <summary>The path of an area or a line, in a box of <see cref="Buckets"/> by 100.</summary>
    public string Path(int series, bool closed)
    {
        if (!Stacked && !closed)
            return Line(Series[series]);
        var path = new StringBuilder();
        for (int i = 0; i < Buckets; i++)
            Point(path, i, Stacked ? Bar(series, i).To : 100 * At(Series[series], i) / Top);
        if (closed)
        {
            for (int i = Buckets - 1; i >= 0; i--)
                Point(path, i, Stacked ? Bar(series, i).From : 0);
            path.Append(" Z");
        }
        return path.ToString();
    }

    /// <summary>The next step of 1, 2, 2.5 or 5 times a power of ten that is not smaller.</summary>
    public static double NiceStep(double rough)
    {
        if (rough <= 0 || !double.IsFinite(rough))
            return 0.25;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double part = rough / power;
        double nice = part <= 1 + 1e-9 ? 1 : part <= 2 ? 2 : part <= 2.5 ? 2.5 : part <= 5 ? 5 : 10;
        return nice * power;
    }

    /// <summary>Which buckets get a label: those that begin at a round time of the viewer's clock, some six of them.</summary>
    public static IEnumerable<int> LabelledBuckets(IReadOnlyList<DateTimeOffset> starts, TimeSpan bucket, TimeZoneInfo? zone, int most = 7)
    {
        foreach (int minutes in RoundSteps)
        {
            if (bucket.TotalMinutes > minutes || starts.Count * bucket.TotalMinutes / minutes > most)
                continue;
            int[] round = [.. Enumerable.Range(0, starts.Count).Where(i => TimeZoneInfo.ConvertTime(starts[i], zone ?? TimeZoneInfo.Utc).TimeOfDay.TotalMinutes % minutes == 0)];
            if (round.Length > 1)
                return round;
        }
        int every = Math.Max(1, (int)Math.Ceiling(starts.Count / (double)most));
        return Enumerable.Range(0, starts.Count).Where(i => i % every == 0);
    }

    /// <summary>The begin of a bucket on the axis: the hour within days, else the day.</summary>
    public static string AxisLabel(DateTimeOffset at, TimeSpan bucket, TimeZoneInfo? zone)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc);
        bool days = bucket >= TimeSpan.FromDays(1) || local is { Hour: 0, Minute: 0 };
        return local.ToString(days ? "d MMM" : "HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>A bucket in full: "21 Nov, 14:00 – 15:00".</summary>
    public static string BucketLabel(DateTimeOffset at, TimeSpan bucket, TimeZoneInfo? zone)
    {
        DateTimeOffset from = TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc);
        DateTimeOffset to = TimeZoneInfo.ConvertTime(at + bucket, zone ?? TimeZoneInfo.Utc);
        CultureInfo plain = CultureInfo.InvariantCulture;
        if (bucket == TimeSpan.FromDays(1))
            return from.ToString("d MMM yyyy", plain);
        return bucket > TimeSpan.FromDays(1)
            ? $"{from.ToString("d MMM", plain)} – {to.AddTicks(-1).ToString("d MMM yyyy", plain)}"
            : $"{from.ToString("d MMM, HH:mm", plain)} – {to.ToString("HH:mm", plain)}";
    }

    // Where a line has no value it is interrupted instead of falling to zero; a value between two gaps is a dash.
    private string Line(ChartSeries series)
    {
        var path = new StringBuilder();
        bool drawing = false;
        for (int i = 0; i < Buckets; i++)
        {
            if (!Has(series, i))
            {
                drawing = false;
                continue;
            }
            double y = 100 - 100 * At(series, i) / Top;
            bool alone = !drawing && !Has(series, i + 1);
            path.Append(CultureInfo.InvariantCulture, $"{(drawing ? " L" : path.Length == 0 ? "M" : " M")} {(alone ? i + 0.3 : i + 0.5):0.##} {y:0.###}");
            if (alone)
                path.Append(CultureInfo.InvariantCulture, $" H {i + 0.7:0.##}");
            drawing = true;
        }
        return path.ToString();
    }

    private static bool Has(ChartSeries series, int bucket) => bucket < series.Values.Count && double.IsFinite(series.Values[bucket]);

    private static void Point(StringBuilder path, int bucket, double percent) =>
        path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? "M" : " L")} {bucket + 0.5:0.##} {100 - percent:0.###}");
}
