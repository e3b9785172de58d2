using System.Globalization;
using System.Text;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Live;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Crm.Drafts;

/// <summary>Writes campaign strategies as they stream, and keeps them.</summary>
public sealed partial class CampaignStrategyPanel
{
    private const int Shown = 20;
    private static readonly string[] Fields = ["objective", "audience", "channels", "duration_weeks", "budget_usd"];

    private readonly string _id = ElementId.Next("strategy");
    private readonly FormState _form = new();
    private readonly StringBuilder _text = new();
    private IReadOnlyList<StoredStrategyV1> _stored = [];
    private StoredStrategyV1? _open;
    private CancellationTokenSource? _working;
    private Fault? _fault;
    private string? _objective, _audience, _channels, _weeks, _budget;
    private bool _mayPlan, _more, _stopped;
    private Guid? _campaign;
    private bool _begun;

    [Inject] private PlanCampaign Plan { get; set; } = default!;
    [Inject] private CampaignStrategies Strategies { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [Inject] private ILogger<CampaignStrategyPanel> Logger { get; set; } = default!;

    [CascadingParameter] private Viewer? Viewer { get; set; }

    /// <summary>The campaign; null for strategies of all.</summary>
    [Parameter] public Guid? CampaignId { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Leads];

    /// <inheritdoc/>
    protected override string PullFailure => "The strategies could not be loaded";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_begun && _campaign == CampaignId)
            return;
        bool first = !_begun;
        (_begun, _campaign, _open, _stored) = (true, CampaignId, null, []);
        _text.Clear();
        if (!first)
            await PullNowAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        // Signals of one lead say nothing of strategies.
        if (signals.Count > 0 && signals.All(s => s.Key is not null))
            return;
        _mayPlan = scope.MayEdit(Area.AiUse);
        Page<StoredStrategyV1> page = await Strategies.ListAsync(scope, CampaignId, new PageRequest(null, Shown), cancellationToken);
        (_stored, _more) = (page.Items, page.NextCursor is not null);
        if (_open is null && _stored.Count > 0)
            _open = await Strategies.GetAsync(scope, _stored[0].Id, cancellationToken);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposingAsync()
    {
        _working?.Cancel();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync()
    {
        if (_working is not null)
            return;
        (_fault, _stopped) = (null, false);
        _text.Clear();
        using var working = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        await using var pace = new RenderPace(() => InvokeAsync(StateHasChanged), Time);
        _working = working;
        try
        {
            await _form.TryAsync(() => StreamAsync(pace, working.Token), Fields);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            _stopped = _text.Length > 0;
        }
        catch (Exception e) when (e is not SignedOutException)
        {
            _fault = Fault.From(e, "The strategy could not be written", Logger);
        }
        finally
        {
            _working = null;
        }
    }

    private async Task StreamAsync(RenderPace pace, CancellationToken token)
    {
        string[] channels = [.. (_channels ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        PlanCampaign.Prepared prepared = await Plan.PrepareAsync(await Current.GetAsync(token),
            new CampaignStrategyRequestV1(_objective, CampaignId, _audience, channels, Number("duration_weeks", _weeks) is { } weeks ? (int)Math.Clamp(weeks, 0, 1000) : null, Number("budget_usd", _budget)), "console", token);
        await foreach (UseCasePiece<CampaignStrategyResponseV1> piece in prepared.StreamAsync(token))
        {
            if (piece.Done is { } done)
            {
                _open = await Strategies.GetAsync(await Current.GetAsync(token), done.Id, token);
                _text.Clear();
                continue;
            }
            _text.Append(piece.Text);
            pace.Touch();
        }
        await PullNowAsync();
    }

    private void Stop() => _working?.Cancel();

    private async Task OpenAsync(Guid id)
    {
        _text.Clear();
        _stopped = false;
        _open = await Strategies.GetAsync(await Current.GetAsync(Closing), id, Closing);
    }

    private async Task DeleteAsync()
    {
        if (_open is not { } open || !await Confirm.AskAsync(new ConfirmQuestion("Delete this strategy?", "Delete strategy") { Consequence = "The text is gone. The AI request stays in the list of requests." }))
            return;
        await Strategies.DeleteAsync(await Current.GetAsync(Closing), open.Id, Closing);
        _open = null;
        await PullNowAsync();
    }

    private static decimal? Number(string field, string? text) => string.IsNullOrWhiteSpace(text) ? null
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value) ? value : throw ArtisanException.Invalid(field, "This is no number.");

    private string Ids(string part) => $"{_id}-{part}";
}
