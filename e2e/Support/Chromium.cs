using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Support;

/// <summary>One real Chromium for all tests of the process: the system's where there is one, else Playwright's own. Every test has contexts of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Never closed: Playwright's driver ends with this process, and the browser with the driver.
    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = default!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Browser = await Shared.Value;

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<IBrowser> LaunchAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        string? path = new[] { Environment.GetEnvironmentVariable("ARTISAN_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
