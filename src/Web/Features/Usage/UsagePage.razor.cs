using System.Globalization;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Artisan.Web.Features.Usage;

/// <summary>What AI calls cost and how they went, over a range and by a group.</summary>
public sealed partial class UsagePage
{
    private const string DefaultRange = "7d";
    private static readonly IReadOnlyList<Tab> Groupings = [new("model", "By model"), new("provider", "By provider"), new("use_case", "By use case")];

    // Sums over weeks are worth reading again some times a minute, not at every call.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private UsageReport? _report;
    private bool _mayMakeKeys;
    private (string? Range, string? By) _shown;

    [Inject] private UsageReports Reports { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    [SupplyParameterFromQuery(Name = "range")] private string? RangeText { get; set; }
    [SupplyParameterFromQuery(Name = "by")] private string? By { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Requests];

    /// <inheritdoc/>
    protected override string PullFailure => "The usage could not be loaded";

    private TimeZoneInfo Zone => Viewer?.TimeZone ?? TimeZoneInfo.Utc;

    private TimeRange Range => TimeRange.Parse(RangeText, Clock.GetUtcNow(), Zone, DefaultRange);

    // What is asked for, and what the figures that are shown were read by: until the next come, they keep their own names.
    private UsageGroup Group => GroupOf(By);

    private UsageGroup ShownGroup => GroupOf(_shown.By);

    private string GroupWord => ShownGroup switch { UsageGroup.Provider => "provider", UsageGroup.UseCase => "use case", _ => "model" };

    private string Purpose => $"What AI costs, for what and for whom. {Range.Words}, against the period before.";

    private string ExportHref => QueryHelpers.AddQueryString("/api/ai-advanced/usage/export", new Dictionary<string, string?>
    {
        ["from"] = Minute(Range.From),
        ["to"] = Minute(Range.To),
        ["group_by"] = By is "provider" or "use_case" ? By : "model",
    });

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_report is null || _shown == (RangeText, By))
            return;
        _ = PullNowAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        if (signals.Count > 0)
            await Task.Delay(Calm, Clock, cancellationToken);
        _mayMakeKeys = scope.MayEdit(Area.Settings);
        (string? Range, string? By) asked = (RangeText, By);
        TimeRange range = Range;
        UsageReport report = await Reports.ReadAsync(scope, new UsageFilter(range.From, range.To), Group, Zone, cancellationToken);
        // Another range may have been chosen meanwhile; its own pull shows it.
        if (asked == (RangeText, By))
            (_report, _shown) = (report, asked);
    }

    private static UsageGroup GroupOf(string? by) => by switch { "provider" => UsageGroup.Provider, "use_case" => UsageGroup.UseCase, _ => UsageGroup.Model };

    // Against a period without any use nothing is better or worse.
    private static double? Before(UsageReport report, double value) => report.Summary.Previous.Attempts == 0 ? null : value;

    private static string Money(double value) => Format.Money((decimal)value);

    private static string Minute(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private IReadOnlyList<ChartSeries> Lines(UsageReport report, Func<UsageSeriesLine, IEnumerable<double>> of) =>
        [.. report.Series.Series.Select(l => new ChartSeries(ShownGroup == UsageGroup.UseCase && l.Name != SeriesPalette.Other ? StateWords.Words(l.Name) : l.Name, [.. of(l)]))];

    private static IReadOnlyList<ChartSeries> Latencies(UsageReport report) =>
    [
        new("p50", [.. report.Latency.Latencies.Select(l => l.P50 ?? double.NaN)]),
        new("p95", [.. report.Latency.Latencies.Select(l => l.P95 ?? double.NaN)]),
        new("p99", [.. report.Latency.Latencies.Select(l => l.P99 ?? double.NaN)]),
    ];

    private IReadOnlyList<BarItem> Bars(IReadOnlyList<UsageShare> shares, string? filter) =>
        [.. shares.Select(s => new BarItem(filter == "use_case" ? StateWords.Words(s.Name) : s.Name, (double)s.Totals.CostUsd,
            filter is null ? null : RequestsHref((filter, s.Key)), $"{Format.Tokens(s.Totals.TotalTokens)} tokens"))];

    private static IReadOnlyList<BarItem> LeadBars(IReadOnlyList<UsageShare> shares) =>
        [.. shares.Select(s => new BarItem(s.Name, (double)s.Totals.CostUsd, $"/leads/{s.Key}", $"{Format.Plural(s.Totals.Attempts, "call")}, {Format.Tokens(s.Totals.TotalTokens)} tokens"))];

    private string RequestsHref(params (string Key, string Value)[] filters) =>
        QueryHelpers.AddQueryString("/requests", new Dictionary<string, string?>(filters.Select(f => KeyValuePair.Create(f.Key, (string?)f.Value))) { ["range"] = RangeText ?? DefaultRange });

    private string DayHref(UsageAnomaly anomaly)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(anomaly.At, Zone).DateTime);
        string range = TimeRange.Days(day, day);
        return anomaly.Kind == UsageAnomalyKind.ErrorRate ? $"/requests?range={range}&status=failed" : $"/requests?range={range}&sort=-cost";
    }
}
