using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Live;

/// <summary>
/// A component that shows something that changes while it is looked at: it names its topics and reads its slice; the rest is done here. The slice
/// is read after the first render, whenever a signal comes, and whenever rights or workspace change.
/// </summary>
public abstract class LiveComponentBase : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private LiveView? _view;
    private LiveView? _deployment;
    private Guid _tenantId;

    [Inject] private LiveFeed Feed { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILoggerFactory Loggers { get; set; } = default!;

    /// <summary>Who looks. Ask it before every operation; never keep its answer.</summary>
    [Inject] protected ICurrentScope Current { get; set; } = default!;

    /// <summary>Of <see cref="FeedTopic"/>.</summary>
    protected abstract IReadOnlyList<string> Topics { get; }

    /// <summary>Whether the deployment's own signals of the same topics are followed too: jobs without a tenant, a changed configuration.</summary>
    protected virtual bool FollowsDeployment(TenantScope scope) => false;

    /// <summary>What could not be read, in words for <c>ErrorState</c>; null when all is well.</summary>
    protected Fault? PullFault { get; private set; }

    /// <summary>When the slice was last read; null before.</summary>
    protected DateTimeOffset? PulledAt => _view?.PulledAt;

    /// <summary>What could not be done when a pull fails: "The jobs could not be loaded".</summary>
    protected virtual string PullFailure => "What is shown here could not be loaded";

    /// <summary>Cancelled when the component goes.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>Reads what is shown. Runs on the component's dispatcher; the component renders afterwards.</summary>
    /// <param name="scope">As it stands now.</param>
    /// <param name="signals">What led to it; empty for the first.</param>
    /// <param name="cancellationToken">Cancelled when the component goes.</param>
    protected abstract Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken);

    /// <summary>Reads the slice now, for instance after a filter changed or to try again.</summary>
    protected Task PullNowAsync() => InvokeAsync(async () =>
    {
        try
        {
            await PullAndRenderAsync([], Closing);
        }
        catch (Exception)
        {
            // PullFault tells it already; here nobody repeats it.
        }
    });

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        Current.Changed += ScopeChanged;
        await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Current.Changed -= ScopeChanged;
        await _closing.CancelAsync();
        if (_view is not null)
            await _view.DisposeAsync();
        if (_deployment is not null)
            await _deployment.DisposeAsync();
        await DisposingAsync();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>For what a derived component holds.</summary>
    protected virtual ValueTask DisposingAsync() => ValueTask.CompletedTask;

    private async Task StartAsync()
    {
        TenantScope scope = await Current.GetAsync(Closing);
        _tenantId = scope.TenantId;
        _view = new LiveView(Feed, _tenantId, Topics, (signals, token) => InvokeAsync(() => PullAndRenderAsync(signals, token)), Clock);
        if (FollowsDeployment(scope))
            _deployment = new LiveView(Feed, Guid.Empty, Topics, (signals, token) => InvokeAsync(() => PullAndRenderAsync(signals, token)), Clock);
    }

    private async Task PullAndRenderAsync(IReadOnlyList<FeedSignal> signals, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return;
        try
        {
            TenantScope scope = await Current.GetAsync(token);
            await PullAsync(scope, signals, token);
            PullFault = null;
        }
        catch (SignedOutException e)
        {
            await DispatchExceptionAsync(e);
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            PullFault = Fault.From(e, PullFailure, Loggers.CreateLogger(GetType()));
            StateHasChanged();
            throw;
        }
        StateHasChanged();
    }

    private void ScopeChanged() => _ = PullNowAsync();
}
