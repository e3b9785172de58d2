using Artisan.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Artisan.Web;

/// <summary>The document around every page: styles, scripts, and which pages are interactive.</summary>
public partial class App
{
    /// <summary>The console is not prerendered: it shows what only the signed-in circuit may read, and is never seen by crawlers.</summary>
    private static readonly IComponentRenderMode Interactive = new InteractiveServerRenderMode(prerender: false);

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>Null for pages marked <see cref="ExcludeFromInteractiveRoutingAttribute"/>: sign-in and errors are plain HTTP.</summary>
    private IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? Interactive : null;

    private string? Theme => Preferences.KnownTheme(Http.Request.Cookies[Preferences.ThemeCookie]);

    private string? Nav => Preferences.KnownNav(Http.Request.Cookies[Preferences.NavCookie]);
}
