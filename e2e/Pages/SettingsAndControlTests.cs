using System.Net;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>Settings, AI control and jobs in a real browser.</summary>
[Collection(PagesCollection.Name)]
public sealed class SettingsAndControlTests(ArtisanApp host)
{
    [Theory]
    [InlineData("memory", "/memory")]
    [InlineData("memory-recall", "/memory?mode=recall&ask=hosting+in+the+EU")]
    [InlineData("memory-recall-empty", "/memory?mode=recall")]
    [InlineData("memory-add", "/memory?add=memory")]
    [InlineData("compliance-governance", "/compliance-center")]
    [InlineData("compliance-pii", "/compliance-center?tab=pii&range=90d")]
    [InlineData("compliance-retention", "/compliance-center?tab=retention")]
    [InlineData("compliance-holds", "/compliance-center?tab=holds")]
    [InlineData("compliance-audit", "/compliance-center?tab=audit")]
    [InlineData("compliance-purge", "/compliance-center?tab=purge")]
    [InlineData("compliance-subjects", "/compliance-center?tab=subjects")]
    [InlineData("settings-organisation", "/settings")]
    [InlineData("settings-members", "/settings?tab=members")]
    [InlineData("settings-member-new", "/settings?tab=members&member=new")]
    [InlineData("settings-keys", "/settings?tab=keys")]
    [InlineData("settings-key-new", "/settings?tab=keys&key=new")]
    [InlineData("settings-features", "/settings?tab=features")]
    [InlineData("settings-providers", "/settings?tab=providers")]
    [InlineData("settings-provider", "/settings?tab=providers&provider=openai")]
    [InlineData("settings-configuration", "/settings?tab=configuration")]
    [InlineData("settings-setting", "/settings?tab=configuration&setting=requests.content_retention_days")]
    [InlineData("settings-audit", "/settings?tab=audit")]
    [InlineData("settings-organisations", "/settings?tab=organisations")]
    [InlineData("settings-about", "/settings?tab=about")]
    [InlineData("control-overview", "/admin/ai-control")]
    [InlineData("control-use-cases", "/admin/ai-control?tab=use-cases")]
    [InlineData("control-use-case", "/admin/ai-control?use_case=conversation")]
    [InlineData("control-policy", "/admin/ai-control?tab=policy")]
    [InlineData("control-policy-draft", "/admin/ai-control?tab=policy&policy_draft=new")]
    [InlineData("control-budgets", "/admin/ai-control?tab=budgets")]
    [InlineData("control-budget-new", "/admin/ai-control?tab=budgets&budget=new")]
    [InlineData("control-health", "/admin/ai-control?tab=health")]
    [InlineData("control-prompts", "/admin/ai-control?tab=prompts")]
    [InlineData("control-prompt-new", "/admin/ai-control?tab=prompts&prompt_new=1")]
    [InlineData("control-cache", "/admin/ai-control?tab=cache")]
    [InlineData("control-providers", "/admin/ai-control?tab=providers")]
    [InlineData("control-models", "/admin/ai-control?tab=models")]
    [InlineData("control-re-rate", "/admin/ai-control?tab=models&re_rate=1")]
    [InlineData("control-report", "/admin/ai-control?tab=models&report=1")]
    [InlineData("control-model", "/admin/ai-control?tab=models&model=gpt-4o")]
    [InlineData("jobs", "/jobs")]
    [InlineData("jobs-none", "/jobs?state=cancelled")]
    [InlineData("jobs-recurring", "/jobs?tab=recurring")]
    public async Task Looks_right_everywhere(string name, string path) => await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, path);

    [Theory]
    [InlineData("settings-keys-read-only", "/settings?tab=keys", Role.Compliance)]
    [InlineData("control-use-case-read-only", "/admin/ai-control?use_case=conversation", Role.Viewer)]
    public async Task Who_may_only_look_sees_why(string name, string path, Role role)
    {
        Screens screens = await host.ScreensOfAsync(role);
        await screens.CheckAsync(name, path);
        await using IBrowserContext context = await screens.OpenAsync();
        IPage page = await OpenAsync(context, path);
        await Assertions.Expect(page.GetByText("You may look at this").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("save|create|revoke", System.Text.RegularExpressions.RegexOptions.IgnoreCase) })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_key_is_made_by_keyboard_works_and_is_refused_soon_after_it_is_revoked()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await OpenAsync(context, "/settings?tab=keys");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create key" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#key-name").FillAsync("Browser test");
        await page.Keyboard.PressAsync("Enter");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("Copy the key now");
        string key = await drawer.GetByRole(AriaRole.Region, new() { Name = "Key", Exact = true }).InnerTextAsync();
        Assert.StartsWith("ak_", key, StringComparison.Ordinal);
        await Assertions.Expect(drawer).ToContainTextAsync($"{host.App.Url}/v1");
        using HttpClient client = host.App.Client(key.Trim());
        await UntilAsync(client, HttpStatusCode.OK);

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Done, I have copied it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Copy the key now")).ToHaveCountAsync(0);
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await page.Locator("tr[data-row]", new() { HasText = "Browser test" }).First.ClickAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Alertdialog);
        await question.GetByRole(AriaRole.Textbox).FillAsync("Browser test");
        await question.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await page.GetByText("Key revoked").First.WaitForAsync();
        await UntilAsync(client, HttpStatusCode.Unauthorized);
        await Assertions.Expect(page.Locator("tr[data-row]", new() { HasText = "Browser test" }).First).ToContainTextAsync("Revoked");
    }

    [Fact]
    public async Task A_changed_model_shows_in_the_overview_and_is_taken_back()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await OpenAsync(context, "/admin/ai-control?use_case=coaching");
        ILocator drawer = page.GetByRole(AriaRole.Dialog).First;
        await drawer.Locator("#uc-model").FillAsync("gpt-4o");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Review and save" }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question.Locator("ins")).ToHaveTextAsync("gpt-4o");
        await question.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("What your organisation has changed");
        await page.Keyboard.PressAsync("Escape");
        ILocator lane = page.Locator(".lanes > li", new() { HasText = "Coaching" });
        await Assertions.Expect(lane.Locator(".stop .model").First).ToHaveTextAsync("gpt-4o");
        await Assertions.Expect(lane).ToContainTextAsync("organisation");

        await lane.GetByRole(AriaRole.Link).ClickAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Take back all changes" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Take back all changes" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_model_policy_is_drafted_compared_and_released_and_the_earlier_one_comes_back()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await OpenAsync(context, $"/admin/ai-control?tab=policy&workspace={host.App.Home.SecondWorkspaceId}");
        async Task ReleaseAsync(string model)
        {
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new("New draft|Write a policy") }).First.ClickAsync();
            ILocator form = page.GetByRole(AriaRole.Dialog);
            await form.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).WaitForAsync();
            if (await form.GetByText("No rules").CountAsync() > 0)
                await form.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).ClickAsync();
            await form.Locator("#mp-1-segment").FillAsync("executives");
            await form.Locator("#mp-1-model").FillAsync(model);
            await form.Locator("#mp-1-model").BlurAsync();
            await form.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
            await form.GetByRole(AriaRole.Button, new() { Name = "Release…" }).ClickAsync();
            ILocator question = page.GetByRole(AriaRole.Alertdialog);
            await Assertions.Expect(question).ToContainTextAsync(model);
            await question.GetByRole(AriaRole.Button, new() { Name = "Release version" }).ClickAsync();
            await Assertions.Expect(form.Locator(".pill", new() { HasText = "Live" }).First).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rules", Exact = true }).First).ToContainTextAsync(model);
        }
        await ReleaseAsync("gpt-4o");
        await ReleaseAsync("gpt-4.1");
        await page.Locator("table a", new() { HasTextRegex = new("^1$") }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Back to this version" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Release it again" }).ClickAsync();
        await page.GetByText("Version 3 holds").First.WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rules", Exact = true }).First).ToContainTextAsync("gpt-4o");
    }

    [Fact]
    public async Task A_recurring_job_is_run_now_and_seen_to_succeed()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await OpenAsync(context, "/jobs?tab=recurring");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now: Delete old jobs and expired files" }).ClickAsync();
        await page.GetByText("Started", new() { Exact = true }).First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Running and recent" }).ClickAsync();
        ILocator row = page.Locator("tr[data-row]", new() { HasText = "Delete old jobs" }).First;
        await Assertions.Expect(row).ToContainTextAsync("Succeeded", new() { Timeout = 20_000 });
        await row.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("jobs: 0");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/settings")]
    [InlineData("/admin/ai-control")]
    [InlineData("/jobs")]
    [InlineData("/compliance-center")]
    public async Task Every_tab_opens_by_a_click_and_the_circuit_lives_on(string path)
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await OpenAsync(context, path);
        ILocator tabs = page.Locator("nav.tabs a");
        await tabs.First.WaitForAsync();
        for (int i = await tabs.CountAsync() - 1; i >= 0; i--)
        {
            await tabs.Nth(i).ClickAsync();
            await Assertions.Expect(tabs.Nth(i)).ToHaveAttributeAsync("aria-current", "page");
            await PageChecks.WaitUntilShownAsync(page);
            await Assertions.Expect(page.GetByText("This page stopped working")).ToBeHiddenAsync();
        }
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + path);
        await PageChecks.WaitUntilShownAsync(page);
        return page;
    }

    // Keys are taken and refused within five seconds, on every node.
    private static async Task UntilAsync(HttpClient client, HttpStatusCode wanted)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        HttpStatusCode got;
        do
        {
            using HttpResponseMessage answer = await client.GetAsync("/v1/models");
            got = answer.StatusCode;
            if (got == wanted)
                return;
            await Task.Delay(100);
        }
        while (clock.Elapsed < TimeSpan.FromSeconds(5));
        Assert.Fail($"/v1/models still answers {(int)got} instead of {(int)wanted} after five seconds.");
    }
}
