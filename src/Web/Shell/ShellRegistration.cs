using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Radzen;

namespace Artisan.Web.Shell;

/// <summary>Puts the shell into the application.</summary>
public static class ShellRegistration
{
    /// <summary>Large enough for what components send back (a chart as SVG, a pasted file); the default of 32 KB ends circuits silently.</summary>
    private const long LargestMessageBytes = 1024 * 1024;

    /// <summary>
    /// Registers what the console's frame and components need: interactive server components, Radzen, preferences, navigation, the command palette,
    /// notices and confirmations. The application registers <see cref="ICurrentScope"/> itself.
    /// </summary>
    public static IServiceCollection AddArtisanShell(this IServiceCollection services, Action<ShellOptions>? configure = null)
    {
        services.AddOptions<ShellOptions>();
        if (configure is not null)
            services.Configure(configure);
        services.AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(o => o.MaximumReceiveMessageSize = LargestMessageBytes);
        // Ours is stricter and stands on every answer, not only on those with a form.
        services.AddAntiforgery(o => o.SuppressXFrameOptionsHeader = true);
        return services.AddShellParts();
    }

    /// <summary>What the components ask for, without their host; tests of components have another one.</summary>
    internal static IServiceCollection AddShellParts(this IServiceCollection services)
    {
        services.AddRadzenComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Core.Kernel.LiveFeed>();
        services.AddScoped<ShellScripts>();
        services.AddScoped<Preferences>();
        services.AddScoped<UrlState>();
        services.AddScoped<Notices>();
        services.AddScoped<Confirm>();
        services.AddScoped<ICommandSource, PageCommands>();
        services.AddScoped<ICommandSource, FrameCommands>();
        return services;
    }

    /// <summary>
    /// Security headers on every answer, and pages instead of bare errors for people. Comes first in the pipeline. An API's own handler of
    /// exceptions comes after it and catches what is not <see cref="BrowserNavigation"/>; what it leaves ends on the error page.
    /// </summary>
    public static WebApplication UseArtisanShell(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(ShellPaths.Error, createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute(ShellPaths.Status, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // A branch would lose the routes that re-execution needs, so the pages are switched off for programs instead.
            if (!BrowserNavigation.IsOne(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        return app;
    }

    /// <summary>
    /// Maps static files and the console's pages, interactive over the circuit. Comes after authentication and authorisation, which it does not add.
    /// Also adds antiforgery to the pipeline.
    /// </summary>
    public static RazorComponentsEndpointConventionBuilder MapArtisanShell(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        ShellOptions options = app.Services.GetRequiredService<IOptions<ShellOptions>>().Value;
        return app.MapRazorComponents<App>()
            .AddAdditionalAssemblies([.. options.PageAssemblies])
            // Our own policy says it already; two headers would both be enforced.
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }
}
