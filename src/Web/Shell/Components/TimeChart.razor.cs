using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Shell.Components;

/// <summary>
/// One message over time: stacked bars or areas, or lines. Drawn as SVG without measuring the browser, so that it is there with the page; values
/// on hover and by arrow keys; a table behind it.
/// </summary>
public sealed partial class TimeChart
{
    private ChartModel _model = ChartModel.Of([], 0, stacked: true);

    /// <summary>The message: "Cost by model".</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>The unit of the scale: "USD", "tokens".</summary>
    [Parameter] public string? Unit { get; set; }

    /// <summary>The series, in any order; six at most are told apart.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<ChartSeries> Series { get; set; }

    /// <summary>When each bucket begins.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<DateTimeOffset> Starts { get; set; }

    /// <summary>How long a bucket is.</summary>
    [Parameter, EditorRequired] public required TimeSpan Bucket { get; set; }

    /// <summary>How it is drawn.</summary>
    [Parameter] public ChartKind Kind { get; set; } = ChartKind.Bars;

    /// <summary>How a value is written.</summary>
    [Parameter] public Func<double, string> Write { get; set; } = Format.Short;

    /// <summary>Height in pixels.</summary>
    [Parameter] public int Height { get; set; } = 220;

    /// <summary>Whether a single series is named too.</summary>
    [Parameter] public bool ShowLegend { get; set; }

    /// <summary>What is said when there is nothing.</summary>
    [Parameter] public string Nothing { get; set; } = "Nothing in this range";

    [CascadingParameter] private Viewer? Viewer { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _model = ChartModel.Of(Series, Starts.Count, Kind != ChartKind.Lines);

    private static string Percent(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private string Bars(int series)
    {
        var path = new StringBuilder();
        for (int i = 0; i < _model.Buckets; i++)
        {
            (double from, double to) = _model.Bar(series, i);
            if (to > from)
                path.Append(CultureInfo.InvariantCulture, $"M {i + 0.12:0.##} {100 - from:0.###} V {100 - to:0.###} H {i + 0.88:0.##} V {100 - from:0.###} Z ");
        }
        return path.ToString();
    }

    private string Describe(string when, int bucket)
    {
        var parts = _model.Series.Where(s => ChartModel.At(s, bucket) > 0).Select(s => $"{s.Name} {Write(ChartModel.At(s, bucket))}").ToList();
        if (_model.Stacked && parts.Count > 1)
            parts.Add($"total {Write(_model.TotalAt(bucket))}");
        return parts.Count == 0 ? $"{when}: nothing" : $"{when}: {string.Join(", ", parts)}";
    }
}
