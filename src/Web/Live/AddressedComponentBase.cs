using Artisan.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Live;

/// <summary>
/// A part of a page that reads the address by itself, such as a tab with a drawer: it renders again whenever the address changes. Parts that come and go
/// with the address must not use <c>[SupplyParameterFromQuery]</c>: the framework walks over its subscribers while they change, and the circuit ends.
/// Only pages use it.
/// </summary>
public abstract class AddressedComponentBase : LiveComponentBase
{
    /// <summary>The address.</summary>
    [Inject] protected UrlState Url { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            Url.Changed += Follow;
        return base.OnAfterRenderAsync(firstRender);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposingAsync()
    {
        Url.Changed -= Follow;
        return ValueTask.CompletedTask;
    }

    private void Follow() => _ = InvokeAsync(StateHasChanged);
}
