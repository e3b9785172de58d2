using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Gateway.Control;

/// <summary>The way of each use case with today's traffic on it. Read again when something is changed, and every quarter of a minute.</summary>
public sealed partial class LanesTab
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(15);
    private IReadOnlyList<Lane>? _lanes;
    private IReadOnlyList<SegmentLane> _segments = [];
    private UsageTotals _total = UsageTotals.None;
    private string _zone = "UTC";
    private ITimer? _timer;

    [Inject] private ListUseCasePolicies UseCases { get; set; } = default!;
    [Inject] private ListProviders Providers { get; set; } = default!;
    [Inject] private GetLaneTraffic Traffic { get; set; } = default!;
    [Inject] private GetModelHealth Health { get; set; } = default!;
    [Inject] private ControlPlane Control { get; set; } = default!;
    [Inject] private IAiConfigSource Config { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Control, FeedTopic.Health];

    /// <inheritdoc/>
    protected override string PullFailure => "The lanes could not be loaded";

    /// <inheritdoc/>
    protected override bool FollowsDeployment(TenantScope scope) => true;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Config.Changed += ReadAgain;
        _timer = Time.CreateTimer(_ => ReadAgain(), null, Refresh, Refresh);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposingAsync()
    {
        Config.Changed -= ReadAgain;
        if (_timer is not null)
            await _timer.DisposeAsync();
        await base.DisposingAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        TimeZoneInfo zone = Control.TenantOf(scope.TenantId)?.TimeZone ?? TimeZoneInfo.Utc;
        DateTimeOffset now = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), zone);
        var midnight = new DateTimeOffset(now.Date, zone.GetUtcOffset(now.Date));
        IReadOnlyList<ProviderInfo> providers = await Providers.ExecuteAsync(scope, cancellationToken);
        IReadOnlyList<LaneTraffic> traffic = scope.MaySee(Area.Usage)
            ? await Traffic.ExecuteAsync(scope, new UsageFilter(midnight.ToUniversalTime(), Time.GetUtcNow().AddHours(1)), cancellationToken)
            : [];
        TenantHealth health = await Health.ExecuteAsync(scope, cancellationToken);
        _lanes = Lanes.Of(UseCases.Execute(scope), Config.Current, providers, traffic, health.Models);
        _segments = Control.TenantOf(scope.TenantId) is { } tenant ? Lanes.Segments(tenant, Config.Current, providers, health.Models, Time.GetUtcNow()) : [];
        _total = Lanes.Sum(traffic);
        _zone = zone.Id;
    }

    private IEnumerable<(string Name, string Trouble, int Lanes)> Sick => _lanes!
        .SelectMany(l => l.Stops.Where(s => s.Trouble is not null).Select(s => (s.Provider, Trouble: s.Trouble!, l.UseCase.Effective.UseCase)).Distinct())
        .GroupBy(s => (s.Provider, s.Trouble)).Select(g => (g.Key.Provider, g.Key.Trouble, g.Select(s => s.UseCase).Distinct().Count()));

    // The provider that is thought to be down, from the address, so that the question can be shared.
    private string? Down => Url.Get("down") is { Length: > 0 } name && ProviderNames.Contains(name) ? name : null;

    private IEnumerable<string> ProviderNames => _lanes!.SelectMany(l => l.Stops).Concat(_segments.SelectMany(s => s.Stops)).Select(s => s.Provider).Where(p => p.Length > 0).Distinct().Order(StringComparer.Ordinal);

    private (int Hit, int TakenOver, int Dead) Consequence => Down is { } provider ? Lanes.IfDown(_lanes!.Select(l => l.Stops).Concat(_segments.Select(s => s.Stops)), provider) : default;

    private string ConsequenceWords
    {
        get
        {
            if (Down is not { } provider)
                return "Choose one to see below what would take its place, and where requests would fail.";
            (int hit, int over, int dead) = Consequence;
            if (hit == 0)
                return $"Nothing goes to {provider} first now: no lane would change.";
            long attempts = _lanes!.SelectMany(l => l.Stops).Where(s => s.Provider == provider).Sum(s => s.Totals.Attempts);
            string today = _total.Attempts == 0 ? "" : $" {Format.Percent((double)attempts / _total.Attempts)} of today's attempts went there.";
            string fail = dead == 0 ? "No request would fail for it." : $"In {Format.Plural(dead, "lane")} nothing could answer, and requests would fail: give them a fallback.";
            return $"{Format.Plural(hit, "lane goes", "lanes go")} to {provider} first; in {over} of them another model takes over.{today} {fail}";
        }
    }

    private string StopWords(IReadOnlyList<LaneStop> stops, int place)
    {
        string words = place == 0 ? "model" : $"fallback {place}";
        if (Down is null || stops[place].Trouble is not null || stops.Take(place).Any(s => s.Trouble is null) || !stops.Take(place).Any(s => s.Trouble == Lanes.WouldBeDown))
            return words;
        return $"{words}, takes over";
    }

    private void Ask(string? provider) => Url.Set(("down", string.IsNullOrEmpty(provider) ? null : provider));

    private double Share(LaneStop stop)
    {
        long most = _lanes!.SelectMany(l => l.Stops.Concat(l.Others)).Max(s => s.Totals.Attempts);
        return most == 0 ? 0 : (double)stop.Totals.Attempts / most;
    }

    private void ReadAgain() => _ = PullNowAsync();
}
