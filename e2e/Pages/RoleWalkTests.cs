using System.Text.RegularExpressions;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Artisan.Web.Tests.Tenancy;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>Walks every page of the console, with its tabs, as each role: what the matrix opens is shown, what it does not says so.</summary>
[Collection(PagesCollection.Name)]
public sealed class RoleWalkTests(ArtisanApp host)
{
    public static TheoryData<Role> Roles => new(Enum.GetValues<Role>());

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Each_page_opens_or_says_that_it_may_not_be_opened(Role role)
    {
        // The first tenant's admin operates the deployment; the rights of admins alone are those of the others' rows.
        bool isOperator = role == Role.Admin;
        await using IBrowserContext context = await (await host.ScreensOfAsync(role)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/");
        await PageChecks.WaitUntilShownAsync(page);
        foreach ((string path, string who) in DoorCases.Pages.Where(p => Enum.TryParse<Area>(p.Value, out _) && !p.Key.Contains('{')))
        {
            bool allowed = isOperator || AccessMatrix.Of(role, Enum.Parse<Area>(who)).Level >= Level.See;
            await GoAsync(page, path);
            ILocator heading = page.Locator("main h1");
            if (!allowed)
            {
                await Assertions.Expect(heading).ToHaveTextAsync("You may not open this page");
                await Assertions.Expect(page.Locator("nav a[href='" + path.TrimStart('/') + "']")).ToHaveCountAsync(0);
                continue;
            }
            await Assertions.Expect(heading).Not.ToHaveTextAsync("You may not open this page");
            ILocator tabs = page.Locator("nav.tabs a");
            for (int i = 0; i < await tabs.CountAsync(); i++)
            {
                await tabs.Nth(i).ClickAsync();
                await Assertions.Expect(tabs.Nth(i)).ToHaveAttributeAsync("aria-current", "page");
                await PageChecks.WaitUntilShownAsync(page);
                await Assertions.Expect(page.Locator("main").GetByText(new Regex("could not be shown|may not (see|change)"))).ToHaveCountAsync(0);
                await Assertions.Expect(page.GetByText("This page stopped working")).ToBeHiddenAsync();
            }
        }
    }

    [Fact]
    public async Task Who_hurries_through_the_lists_breaks_nothing()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Viewer)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/");
        await PageChecks.WaitUntilShownAsync(page);
        // Each page is left as soon as its address is there, while its list is still being attached.
        for (int round = 0; round < 6; round++)
        {
            foreach (string path in (string[])["/requests", "/leads", "/leads/accounts", "/leads/contacts", "/campaigns"])
            {
                await page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
                await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
            }
        }
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Campaigns" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("could not be shown")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tab_that_the_role_may_not_open_is_not_shown_by_its_address_either()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/settings?tab=organisations");
        await PageChecks.WaitUntilShownAsync(page);
        await Assertions.Expect(page.Locator("nav.tabs a", new() { HasText = "Organisations" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText(host.App.Foreign.Name)).ToHaveCountAsync(0);
    }

    // Within the circuit, as a click on a link would: a page load for each would cost a second.
    private static async Task GoAsync(IPage page, string path)
    {
        string before = await page.TitleAsync();
        bool moves = new Uri(page.Url).AbsolutePath != path;
        await page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
        // The page before stays on the screen for a moment; its heading and tabs are not these. Refused pages share one title.
        if (moves && !before.StartsWith("Not allowed", StringComparison.Ordinal))
            await page.WaitForFunctionAsync("before => document.title !== before", before);
        await PageChecks.WaitUntilShownAsync(page);
    }
}
