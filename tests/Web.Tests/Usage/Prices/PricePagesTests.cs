using AngleSharp.Dom;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Rating;
using Artisan.Web.Features.Gateway.Control;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Shell;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Usage.Prices;

/// <summary>The console's models and prices: the list and its drawers, over the real store.</summary>
public sealed class PricePagesTests(ArtisanFixture fixture) : ConsoleContext(fixture.App), IClassFixture<ArtisanFixture>
{
    private IRenderedComponent<ModelsTab> Open(Role role = Role.Admin, string query = "", Exception? failure = null)
    {
        SignIn(App.ScopeOf(role), typeof(ListProviders), typeof(ControlPlane), typeof(IAiConfigSource), typeof(SetPrice), typeof(RerateUsage), typeof(CompareVendorUsage));
        Signed.Failure = failure;
        Navigation.NavigateTo($"/admin/ai-control?tab=models{query}");
        return Render<ModelsTab>();
    }

    [Fact]
    public void The_list_tells_what_each_model_costs_and_what_none_matches_leads_back()
    {
        IRenderedComponent<ModelsTab> page = Open(query: "&find=gpt-4o-mini");
        page.WaitForState(() => page.FindAll("tbody tr").Count > 0, Patience);
        IElement row = page.FindAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent == "gpt-4o-mini");
        row.QuerySelector("td[data-label=Input]")!.TextContent.ShouldBe("0.15");
        Url.Set(("find", "no-such-model"));
        Shows(page, "No model matches");
        Button(page, "Show all models").GetAttribute("href")!.ShouldNotContain("find=");
    }

    [Fact]
    public void A_catalogue_that_cannot_be_read_says_so_and_is_tried_again()
    {
        IRenderedComponent<ModelsTab> page = Open(failure: new ArtisanException(ErrorCode.Unavailable, "The database does not answer. Try again in a moment."));
        Shows(page, "The catalogue could not be loaded");
        Signed.Failure = null;
        Button(page, "Try again").Click();
        page.WaitForState(() => page.FindAll("tbody tr").Count > 5, Patience);
    }

    [Fact]
    public async Task A_price_of_ones_own_is_refused_at_its_field_shown_with_its_effect_and_set()
    {
        IRenderedComponent<ModelsTab> page = Open(query: "&model=gpt-4.1-nano");
        page.WaitForElement("#op-input", Patience);
        await TypeAsync(page, "#op-input", "cheap");
        Button(page, "Review and set").Click();
        Shows(page, "This is no number");
        page.Find("#op-input").GetAttribute("value").ShouldBe("cheap", "what was typed stays");
        await TypeAsync(page, "#op-input", "0.08");
        await TypeAsync(page, "#op-note", "Contract 7");
        Button(page, "Review and set").Click();
        (await AnswerAsync(agreed: false)).Title.ShouldBe("Set the price of gpt-4.1-nano?");
        App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.Prices.OwnOf("gpt-4.1-nano").ShouldBeEmpty("it was not agreed to");
        Button(page, "Review and set").Click();
        await AnswerAsync();
        Shows(page, "Contract 7");
        App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.Prices.OwnOf("gpt-4.1-nano").ShouldHaveSingleItem().Input.ShouldBe(0.08m);
    }

    [Fact]
    public void Who_may_only_look_sees_prices_and_sets_none()
    {
        IRenderedComponent<ModelsTab> page = Open(Role.Compliance, "&model=gpt-4o");
        Shows(page, "The catalogue's price. Set your own");
        page.FindAll("#op-input").ShouldBeEmpty();
        page.FindAll(".drawer button").ShouldNotContain(b => b.TextContent.Contains("Review and set", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_is_none_any_more_is_told_of() => Shows(Open(query: "&model=gpt-0"), "It is not in the catalogue, or no longer");

    [Fact]
    public async Task A_period_that_says_nothing_else_changes_nothing_and_a_wrong_one_is_refused_at_its_field()
    {
        IRenderedComponent<ModelsTab> page = Open(query: "&re_rate=1");
        page.WaitForElement("#rr-from", Patience);
        Button(page, "See what changes").Click();
        Shows(page, "Nothing changes: every cost of this period");
        page.FindAll("button").ShouldNotContain(b => b.TextContent.Contains("Re-rate…", StringComparison.Ordinal));
        await TypeAsync(page, "#rr-from", "2026-05-02");
        await TypeAsync(page, "#rr-to", "2026-04-01");
        Button(page, "See what changes").Click();
        page.WaitForAssertion(() => page.Find("#rr-to").GetAttribute("aria-invalid").ShouldBe("true"), Patience);
    }

    [Fact]
    public void A_report_that_is_none_is_refused_and_a_good_one_compared_and_kept()
    {
        IRenderedComponent<ModelsTab> page = Open(query: "&report=1");
        page.WaitForElement("#vr-file", Patience);
        IRenderedComponent<InputFile> file = page.FindComponent<InputFile>();
        file.UploadFiles(InputFileContent.CreateFromText("no,columns\n1,2\n", "broken.csv"));
        page.WaitForAssertion(() => page.FindAll(".fault, .form-fault").ShouldNotBeEmpty(), Patience);
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("date,model,input_tokens,output_tokens,cost\n2026-01-05,gpt-4o,1000,10,0.5\n", "january.csv"));
        Shows(page, "vendor only");
        Button(page, "january.csv");
    }
}
