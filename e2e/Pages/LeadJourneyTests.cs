using System.Text;
using System.Text.RegularExpressions;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Artisan.Testing.Vendors;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>A rep's way from a file to a recorded call, with every AI call found again in the request log, at a desk and on a phone.</summary>
[Collection(PagesCollection.Name)]
public sealed class LeadJourneyTests(ArtisanApp host)
{
    [Theory]
    [InlineData(1440, 900, "Desk")]
    [InlineData(390, 844, "Phone")]
    public async Task A_lead_is_imported_scored_written_to_and_called_and_all_of_it_is_found_in_requests(int width, int height, string who)
    {
        // The vendor refuses its credential: the policies' own fallback, the local provider, does the work.
        host.App.Vendor.FaultFor = _ => VendorFault.Error(401);
        try
        {
            await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Rep)).OpenAsync(width, height);
            IPage page = await context.NewPageAsync();
            await ImportAsync(page, who);
            await ScoreAsync(page, phone: width < 700);
            await DraftAsync(page);
            await RecordAsync(page, phone: width < 700);
            await FindAsync(page);
        }
        finally
        {
            host.App.Vendor.FaultFor = null;
        }
    }

    private async Task ImportAsync(IPage page, string who)
    {
        await page.GotoAsync(host.App.Url + "/leads/import");
        await PageChecks.WaitUntilShownAsync(page);
        byte[] file = Encoding.UTF8.GetBytes($"E-mail,First name,Last name,Company,Title\njourney-{who.ToLowerInvariant()}@journey.example,Jo,{who} Journey,Journey {who} Ltd,Head of operations\nnot an address,No,Body,Journey {who} Ltd,\n");
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = $"journey-{who}.csv", MimeType = "text/csv", Buffer = file });
        await page.GetByRole(AriaRole.Button, new() { Name = "See what will happen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 1 lead" }).ClickAsync();
        await Assertions.Expect(page.GetByText("All 2 rows done")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "See the leads that it created" }).ClickAsync();
        ILocator row = page.Locator("[data-row]").Filter(new() { HasText = $"Jo {who} Journey" });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await row.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = $"Jo {who} Journey" })).ToBeVisibleAsync();
    }

    private static async Task ScoreAsync(IPage page, bool phone)
    {
        if (phone)
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the lead" }).GetByRole(AriaRole.Link, new() { Name = "Score" }).ClickAsync();
        ILocator score = page.GetByRole(AriaRole.Region, new() { Name = "Score" });
        await score.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Score (now|again)") }).ClickAsync();
        await Assertions.Expect(score.GetByRole(AriaRole.List, new() { Name = "How the score builds up" })).ToContainTextAsync("Position", new() { Timeout = 20_000 });
    }

    private static async Task DraftAsync(IPage page)
    {
        ILocator drafts = page.GetByRole(AriaRole.Region, new() { Name = "E-mail drafts" });
        await drafts.GetByLabel("What is the e-mail to reach?").FillAsync("Agree on a first call next week");
        await drafts.GetByRole(AriaRole.Button, new() { Name = "Draft e-mail" }).ClickAsync();
        await Assertions.Expect(drafts.GetByLabel("Subject")).Not.ToHaveValueAsync("", new() { Timeout = 20_000 });
        await drafts.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Assertions.Expect(drafts.GetByText("Accepted", new() { Exact = false }).First).ToBeVisibleAsync();
    }

    private static async Task RecordAsync(IPage page, bool phone)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Add note or call" }).ClickAsync();
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await drawer.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("Call");
        await drawer.GetByLabel("Subject").FillAsync("First call: wants a pilot");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Add to timeline" }).ClickAsync();
        if (phone)
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the lead" }).GetByRole(AriaRole.Link, new() { Name = "Timeline" }).ClickAsync();
        ILocator timeline = page.GetByRole(AriaRole.Region, new() { Name = "Timeline" });
        foreach (string entry in (string[])["First call: wants a pilot", "Scored", "mail", "import"])
            await Assertions.Expect(timeline).ToContainTextAsync(entry, new() { IgnoreCase = true });
    }

    private async Task FindAsync(IPage page)
    {
        await host.App.DrainAsync();
        foreach (string useCase in (string[])["lead_scoring", "email_generation"])
        {
            await page.GotoAsync(host.App.Url + $"/requests?range=1h&use_case={useCase}");
            await PageChecks.WaitUntilShownAsync(page);
            await Assertions.Expect(page.Locator("[data-row]").First).ToContainTextAsync("artisan-extract-1");
        }
    }
}
