using System.Text;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>The import of leads in a real browser, at a desk and on a phone.</summary>
public sealed class LeadImportTests(ArtisanApp host) : IClassFixture<ArtisanApp>
{
    private const string Faulty =
        "E-Mail;Vorname;Nachname;Firma;Position;Telefon\r\n" +
        "{0}1@import.example;Änne;Größe;Importeur GmbH;Leiterin;+49 30 1234567\r\n" +
        "{0}2(at)import.example;Bob;Berg;Importeur GmbH;Einkauf;+49 30 7654321\r\n" +
        "{0}3@import.example;\"Carl \"\"C.\"\"\";Stein;\"Stein; Söhne\";;\r\n" +
        ";Dora {0};Ohne;Importeur GmbH;Vertrieb;\r\n";

    [Fact]
    public async Task Every_step_looks_right_everywhere()
    {
        Screens screens = await host.ScreensOfAsync(Role.Manager);
        await screens.CheckAsync("import-file", "/leads/import");
        Guid draft = await UploadAsync(Role.Manager, string.Format(System.Globalization.CultureInfo.InvariantCulture, Faulty, "look") + string.Concat(Enumerable.Range(0, 30).Select(i => $"look-{i}@many.example;First{i};Last{i};Many Ltd;Buyer;\r\n")));
        await screens.CheckAsync("import-mapping", $"/leads/import?import={draft}&step=mapping");
        await screens.CheckAsync("import-preview", $"/leads/import?import={draft}&step=preview", PreviewShownAsync);
        await screens.CheckAsync("import-draft-file", $"/leads/import?import={draft}&step=file");
        await Get<StartLeadImport>().ExecuteAsync(host.App.ScopeOf(Role.Manager), draft, CancellationToken.None);
        await EndAsync(Role.Manager, draft);
        await screens.CheckAsync("import-report", $"/leads/import?import={draft}");
        await screens.CheckAsync("import-history", "/leads/import");
        await screens.CheckAsync("import-missing", $"/leads/import?import={Guid.NewGuid()}");
        await screens.CheckAsync("import-refused", "/leads/import", RefusedAsync, expectConsoleErrors: true);
        Guid running = await UploadAsync(Role.Manager, "Email\nann@running.example\n");
        await using (ArtisanDb db = Get<IArtisanDbFactory>().Open(host.App.ScopeOf(Role.Manager)))
            await db.LeadImports.Where(i => i.Id == running).ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, ImportStatus.Running).SetProperty(i => i.Total, 100_000).SetProperty(i => i.Done, 41_500).SetProperty(i => i.Created, 40_000).SetProperty(i => i.Skipped, 1_500));
        await screens.CheckAsync("import-running", $"/leads/import?import={running}");
        await (await host.ScreensOfAsync(Role.Viewer)).CheckAsync("import-read-only", "/leads/import");
    }

    [Theory]
    [InlineData(1440, 900, "desk")]
    [InlineData(390, 844, "phone")]
    public async Task A_file_with_faults_is_imported_its_error_file_corrected_and_imported_again(int width, int height, string who)
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Rep)).OpenAsync(width, height);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/leads/import");
        await PageChecks.WaitUntilShownAsync(page);
        byte[] file = Encoding.GetEncoding("latin1").GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, Faulty, who));

        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = $"{who}.csv", MimeType = "text/csv", Buffer = file });
        await Assertions.Expect(page.Locator("#im-delimiter")).ToHaveValueAsync(((int)';').ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#im-encoding")).ToHaveValueAsync("windows-1252");
        await Assertions.Expect(page.GetByLabel("E-Mail goes into")).ToHaveValueAsync("email");
        await Assertions.Expect(page.GetByLabel("Position goes into")).ToHaveValueAsync("title");
        await Assertions.Expect(page.GetByText("Größe").First).ToBeVisibleAsync();
        // The mapping lies in the address: a reload finds it again.
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "See what will happen" }).ClickAsync();
        await Assertions.Expect(Tile(page, "Leads to create")).ToContainTextAsync("3");
        await Assertions.Expect(Tile(page, "Rows with errors")).ToContainTextAsync("1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Error", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rows", Exact = true })).ToContainTextAsync("is no e-mail address");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "See what will happen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 3 leads" }).ClickAsync();
        await Assertions.Expect(page.GetByText("All 4 rows done")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(Tile(page, "Leads created")).ToContainTextAsync("3");

        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the error file" }).ClickAsync());
        string errors = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith("E-Mail,Vorname,Nachname,Firma,Position,Telefon,line,column,message", errors, StringComparison.Ordinal);
        Assert.Contains($"{who}2(at)import.example", errors, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Import another file" }).ClickAsync();
        await page.GetByText("Paste rows instead").ClickAsync();
        await page.Locator("#import-paste").FillAsync(errors.Replace("(at)", "@", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use pasted rows" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("message goes into")).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what will happen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 1 lead" }).ClickAsync();
        await Assertions.Expect(page.GetByText("All 1 row done")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(Tile(page, "Rows with errors")).ToContainTextAsync("0");

        await page.GetByRole(AriaRole.Link, new() { Name = "Import another file" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Earlier imports" }).GetByRole(AriaRole.Link, new() { Name = $"{who}.csv" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_spreadsheet_under_another_name_is_refused_with_the_way_out_and_another_file_is_dropped()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Manager)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/leads/import");
        await PageChecks.WaitUntilShownAsync(page);
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = "leads.csv", MimeType = "text/csv", Buffer = [.. "PK\u0003\u0004"u8, .. new byte[26], .. "[Content_Types].xml"u8, .. new byte[2000]] });
        ILocator alert = page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToContainTextAsync("This is a spreadsheet");
        await Assertions.Expect(alert).ToContainTextAsync("CSV UTF-8");
        IJSHandle dropped = await page.EvaluateHandleAsync("""
            () => { const data = new DataTransfer(); data.items.add(new File(['Email\nann@afterwards.example\n'], 'dropped.csv', { type: 'text/csv' })); return data; }
            """);
        await page.DispatchEventAsync("[data-drop]", "drop", new { dataTransfer = dropped });
        await Assertions.Expect(page.GetByLabel("Email goes into")).ToHaveValueAsync("email");
        Assert.Contains("step=mapping", page.Url, StringComparison.Ordinal);
    }

    private T Get<T>() where T : notnull => host.App.Services.GetRequiredService<T>();

    private static ILocator Tile(IPage page, string title) => page.Locator(".tile", new() { HasText = title });

    private static async Task RefusedAsync(IPage page)
    {
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = "leads.csv", MimeType = "text/csv", Buffer = "Email,Note\nann@x.example,\"never closed\n"u8.ToArray() });
        await page.GetByText("is never closed").WaitForAsync();
    }

    private static Task PreviewShownAsync(IPage page) => page.GetByText("Row by row").WaitForAsync();

    private Task<Guid> UploadAsync(Role role, string text) =>
        Get<UploadLeads>().ExecuteAsync(host.App.ScopeOf(role), "leads of the fair.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), 1_000_000, CancellationToken.None);

    private async Task EndAsync(Role role, Guid import)
    {
        using LiveFeed.Subscription feed = Get<LiveFeed>().Subscribe(host.App.Home.TenantId, FeedTopic.Imports);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Get<GetLeadImport>().ExecuteAsync(host.App.ScopeOf(role), import, limit.Token)).Row.IsActive)
            await feed.NextAsync(limit.Token);
    }
}
