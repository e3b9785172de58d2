using Artisan.Core.Crm.Leads;
using Artisan.Core.Memory;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>What a compliance officer does with memories, their policy, holds and purges, in a real browser.</summary>
[Collection(PagesCollection.Name)]
public sealed class MemoryAndComplianceTests(ArtisanApp host)
{
    [Fact]
    public async Task A_memory_is_changed_and_leaves_the_list_when_it_is_forgotten()
    {
        await StoreAsync("The tapir rollout begins in Bremen with eight users");
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await OpenAsync(context, "/memory?q=tapir");
        ILocator row = page.Locator("tr[data-row]", new() { HasText = "tapir rollout" });
        await row.ClickAsync();
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("Demo of the rollout");
        await drawer.GetByLabel("Text").FillAsync("The tapir rollout begins in Bremen with nine users");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-row]", new() { HasText = "nine users" })).ToHaveCountAsync(1);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Forget" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Forget" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No memory matches these filters")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_remembered_is_asked_for_by_keyboard_and_each_answer_says_why()
    {
        await StoreAsync("The pangolin pilot needs a reference customer in logistics before the board decides");
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, "/memory?mode=recall");
        await page.GetByLabel("What do you want to know?").FocusAsync();
        await page.Keyboard.TypeAsync("pangolin reference");
        await page.Keyboard.PressAsync("Enter");
        ILocator best = page.Locator(".hits > li").First;
        await Assertions.Expect(best.Locator("mark")).ToHaveTextAsync(["pangolin", "reference"]);
        await Assertions.Expect(best).ToContainTextAsync("2 words in common");
        await page.WaitForURLAsync(url => url.Contains("ask=pangolin", StringComparison.Ordinal));
        ILocator open = best.GetByRole(AriaRole.Link, new() { NameRegex = new("^Open the memory") });
        await open.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer.GetByLabel("Text")).ToHaveValueAsync("The pangolin pilot needs a reference customer in logistics before the board decides");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await Assertions.Expect(open).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_memory_is_added_on_a_leads_page_and_what_says_it_again_leads_to_it()
    {
        const string Again = "The tarsier budget is decided in June by the board, and they want an offer for forty seats before that";
        Guid lead = await host.App.Services.GetRequiredService<SaveLead>().ExecuteAsync(host.App.ScopeOf(Role.Manager), new SaveLead.Request { FirstName = "Anna", LastName = "Tarsier", Company = "Kestrel Foods", Email = "anna.tarsier@kestrel-foods.example" }, CancellationToken.None);
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, $"/leads/{lead}");
        ILocator panel = page.GetByRole(AriaRole.Region, new() { Name = "Memory", Exact = true });
        await panel.GetByRole(AriaRole.Link, new() { Name = "Remember something" }).ClickAsync();
        ILocator form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Text").FillAsync("The tarsier budget is decided in June by the board, and they want an offer for forty seats before that; write to jane.doe@example.com");
        await form.GetByRole(AriaRole.Button, new() { Name = "Remember it" }).ClickAsync();
        await Assertions.Expect(form).ToContainTextAsync("Taken out before it was stored: 1 e-mail address");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add another" }).ClickAsync();
        await form.GetByLabel("Text").FillAsync(Again);
        await form.GetByRole(AriaRole.Button, new() { Name = "Remember it" }).ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Open the other" }).ClickAsync();
        ILocator other = page.GetByRole(AriaRole.Dialog, new() { Name = "Memory", Exact = true });
        await Assertions.Expect(other.GetByLabel("Text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("write to"));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(other).ToHaveCountAsync(0);
        await Assertions.Expect(form.GetByLabel("Text")).ToHaveValueAsync(Again);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(form).ToHaveCountAsync(0);
        await Assertions.Expect(panel.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_drawer_of_a_memory_looks_right_everywhere()
    {
        await StoreAsync("The okapi offer of spring was accepted by the buyer without a change");
        MemoryV1 memory = (await host.App.Services.GetRequiredService<ListMemories>().ExecuteAsync(host.App.ScopeOf(Role.Compliance), new MemoryFilter { Query = "okapi offer" }, new(), CancellationToken.None)).Items[0];
        await (await host.ScreensOfAsync(Role.Compliance)).CheckAsync("memory-drawer", $"/memory?memory={memory.Id}", page => page.GetByRole(AriaRole.Dialog).GetByText("Fields and how long").ClickAsync());
    }

    [Fact]
    public async Task A_policy_that_contradicts_its_mode_is_told_at_the_field_and_a_right_one_holds()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await OpenAsync(context, "/compliance-center");
        ILocator days = page.GetByLabel("Days at most").First;
        await page.GetByLabel("Compliance mode").SelectOptionAsync(["Gdpr"]);
        await days.FillAsync("500");
        await SetAsync(page);
        await Assertions.Expect(page.Locator("form").GetByText("GDPR mode keeps nothing longer than a year")).ToBeVisibleAsync();
        await days.FillAsync("");
        await page.GetByLabel("Choose the kinds of personal data").First.CheckAsync();
        await SetAsync(page);
        await Assertions.Expect(page.GetByText("Name at least one kind of personal data")).ToBeVisibleAsync();
        await page.GetByLabel("Passport").First.CheckAsync();
        await page.GetByLabel("Only providers that are named here").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Name a provider" }).ClickAsync();
        await page.GetByLabel("Provider", new() { Exact = true }).SelectOptionAsync(["openai"]);
        await page.GetByRole(AriaRole.Group, new() { Name = "What openai may be sent" }).GetByLabel("E-mail thread").UncheckAsync();
        await SetAsync(page);
        await Assertions.Expect(page.GetByText("1 kind taken out")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("openai: lead interaction, meeting summary, campaign result, chat conversation")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("GDPR mode keeps nothing longer than a year")).ToBeVisibleAsync();
        await page.GetByLabel("Choose the kinds of personal data").First.UncheckAsync();
        await page.GetByLabel("Every provider, within the regions above").CheckAsync();
        await page.GetByLabel("Compliance mode").SelectOptionAsync(["Standard"]);
        await SetAsync(page);
        await Assertions.Expect(page.GetByText("GDPR mode keeps nothing longer than a year")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_hold_keeps_a_memory_from_a_purge_that_is_counted_before_and_confirmed_by_a_word()
    {
        await StoreAsync("The quagga budget is decided in June by the board");
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await OpenAsync(context, "/compliance-center?tab=holds");
        await page.GetByLabel("Reason").FillAsync("Matter of the quagga");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count what it keeps" }).ClickAsync();
        await Assertions.Expect(page.GetByText("everything that the organisation holds")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set legal hold" }).ClickAsync();
        ILocator hold = page.Locator("tr", new() { HasText = "Matter of the quagga" });
        await Assertions.Expect(hold).ToBeVisibleAsync();
        await page.GotoAsync(host.App.Url + "/compliance-center?tab=purge");
        await PageChecks.WaitUntilShownAsync(page);
        await page.GetByLabel("Reason").FillAsync("Contract has ended");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count what would go" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).GetByText("a legal hold keeps")).ToBeVisibleAsync();
        await page.GotoAsync(host.App.Url + "/compliance-center?tab=holds");
        await hold.GetByRole(AriaRole.Button, new() { Name = "Lift" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Lift hold" }).ClickAsync();
        await Assertions.Expect(hold).ToContainTextAsync("lifted by");
        await page.GotoAsync(host.App.Url + "/compliance-center?tab=purge");
        await PageChecks.WaitUntilShownAsync(page);
        await page.GetByLabel("Reason").FillAsync("Contract has ended");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count what would go" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Purge \\d") }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new() { Name = "Purge for good" })).ToBeDisabledAsync();
        await question.GetByRole(AriaRole.Textbox).FillAsync("Contract");
        await question.GetByRole(AriaRole.Button, new() { Name = "Purge for good" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Verified").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task The_audit_is_filtered_by_kind_and_an_export_stands_in_it()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await OpenAsync(context, "/compliance-center?tab=audit&action=export.,data_subject.export");
        string export = (await page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).GetAttributeAsync("href"))!;
        Assert.Contains("action=export.", Uri.UnescapeDataString(export));
        IAPIResponse file = await context.APIRequest.GetAsync(host.App.Url + export);
        Assert.Equal(200, file.Status);
        ILocator row = page.Locator("tr[data-row]", new() { HasText = "Export audit" }).First;
        await Assertions.Expect(row).ToBeVisibleAsync();
        await row.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Filters · Action");
    }

    [Fact]
    public async Task The_audits_retention_is_set_by_a_person_who_was_told_what_goes()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Compliance)).OpenAsync();
        IPage page = await OpenAsync(context, "/compliance-center");
        ILocator months = page.GetByLabel("Months");
        await months.FillAsync("36");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set retention" }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync("are older and go with the next nightly job");
        await question.GetByRole(AriaRole.Button, new() { Name = "Set retention" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Entries are kept for 3 years.")).ToBeVisibleAsync();
        await months.FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set retention" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Entries are kept for ever.")).ToBeVisibleAsync();
    }

    private Task StoreAsync(string text) => host.App.Services.GetRequiredService<StoreMemory>().ExecuteAsync(host.App.ScopeOf(Role.Manager),
        new MemoryStoreRequestV1(MemoryType.LeadInteraction, text, Fields: new MemoryFields { Outcome = "Demo of the rollout" }), new MemoryOrigin(MemorySource.Console), CancellationToken.None);

    private static async Task SetAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Set policy" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Set policy" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + path);
        await PageChecks.WaitUntilShownAsync(page);
        return page;
    }
}
