using System.Text.RegularExpressions;
using Artisan.Core.Kernel;
using Artisan.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Artisan.E2E.Gallery;

/// <summary>The shell and its components, used with keys and pointer as people do.</summary>
public sealed class GalleryUseTests(Chromium chromium, GalleryHost host) : IClassFixture<Chromium>, IClassFixture<GalleryHost>
{
    private const string Row = "tr[data-row]";
    private static readonly Regex Opened = new("[?&]request=");

    [Fact]
    public async Task A_list_is_walked_opened_and_left_by_keys()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        await page.Locator(".scroller").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.Locator(Row).Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Expect(drawer).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync(Opened);
        for (int i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("() => !!document.activeElement.closest('[role=dialog]')"), "the focus left the drawer");
        }
        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToBeHiddenAsync();
        await Expect(page.Locator(Row).Nth(1)).ToBeFocusedAsync();
        await Expect(page).Not.ToHaveURLAsync(Opened);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".scroller")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_click_opens_a_row_but_not_on_what_is_in_it()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        await page.Locator(Row).Nth(2).GetByRole(AriaRole.Button, new() { Name = "Copy id" }).ClickAsync();
        await page.Locator(Row).Nth(3).Locator("td").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        // Had the first click opened its row, going back would now lead to that and not to the list.
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page).Not.ToHaveURLAsync(Opened);
    }

    [Fact]
    public async Task A_million_rows_stay_light_however_far_one_scrolls()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        string? first = await page.Locator($"{Row} code").First.GetAttributeAsync("title");
        for (int i = 0; i < 12; i++)
        {
            double height = await page.EvaluateAsync<double>("() => document.querySelector('.scroller').scrollHeight");
            await page.EvaluateAsync("() => { const s = document.querySelector('.scroller'); s.scrollTop = s.scrollHeight; }");
            await page.WaitForFunctionAsync("h => document.querySelector('.scroller').scrollHeight > h && document.querySelectorAll('tr[data-row]').length > 5", height);
        }
        Assert.InRange(await page.Locator(Row).CountAsync(), 10, 120);
        await page.EvaluateAsync("() => { document.querySelector('.scroller').scrollTop = 0; }");
        await Expect(page.Locator($"{Row} code").First).ToHaveAttributeAsync("title", first!);
    }

    [Fact]
    public async Task New_rows_do_not_move_what_is_being_read()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        await page.EvaluateAsync("() => { document.querySelector('.scroller').scrollTop = 700; }");
        // From here on the server knows that somebody reads further down.
        await page.Locator(".scroller[data-at-top=false]").WaitForAsync();
        const string readTop = "() => { const s = document.querySelector('.scroller').getBoundingClientRect().top + 40; const r = [...document.querySelectorAll('tr[data-row]')].find(r => r.getBoundingClientRect().top >= s); return r.querySelector('code').title + Math.round(r.getBoundingClientRect().top); }";
        string top = await page.EvaluateAsync<string>(readTop);
        Arrive(14);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "14 new" })).ToBeVisibleAsync();
        Assert.Equal(top, await page.EvaluateAsync<string>(readTop));
        await page.GetByRole(AriaRole.Button, new() { Name = "14 new" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "14 new" })).ToBeHiddenAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('.scroller').scrollTop === 0");
    }

    [Fact]
    public async Task The_order_and_the_columns_survive_a_reload()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cost USD" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Cost USD" })).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Use case" }).UncheckAsync();
        // At once: the choice must not wait for the server.
        await page.ReloadAsync();
        await PageChecks.WaitUntilShownAsync(page);
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Cost USD" })).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Use case" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_palette_goes_anywhere_without_a_pointer()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("spend");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Usage" })).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Usage" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_palette_opens_also_when_it_was_asked_for_before_the_console_stood()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.BaseUrl + "/gallery", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task On_a_phone_the_filters_are_one_line_and_the_chosen_tab_is_in_sight()
    {
        await using IBrowserContext context = await OpenAsync(390, 844);
        IPage page = await ShowAsync(context, "/gallery/parts?tab=playground");
        await Expect(page.Locator("nav.tabs a[aria-current=page]")).ToBeInViewportAsync(new() { Ratio = 0.9f });
        double[] tops = await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.filters .chips > *')].filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect().top + e.getBoundingClientRect().height / 2))");
        Assert.True(tops.Length > 2);
        Assert.All(tops, top => Assert.InRange(top, tops[0] - 2, tops[0] + 2));
    }

    [Fact]
    public async Task The_theme_is_kept_and_is_there_before_anything_is_drawn()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: as the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Dark" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        IAPIResponse document = await page.Context.APIRequest.GetAsync(host.App.BaseUrl + "/gallery");
        Assert.Contains("data-theme=\"dark\"", await document.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_menu_is_walked_by_keys()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery");
        ILocator button = page.GetByTitle("Workspace");
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Default" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(button).ToContainTextAsync("EMEA revenue");
    }

    [Fact]
    public async Task The_sheet_keeps_the_focus_and_closes_behind_the_visitor()
    {
        await using IBrowserContext context = await OpenAsync(390, 844);
        IPage page = await ShowAsync(context, "/gallery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
        ILocator usage = page.GetByRole(AriaRole.Link, new() { Name = "Usage" });
        await Expect(usage).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(usage).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
        await usage.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Usage" })).ToBeVisibleAsync();
        await Expect(usage).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Escape_in_the_moment_in_which_the_sheet_is_drawn_closes_it()
    {
        await using IBrowserContext context = await OpenAsync(390, 844);
        IPage page = await ShowAsync(context, "/gallery");
        // Earlier than any hand: on a slow line the server's call, which hands the keys over, is as late as this.
        await page.EvaluateAsync("""
            () => {
              const navigation = document.getElementById('navigation');
              new MutationObserver((_, observer) => {
                if (!navigation.classList.contains('open')) return;
                observer.disconnect();
                document.documentElement.dataset.drawn = '';
                navigation.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
              }).observe(navigation, { attributes: true });
            }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
        await Expect(page.Locator("html[data-drawn]")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Usage" })).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_question_needs_its_word_and_gives_the_focus_back()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/parts");
        // The dialog has a button of the same name; it stands outside the page's own content.
        ILocator revoke = page.Locator("#main").GetByRole(AriaRole.Button, new() { Name = "Revoke key" });
        ILocator question = page.GetByRole(AriaRole.Alertdialog);
        await revoke.ClickAsync();
        await Expect(question.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(question).ToHaveCountAsync(0);
        await Expect(revoke).ToBeFocusedAsync();
        await Expect(page.GetByText("Key revoked")).ToHaveCountAsync(0);
        await revoke.ClickAsync();
        await Expect(question.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Billing");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync(" export");
        // The button is given free when all of this has been heard, the Enter after half the word too.
        await Expect(question.GetByRole(AriaRole.Button, new() { Name = "Revoke key" })).ToBeEnabledAsync();
        await Expect(page.GetByText("Key revoked")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Key revoked")).ToBeVisibleAsync();
        await Expect(revoke).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Charts_tell_their_values_by_hover_and_by_keys()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/charts");
        ILocator hits = page.GetByRole(AriaRole.Group, new() { Name = "Cost by model" }).Locator("[data-roving-item]");
        await hits.Nth(10).HoverAsync();
        await Expect(hits.Nth(10).Locator(".tip")).ToBeVisibleAsync();
        await hits.Last.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(hits.Nth(46)).ToBeFocusedAsync();
        await Expect(hits.Nth(46)).ToHaveAttributeAsync("aria-label", new Regex(@"gpt-4o \$\d"));
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_heals()
    {
        await using IBrowserContext context = await OpenAsync();
        IPage page = await ShowAsync(context, "/gallery/requests");
        await page.EvaluateAsync("() => document.getElementById('components-reconnect-modal').className = 'components-reconnect-show'");
        await Expect(page.GetByText("Connection lost")).ToBeVisibleAsync();
        await Expect(page.GetByText("Reconnecting")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => document.getElementById('components-reconnect-modal').className = 'components-reconnect-hide'");
        await Expect(page.GetByText("Connection lost")).ToBeHiddenAsync();
    }

    private void Arrive(int count)
    {
        host.App.Services.GetRequiredService<GalleryRequests>().Arrive(count);
        host.App.Feed.Publish(new FeedSignal(GalleryScope.Tenant, FeedTopic.Requests));
    }

    private Task<IBrowserContext> OpenAsync(int width = 1440, int height = 900) => new Screens(chromium.Browser, host.App.BaseUrl).OpenAsync(width, height);

    private async Task<IPage> ShowAsync(IBrowserContext context, string path)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.BaseUrl + path);
        await PageChecks.WaitUntilShownAsync(page);
        return page;
    }
}
