using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Features.Usage;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Home;

/// <summary>What happened in a day and what needs the caller.</summary>
public sealed partial class HomePage
{
    private const int Shown = 10;
    private const int HottestShown = 6;

    // The feed follows every request; sums and needs are worth reading again some times a minute.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private HomeFigures? _figures;
    private IReadOnlyList<Need>? _needs;
    private IReadOnlyList<RequestRow>? _last;
    private DateTimeOffset _summedAt;
    private bool _refreshing;
    private IReadOnlyList<HotLead>? _hottest;
    private bool _maySeeLeads;
    private bool _mayMakeKeys;
    private bool _mayConnect;

    [Inject] private ReadHomeFigures Figures { get; set; } = default!;
    [Inject] private HomeNeeds Needs { get; set; } = default!;
    [Inject] private ListHottestLeads Hottest { get; set; } = default!;
    [Inject] private ListRequests List { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Requests, FeedTopic.Jobs, FeedTopic.Control, FeedTopic.Configuration, FeedTopic.Scoring, FeedTopic.Leads, FeedTopic.Budgets];

    /// <inheritdoc/>
    protected override string PullFailure => "The overview could not be loaded";

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        (_mayMakeKeys, _mayConnect) = (scope.MayEdit(Area.Settings), scope.MayEdit(Area.AiControl));
        _last = scope.MaySee(Area.RequestFigures)
            ? (await List.ExecuteAsync(scope, new RequestFilter(), new PageRequest(null, Shown), cancellationToken)).Items
            : [];
        bool onlyTraffic = signals.Count > 0 && signals.All(s => s.Topic is FeedTopic.Requests or FeedTopic.Scoring or FeedTopic.Leads);
        if (onlyTraffic && Clock.GetUtcNow() - _summedAt < Calm && _figures is { FirstSteps: false })
        {
            _ = RefreshLaterAsync();
            return;
        }
        StateHasChanged();
        if (scope.MaySee(Area.Usage))
            _figures = await Figures.ReadAsync(scope, Viewer?.TimeZone ?? TimeZoneInfo.Utc, cancellationToken);
        _maySeeLeads = scope.MaySee(Area.Leads);
        if (_maySeeLeads)
            _hottest = await Hottest.ExecuteAsync(scope, HottestShown, cancellationToken);
        _needs = await Needs.ReadAsync(scope, cancellationToken);
        _summedAt = Clock.GetUtcNow();
    }

    // The last request of a burst must not be missing from the sums until the next one comes.
    private async Task RefreshLaterAsync()
    {
        if (_refreshing)
            return;
        _refreshing = true;
        CancellationToken closing = Closing;
        await Task.Delay(Calm, Clock, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _refreshing = false;
        if (!closing.IsCancellationRequested)
            await PullNowAsync();
    }

    private static string StateOf(RequestRow row) => row is { Degraded: true, Status: RequestStatus.Ok } ? "fallback" : row.Status.ToString();

    private static bool HasBudget(UsageQuota? quota) => quota?.MonthlyUsd.Limit is not null;

    private static IReadOnlyList<BarItem> Bars(UsageReport report) =>
        [.. report.Models.Select(m => new BarItem(m.Name, (double)m.Totals.CostUsd, $"/requests?model={Uri.EscapeDataString(m.Key)}", Format.Plural(m.Totals.Attempts, "call")))];

    private static string? BudgetHint(UsageQuota? quota) => quota?.MonthlyUsd switch
    {
        { Limit: { } limit, Used: var used } => $"month {Format.Money(used)} of {Format.Money(limit)}",
        _ => null,
    };

    private static Tone BudgetTone(UsageQuota? quota) => quota?.MonthlyUsd.UsedShare switch
    {
        >= 1 => Tone.Bad,
        { } share when share >= quota.SoftCapShare => Tone.Warning,
        _ => Tone.Idle,
    };
}
