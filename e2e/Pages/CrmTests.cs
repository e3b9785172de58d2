using System.Text.RegularExpressions;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>Leads, the lead page, accounts, contacts and campaigns in a real browser, over the demonstration's data.</summary>
[Collection(PagesCollection.Name)]
public sealed class CrmTests(ArtisanApp host)
{
    [Theory]
    [InlineData("leads", "/leads")]
    [InlineData("leads-filtered", "/leads?stage=qualified&grade=A&sort=-score")]
    [InlineData("leads-none", "/leads?q=nobody-is-called-so")]
    [InlineData("leads-new", "/leads?lead=new")]
    [InlineData("leads-views", "/leads?stage=won&views=open")]
    [InlineData("accounts", "/leads/accounts")]
    [InlineData("accounts-new", "/leads/accounts?account=new")]
    [InlineData("contacts", "/leads/contacts")]
    [InlineData("contacts-new", "/leads/contacts?contact=new")]
    [InlineData("campaigns", "/campaigns")]
    [InlineData("campaigns-new", "/campaigns?edit=new")]
    [InlineData("settings-fields", "/settings?tab=fields")]
    [InlineData("settings-field-new", "/settings?tab=fields&field=new")]
    [InlineData("lead-unknown", "/leads/0192e7a0-0000-7000-8000-000000000000")]
    public async Task Looks_right_everywhere(string name, string path) => await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, path);

    [Theory]
    [InlineData("lead", "")]
    [InlineData("lead-timeline", "?view=course")]
    [InlineData("lead-score", "?view=score")]
    [InlineData("lead-edit", "?edit=facts")]
    [InlineData("lead-log", "?log=call")]
    [InlineData("lead-memory", "?view=memory")]
    [InlineData("lead-remember", "?view=memory&add=lead")]
    public async Task The_lead_page_looks_right_everywhere(string name, string query) => await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, $"/leads/{(await HottestAsync()).LeadId}{query}");

    [Theory]
    [InlineData("campaign", "")]
    [InlineData("campaign-leads", "?tab=leads")]
    [InlineData("campaign-add", "?add=leads")]
    [InlineData("campaign-edit", "?edit=facts")]
    public async Task The_campaign_page_looks_right_everywhere(string name, string query)
    {
        CampaignRow campaign = (await Get<ListCampaigns>().ExecuteAsync(Manager, null, null, new PageRequest(), CancellationToken.None)).Items.First(c => c.Leads > 0);
        await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, $"/campaigns/{campaign.Id}{query}");
    }

    [Fact]
    public async Task Accounts_and_contacts_open_beside_their_lists()
    {
        LeadRow lead = (await Get<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Stages = [LeadStage.Won] }, new PageRequest(), CancellationToken.None)).Items[0];
        await (await host.ScreensOfAsync(Role.Admin)).CheckAsync("account", $"/leads/accounts?account={lead.AccountId}");
        Guid contact = (await Get<Core.Crm.Contacts.ListContacts>().ExecuteAsync(Manager, new(), new PageRequest(), CancellationToken.None)).Items[0].Id;
        await (await host.ScreensOfAsync(Role.Admin)).CheckAsync("contact", $"/leads/contacts?contact={contact}");
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Compliance)]
    public async Task Who_may_only_look_is_offered_no_change(Role role)
    {
        Screens screens = await host.ScreensOfAsync(role);
        HotLead lead = await HottestAsync();
        await screens.CheckAsync($"lead-{role.ToString().ToLowerInvariant()}", $"/leads/{lead.LeadId}");
        await using IBrowserContext context = await screens.OpenAsync();
        foreach (string path in (string[])["/leads", $"/leads/{lead.LeadId}", "/leads/accounts", "/leads/contacts", "/campaigns"])
        {
            IPage page = await OpenAsync(context, path);
            await Assertions.Expect(page.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("score now|delete|merge|add task|new |save changes", RegexOptions.IgnoreCase) })).ToHaveCountAsync(0);
            await Assertions.Expect(page.Locator("main").GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^(new|import|edit|add)", RegexOptions.IgnoreCase) })).ToHaveCountAsync(0);
            await Assertions.Expect(page.Locator("main input[data-select]")).ToHaveCountAsync(0);
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task The_list_is_walked_filtered_and_opened_by_keyboard()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, "/leads?sort=-score");
        await page.Locator(".cursor-grid > .scroller").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.GetByRole(AriaRole.Toolbar)).ToContainTextAsync("1 chosen");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync(" ");
        await Assertions.Expect(page.GetByRole(AriaRole.Toolbar)).ToContainTextAsync("2 chosen");
        string name = await page.Locator("tr[data-row]:focus .who a").InnerTextAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main h1")).ToContainTextAsync(name);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/leads/[0-9a-f-]{36}$"));
    }

    [Fact]
    public async Task Filters_live_in_the_address_and_are_saved_as_a_view()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, "/leads");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stage", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Won" }).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("[?&]stage=won"));
        await Assertions.Expect(page.Locator("tr[data-row]").First).ToContainTextAsync("Won");

        await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Save or delete views" }).ClickAsync();
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.Locator("#view-name").FillAsync("Customers");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save view" }).ClickAsync();
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await page.GotoAsync(host.App.Url + "/leads");
        await PageChecks.WaitUntilShownAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Customers" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("[?&]stage=won"));
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Customers" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_are_assigned_at_once()
    {
        string company = "Bulk " + Guid.NewGuid().ToString("N")[..8];
        for (int i = 0; i < 3; i++)
            await AddAsync("Bulk", $"Person {i}", company: company);
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, $"/leads?q={Uri.EscapeDataString(company)}");
        ILocator rows = page.Locator("tr[data-row]");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await rows.First.GetByRole(AriaRole.Checkbox).CheckAsync();
        ILocator bar = page.GetByRole(AriaRole.Toolbar);
        await bar.GetByRole(AriaRole.Button, new() { Name = "Choose all that match" }).ClickAsync();
        await Assertions.Expect(bar).ToContainTextAsync("3 chosen");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Assign" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Jonas Falk" }).ClickAsync();
        await Assertions.Expect(page.GetByText("3 leads assigned to Jonas Falk").First).ToBeVisibleAsync();
        await Assertions.Expect(rows.Filter(new() { HasText = "Jonas Falk" })).ToHaveCountAsync(3);
        await Assertions.Expect(bar).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_lead_is_scored_and_the_bar_builds_up()
    {
        Guid id = await AddAsync("Bar", "Builder", "bar.builder@build.example");
        await Get<RecordInteraction>().ExecuteAsync(Manager, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Demo }, CancellationToken.None);
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, $"/leads/{id}");
        ILocator score = page.GetByRole(AriaRole.Region, new() { Name = "Score" });
        await Assertions.Expect(score).ToContainTextAsync("Never scored");
        await Get<ScoreLead>().ExecuteAsync(Manager, new LeadScoreRequestV1(id, Model: "local/artisan-extract-1", Force: true), "console", CancellationToken.None);
        // Somebody else has scored it: the open page follows.
        ILocator steps = score.GetByRole(AriaRole.List, new() { Name = "How the score builds up" });
        await Assertions.Expect(steps).ToContainTextAsync("Base");
        await Assertions.Expect(steps).ToContainTextAsync("Demos");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("Scored");
        await score.GetByRole(AriaRole.Link, new() { Name = "AI request" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/requests\\?"));
    }

    [Fact]
    public async Task Duplicates_are_merged_after_a_look_and_taken_apart_again()
    {
        string last = "Twin" + Guid.NewGuid().ToString("N")[..6];
        Guid kept = await AddAsync("Tina", last, company: "Twin Works"), merged = await AddAsync("Tina", last, $"tina.{last}@twin.example".ToLowerInvariant());
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, $"/leads/{kept}");
        await page.GetByRole(AriaRole.Region, new() { Name = "Possible duplicates" }).GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Merge with") }).ClickAsync();
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer.Locator("ins")).ToContainTextAsync(["@twin.example"]);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Merge leads" }).ClickAsync();
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts" })).ToContainTextAsync("@twin.example");

        ILocator timeline = page.GetByRole(AriaRole.Region, new() { Name = "Timeline" });
        await timeline.GetByRole(AriaRole.Button, new() { Name = "Undo merge" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Undo merge" }).ClickAsync();
        await Assertions.Expect(timeline).ToContainTextAsync("was undone");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts" })).Not.ToContainTextAsync("@twin.example");
        await Get<GetLead>().ExecuteAsync(Manager, merged, CancellationToken.None);
    }

    [Fact]
    public async Task A_fault_is_shown_at_its_field_and_a_stale_form_says_so()
    {
        Guid id = await AddAsync("Stale", "Form", "stale.form@stale.example");
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, $"/leads/{id}?edit=facts");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.Locator("#lead-email").FillAsync("no address");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(drawer.Locator("#lead-email-fault")).ToContainTextAsync("is no e-mail address");
        await drawer.Locator("#lead-email").FillAsync("stale.form@stale.example");
        await drawer.Locator("#lead-city").FillAsync("Kiel");
        await Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { Id = id, Country = "Norway" }, CancellationToken.None);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts", IncludeHidden = true })).ToContainTextAsync("Norway");
        await Assertions.Expect(drawer.Locator("#lead-city")).ToHaveValueAsync("Kiel");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("changed by someone else meanwhile");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Read it again" }).ClickAsync();
        await Assertions.Expect(drawer.Locator("#lead-country")).ToHaveValueAsync("Norway");
        await drawer.Locator("#lead-city").FillAsync("Bremen");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts" })).ToContainTextAsync("Bremen");
    }

    [Fact]
    public async Task On_a_phone_a_rep_writes_a_call_down_and_plans_the_next_step()
    {
        Guid id = await AddAsync("Phone", "Person", ownerId: host.App.Person(Role.Rep).MembershipId);
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Rep)).OpenAsync(390, 844);
        IPage page = await OpenAsync(context, $"/leads/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add note or call" }).ClickAsync();
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.Locator("#log-kind").SelectOptionAsync("Call");
        await drawer.Locator("#log-subject").FillAsync("Wants a pilot");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Add to timeline" }).ClickAsync();
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await page.Locator("#task-title").FillAsync("Send the pilot plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add task" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tasks" })).ToContainTextAsync("Send the pilot plan");
        await page.GetByRole(AriaRole.Link, new() { Name = "Timeline" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("Wants a pilot");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Facts" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_palette_finds_a_lead_by_its_email()
    {
        Guid id = await AddAsync("Paula", "Palette", "paula@palette-works.example");
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await OpenAsync(context, "/");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).FillAsync("paula@palette");
        await page.GetByRole(AriaRole.Option, new() { Name = "Paula Palette" }).First.WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/leads/{id}"));
    }

    private TenantScope Manager => host.App.ScopeOf(Role.Manager);

    private T Get<T>() where T : notnull => host.App.Services.GetRequiredService<T>();

    private Task<Guid> AddAsync(string first, string last, string? email = null, string? company = null, Guid? ownerId = null) =>
        Get<SaveLead>().ExecuteAsync(Manager, new SaveLead.Request { FirstName = first, LastName = last, Email = email, Company = company, OwnerId = ownerId }, CancellationToken.None);

    private async Task<HotLead> HottestAsync() => (await Get<ListHottestLeads>().ExecuteAsync(Manager, 1, CancellationToken.None))[0];

    private async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + path);
        await PageChecks.WaitUntilShownAsync(page);
        return page;
    }
}
