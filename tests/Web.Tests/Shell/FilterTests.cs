using Artisan.Web.Shell.Components;
using Bunit;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class FilterTests : ShellContext
{
    private static readonly FilterOption[] States = [new("failed", "Failed"), new("ok", "Succeeded"), new("fallback", "Fallback")];

    [Fact]
    public void Choices_stand_in_the_address_and_in_the_chip()
    {
        IRenderedComponent<FilterBar> bar = RenderBar();
        bar.FindAll("input[type=checkbox]")[0].Change(true);
        bar.FindAll("input[type=checkbox]")[1].Change(true);
        Url.GetAll("state").ShouldBe(["failed", "ok"]);
        bar.WaitForAssertion(() => bar.Find(".chip .value").TextContent.ShouldBe("Failed, Succeeded"));
        bar.Find("[aria-label='Remove filter State']").Click();
        Url.Get("state").ShouldBeNull();
    }

    [Fact]
    public void The_address_fills_the_filters()
    {
        Navigation.NavigateTo("/requests?q=gpt&state=failed&range=7d");
        IRenderedComponent<FilterBar> bar = RenderBar();
        bar.Find("input[type=search]").GetAttribute("value").ShouldBe("gpt");
        bar.Find(".chip .value").TextContent.ShouldBe("Failed");
        bar.Find(".range span").TextContent.ShouldBe("Last 7 days");
    }

    [Fact]
    public void Everything_can_be_cleared_but_nothing_else()
    {
        Navigation.NavigateTo("/requests?q=gpt&state=failed&tab=live");
        IRenderedComponent<FilterBar> bar = RenderBar();
        bar.FindAll("button").Single(b => b.TextContent == "Clear filters").Click();
        Navigation.Uri.ShouldEndWith("/requests?tab=live");
        bar.WaitForAssertion(() => bar.Find("input[type=search]").GetAttribute("value").ShouldBe(""));
    }

    [Fact]
    public void Searching_waits_for_a_pause()
    {
        IRenderedComponent<FilterBar> bar = RenderBar();
        bar.Find("input[type=search]").Input("g");
        bar.Find("input[type=search]").Input("gp");
        Url.Get("q").ShouldBeNull();
        bar.WaitForAssertion(() => Url.Get("q").ShouldBe("gp"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_range_is_chosen_from_the_list_or_by_days()
    {
        IRenderedComponent<FilterRange> range = Render<FilterRange>();
        range.FindAll("button.menu-item").Single(b => b.TextContent.Trim() == "Last 30 days").Click();
        Url.Get("range").ShouldBe("30d");
        range.FindAll("input")[0].Change("2026-11-20");
        range.FindAll("input")[1].Change("2026-11-02");
        range.Find("form").Submit();
        Url.Get("range").ShouldBe("2026-11-02..2026-11-20");
        range.FindAll("button.menu-item").Single(b => b.TextContent.Trim() == "Last 24 hours").Click();
        Url.Get("range").ShouldBeNull("the fallback needs no words in the address");
    }

    [Fact]
    public void Tabs_are_links_of_the_address()
    {
        Navigation.NavigateTo("/control?tab=health&q=x");
        IRenderedComponent<Artisan.Web.Shell.Components.Tabs> tabs = Render<Artisan.Web.Shell.Components.Tabs>(p => p.Add(t => t.Items, [new("cases", "Use cases"), new("health", "Health", 3)]));
        tabs.Find("[aria-current=page]").TextContent.ShouldContain("Health");
        tabs.FindAll("a").Select(a => a.GetAttribute("href")).ShouldBe(["/control?q=x", "/control?tab=health&q=x"]);
    }

    private IRenderedComponent<FilterBar> RenderBar() => Render<FilterBar>(p => p
        .AddChildContent<FilterSearch>()
        .AddChildContent<FilterChoice>(c => c.Add(x => x.Key, "state").Add(x => x.Title, "State").Add(x => x.Options, States))
        .AddChildContent<FilterRange>());
}
