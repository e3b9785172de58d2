using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Access;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Artisan.Web.Shell.Layout;

/// <summary>
/// The frame around every page of the signed-in console: navigation, top bar, the page or why it may not be opened, and what floats above.
/// It asks for the scope again whenever rights or workspace change, so that an open tab follows.
/// </summary>
public sealed partial class MainLayout
{
    private readonly CancellationTokenSource _closing = new();
    private DotNetObjectReference<MainLayout>? _self;
    private PageBoundary? _boundary;
    private TenantScope? _scope;
    private FrameIdentity? _identity;
    private PageAccessAttribute? _refusal;
    private Fault? _failure;
    private Viewer _viewer = Viewer.Utc;
    private bool _sheet;
    private bool _palette;
    private string? _path;

    [Inject] private ICurrentScope Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private Preferences Preferences { get; set; } = default!;
    [Inject] private ShellScripts Scripts { get; set; } = default!;
    [Inject] private ILogger<MainLayout> Logger { get; set; } = default!;

    [CascadingParameter]
    private Microsoft.AspNetCore.Components.RouteData? Route { get; set; }

    /// <summary>Ctrl K.</summary>
    [JSInvokable]
    public void OpenPalette()
    {
        _palette = _identity is not null;
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Current.Changed -= ScopeChanged;
        Preferences.Changed -= Redraw;
        Navigation.LocationChanged -= Moved;
        await _closing.CancelAsync();
        if (_self is not null)
        {
            await Scripts.RunAsync("stopListeningForKeys");
            _self.Dispose();
        }
        _closing.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Current.Changed += ScopeChanged;
        Preferences.Changed += Redraw;
        Navigation.LocationChanged += Moved;
        _path = Path;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Judge();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Preferences.ReadTimeZoneAsync();
        _viewer = new Viewer(Preferences.TimeZone);
        await LoadAsync();
        if (_closing.IsCancellationRequested)
            return;
        _self = DotNetObjectReference.Create(this);
        await Scripts.RunAsync("listenForKeys", _self);
    }

    private async Task LoadAsync()
    {
        // Who has left meanwhile is told nothing, and is no fault.
        if (_closing.IsCancellationRequested)
            return;
        try
        {
            CancellationToken closing = _closing.Token;
            _scope = await Current.GetAsync(closing);
            _identity = await Current.GetFrameAsync(closing);
            _failure = null;
            Judge();
        }
        catch (SignedOutException)
        {
            Navigation.NavigateTo(ShellPaths.SignInReturningTo(Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
            return;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            _failure = Fault.From(e, "The console could not be opened", Logger);
        }
        StateHasChanged();
    }

    private void Judge()
    {
        _refusal = null;
        if (_scope is null || Route is null)
            return;
        PageAccessAttribute access = PageAccessAttribute.Of(Route.PageType) ?? new UnsaidAccess();
        if (!access.Allows(_scope))
            _refusal = access;
    }

    private void ScopeChanged() => InvokeAsync(LoadAsync);

    private void Redraw() => InvokeAsync(StateHasChanged);

    private void Moved(object? sender, LocationChangedEventArgs e) => InvokeAsync(async () =>
    {
        _sheet = false;
        _palette = false;
        _boundary?.Recover();
        StateHasChanged();
        // A filter, a tab or a drawer is another address of the same page, which stays where it is.
        string path = Path;
        if (path == _path)
            return;
        _path = path;
        await Scripts.RunAsync("scrollToTop", "main");
    });

    private string Path => new Uri(Navigation.Uri).AbsolutePath;

    private void OpenSheet() => _sheet = true;

    private void CloseSheet() => _sheet = false;

    private void ClosePalette() => _palette = false;

    /// <summary>A page that forgot to say who may open it is opened to nobody.</summary>
    private sealed class UnsaidAccess : PageAccessAttribute
    {
        public override string Needs => "a rule that says who may open it, which its author forgot";

        public override bool Allows(TenantScope scope) => false;
    }
}
