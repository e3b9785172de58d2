namespace Artisan.Web.Shell.Components;

/// <summary>One line, area or part of the bars of a <see cref="TimeChart"/>.</summary>
/// <param name="Name">What it is; decides its colour.</param>
/// <param name="Values">One value for every bucket, in order; NaN where there is none, which interrupts a line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>The sum over all buckets that have a value.</summary>
    public double Total => Values.Where(double.IsFinite).Sum();
}

/// <summary>How a <see cref="TimeChart"/> draws.</summary>
public enum ChartKind
{
    /// <summary>Stacked bars, for what is counted per bucket.</summary>
    Bars,
    /// <summary>Stacked areas, for what goes on between the buckets.</summary>
    Area,
    /// <summary>Lines that are not added up, such as percentiles.</summary>
    Lines,
}
