using Artisan.E2E.Support;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Gallery;

/// <summary>The shell and its components, looked at in a real browser.</summary>
public sealed class GalleryTests(Chromium chromium, GalleryHost host) : IClassFixture<Chromium>, IClassFixture<GalleryHost>
{
    private Screens Screens => new(chromium.Browser, host.App.BaseUrl);

    [Theory]
    [InlineData("home", "/gallery")]
    [InlineData("requests", "/gallery/requests")]
    [InlineData("requests-drawer", "/gallery/requests?request=999990")]
    [InlineData("requests-none", "/gallery/requests?state=nothing")]
    [InlineData("requests-broken", "/gallery/requests?state=broken")]
    [InlineData("parts", "/gallery/parts")]
    [InlineData("charts", "/gallery/charts")]
    [InlineData("empty", "/gallery/empty")]
    [InlineData("error", "/error")]
    [InlineData("lost", "/gallery/nowhere", true)]
    public Task Looks_right_everywhere(string name, string path, bool errors = false) => Screens.CheckAsync("gallery-" + name, path, expectConsoleErrors: errors);

    [Fact]
    public Task The_palette_looks_right() => Screens.CheckAsync("gallery-palette", "/gallery", async page =>
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).FillAsync("re");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();
    });

    [Fact]
    public Task The_person_menu_looks_right() => Screens.CheckAsync("gallery-person", "/gallery", async page =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out everywhere" }).WaitForAsync();
    });

    [Fact]
    public Task A_question_looks_right() => Screens.CheckAsync("gallery-question", "/gallery/parts", async page =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).WaitForAsync();
    });

    [Fact]
    public Task The_bottom_of_the_parts_looks_right() => Screens.CheckAsync("gallery-parts-end", "/gallery/parts", async page =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish changes" }).ClickAsync();
        await page.GetByText("Policy published").WaitForAsync();
        await page.EvaluateAsync("() => { document.querySelector('main').scrollTop = 1e6; }");
    });

    [Fact]
    public Task The_navigation_sheet_looks_right() => Screens.CheckAsync("gallery-sheet", "/gallery", async page =>
    {
        ILocator open = page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" });
        if (await open.IsVisibleAsync())
        {
            await open.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Open navigation", Expanded = true, IncludeHidden = true }).WaitForAsync();
        }
        else
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Narrow navigation" }).ClickAsync();
            await page.Locator("html[data-nav=narrow]").WaitForAsync();
        }
    });
}
