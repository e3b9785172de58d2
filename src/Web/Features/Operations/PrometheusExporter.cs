using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Artisan.Web.Features.Operations;

/// <summary>
/// Writes collected metrics in Prometheus' text format 0.0.4. OpenTelemetry's own exporter for it is not in the feed; the format is small
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
/// </summary>
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    private string _text = "";

    /// <summary>What the last collection gave.</summary>
    public string Text => _text;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder(32 * 1024);
        foreach (Metric metric in batch)
            Write(text, metric);
        _text = text.ToString();
        return ExportResult.Success;
    }

    private static void Write(StringBuilder text, Metric metric)
    {
        bool counter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        bool histogram = metric.MetricType == MetricType.Histogram;
        string name = NameOf(metric, counter);
        if (!string.IsNullOrEmpty(metric.Description))
            text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(histogram ? "histogram" : counter ? "counter" : "gauge").Append('\n');
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            string labels = LabelsOf(point);
            if (histogram)
            {
                long below = 0;
                foreach (HistogramBucket bucket in point.GetHistogramBuckets())
                {
                    below += bucket.BucketCount;
                    string bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
                    Line(text, name + "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", Number(below));
                }
                Line(text, name + "_sum", labels, Number(point.GetHistogramSum()));
                Line(text, name + "_count", labels, Number(point.GetHistogramCount()));
                continue;
            }
            double value = metric.MetricType switch
            {
                MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
                MetricType.LongGauge => point.GetGaugeLastValueLong(),
                MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
                _ => double.NaN,
            };
            Line(text, name, labels, Number(value));
        }
    }

    private static string NameOf(Metric metric, bool counter)
    {
        var name = new StringBuilder(metric.Name.Length + 16);
        foreach (char c in metric.Name)
            name.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        // Units in braces are annotations and no part of the name (OpenTelemetry, "Prometheus and OpenMetrics Compatibility").
        string unit = metric.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        if (unit.Length > 0 && !name.ToString().EndsWith(unit, StringComparison.Ordinal))
            name.Append(unit);
        if (counter && !name.ToString().EndsWith("_total", StringComparison.Ordinal))
            name.Append("_total");
        return name.ToString();
    }

    private static string LabelsOf(in MetricPoint point)
    {
        var labels = new StringBuilder();
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            if (labels.Length > 0)
                labels.Append(',');
            foreach (char c in tag.Key)
                labels.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            labels.Append("=\"").Append(Convert.ToString(tag.Value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }
        return labels.ToString();
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The scrape: one collection at a time.</summary>
internal sealed class MetricsScrape
{
    private readonly PrometheusExporter _exporter = new();
    private readonly Lock _gate = new();

    public MetricsScrape() => Reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    public MetricReader Reader { get; }

    public string Collect()
    {
        lock (_gate)
        {
            Reader.Collect(5000);
            return _exporter.Text;
        }
    }
}
