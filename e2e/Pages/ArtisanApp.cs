using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Artisan.Web.Tests.Hosting;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>The real application with the demonstration's history, and a browser that can sign in as any of its people.</summary>
public sealed class ArtisanApp : IAsyncLifetime
{
    private readonly Dictionary<Role, string> _sessions = [];
    private readonly Chromium _chromium = new();

    /// <summary>The running application.</summary>
    public RunningArtisan App { get; private set; } = default!;

    /// <summary>Screens as a person of this role sees them.</summary>
    public async Task<Screens> ScreensOfAsync(Role role) => new(_chromium.Browser, App.Url, await SessionOfAsync(role));

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await _chromium.InitializeAsync();
        App = await RunningArtisan.StartAsync(history: true);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await _chromium.DisposeAsync();
    }

    private async Task<string> SessionOfAsync(Role role)
    {
        if (_sessions.TryGetValue(role, out string? known))
            return known;
        DemoPerson person = App.Person(role);
        await using IBrowserContext context = await new Screens(_chromium.Browser, App.Url).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(App.Url + "/account/sign-in");
        await page.FillAsync("#email", person.Email);
        await page.FillAsync("#password", person.Password);
        await page.ClickAsync("button[type=submit]");
        // Anything but the console itself, such as the set-up page, would let every later look pass unseen.
        await page.WaitForURLAsync(App.Url + "/");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Home", Exact = true }).WaitForAsync();
        return _sessions[role] = await context.StorageStateAsync();
    }
}
