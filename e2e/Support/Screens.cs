using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Support;

/// <summary>
/// Looks at a page as every visitor may: both themes, a desk and a phone. Each look leaves a picture in <c>artifacts/screens</c> and finds faults:
/// axe of impact serious or worse, horizontal scroll, requests that leave the host, breaches of the content policy, errors in the browser's log.
/// At the desk it also walks the page with the Tab key.
/// </summary>
/// <param name="browser">Where to look.</param>
/// <param name="baseUrl">The app.</param>
/// <param name="storageState">A signed-in state as JSON, from <see cref="IBrowserContext.StorageStateAsync"/>; null for a stranger.</param>
public sealed class Screens(IBrowser browser, string baseUrl, string? storageState = null)
{
    private static readonly (string Name, int Width, int Height)[] Sizes = [("desk", 1440, 900), ("phone", 390, 844)];
    private static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    private static readonly ConcurrentDictionary<string, Lazy<Task<IBrowserContext>>> Lookers = new();

    /// <summary>Where the pictures go.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "artifacts", "screens");

    /// <summary>Looks at one page in all four ways and fails with everything found.</summary>
    /// <param name="name">What the pictures are called.</param>
    /// <param name="path">The address, such as <c>/requests?state=failed</c>.</param>
    /// <param name="arrange">Brings the page into the state to be looked at, for instance opens a menu; gets the page after it has loaded.</param>
    /// <param name="expectConsoleErrors">Whether errors in the browser's log are part of the case, as with a page that is not there.</param>
    public async Task CheckAsync(string name, string path, Func<IPage, Task>? arrange = null, bool expectConsoleErrors = false)
    {
        var faults = new List<string>();
        // What only looks may do so at both sizes at once; what arranges something could meet itself.
        if (arrange is null)
        {
            foreach (IReadOnlyList<string> found in await Task.WhenAll(Sizes.Select(size => LookAsync(name, path, size, null, expectConsoleErrors))))
                faults.AddRange(found);
        }
        else
        {
            foreach ((string, int, int) size in Sizes)
                faults.AddRange(await LookAsync(name, path, size, arrange, expectConsoleErrors));
        }
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults)}");
    }

    /// <summary>A fresh visitor.</summary>
    public Task<IBrowserContext> OpenAsync(int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light) =>
        browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = theme,
            HasTouch = width < 600,
            IsMobile = width < 600,
            StorageState = storageState,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });

    private async Task<IReadOnlyList<string>> LookAsync(string name, string path, (string Name, int Width, int Height) size, Func<IPage, Task>? arrange, bool expectConsoleErrors)
    {
        var faults = new List<string>();
        // A page that is only looked at leaves nothing behind, so it shares its visitor, and with that the browser's cache, with other looks.
        IBrowserContext context = arrange is null ? await SharedAsync(size.Name, size.Width, size.Height) : await OpenAsync(size.Width, size.Height);
        IPage page = await context.NewPageAsync();
        var watch = new PageWatch(page, baseUrl);
        await watch.StartAsync();
        await page.GotoAsync(baseUrl + path);
        await PageChecks.WaitUntilShownAsync(page);
        if (arrange is not null)
            await arrange(page);
        foreach (ColorScheme theme in Themes)
        {
            // The theme follows the system, so the same page is looked at in both.
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            string look = $"{name}-{size.Name}-{theme.ToString().ToLowerInvariant()}";
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, look + ".png"), Animations = ScreenshotAnimations.Disabled });
            faults.AddRange((await PageChecks.AxeAsync(page, coloursOnly: theme != Themes[0])).Select(f => $"{look}: {f}"));
        }
        IEnumerable<string> found =
        [
            .. await PageChecks.HorizontalScrollAsync(page),
            .. size.Name == "desk" && arrange is null ? await PageChecks.KeyboardAsync(page) : [],
            .. await watch.FaultsAsync(expectConsoleErrors),
        ];
        faults.AddRange(found.Select(f => $"{name}-{size.Name}: {f}"));
        await (arrange is null ? page.CloseAsync() : context.CloseAsync());
        return faults;
    }

    private Task<IBrowserContext> SharedAsync(string size, int width, int height) =>
        Lookers.GetOrAdd($"{baseUrl} {storageState} {size}", _ => new Lazy<Task<IBrowserContext>>(() => OpenAsync(width, height))).Value;

    private static string Root()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Artisan.sln")))
                return at.FullName;
        return AppContext.BaseDirectory;
    }
}
