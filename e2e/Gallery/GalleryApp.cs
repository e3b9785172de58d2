using Artisan.Core.Kernel;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Access;
using Artisan.Web.Shell.Navigation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Artisan.E2E.Gallery;

/// <summary>The shell alone, around pages that show its components: what they look like and whether they can be used is checked before any feature exists.</summary>
public sealed class GalleryApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GalleryApp(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string BaseUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Its feed.</summary>
    public LiveFeed Feed => _app.Services.GetRequiredService<LiveFeed>();

    /// <summary>Starts it on a free port of the loopback address.</summary>
    public static async Task<GalleryApp> StartAsync(string url = "http://127.0.0.1:0")
    {
        // The static files are those of the console; their manifest carries its name.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Artisan.Web",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Testing",
        });
        builder.WebHost.UseStaticWebAssets().UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddArtisanShell(o => o.PageAssemblies.Add(typeof(GalleryApp).Assembly));
        builder.Services.AddScoped<ICurrentScope, GalleryScope>();
        builder.Services.AddSingleton<GalleryRequests>();
        builder.Services.AddNavEntry<GalleryHome>(NavGroup.Work, 10, "Home", "house");
        builder.Services.AddNavEntry<GalleryRequestsPage>(NavGroup.Ai, 20, "Requests", "activity", "calls", "log");
        builder.Services.AddNavEntry<GalleryParts>(NavGroup.Ai, 10, "AI control", "sliders-horizontal");
        builder.Services.AddNavEntry<GalleryCharts>(NavGroup.Money, 10, "Usage", "gauge", "cost", "spend");
        builder.Services.AddSingleton(new NavEntry(NavGroup.System, 10, "Jobs", "list-checks", "/gallery/empty", new OpenToMembersAttribute()));
        builder.Services.AddNavEntry<GallerySecret>(NavGroup.System, 20, "Settings", "settings");
        WebApplication app = builder.Build();
        app.UseArtisanShell();
        app.MapArtisanShell();
        await app.StartAsync();
        return new GalleryApp(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
