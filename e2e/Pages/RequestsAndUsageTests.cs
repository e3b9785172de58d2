using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>Home, requests and usage in a real browser, over the demonstration's history.</summary>
[Collection(PagesCollection.Name)]
public sealed class RequestsAndUsageTests(ArtisanApp host)
{
    [Theory]
    [InlineData("home", "/")]
    [InlineData("requests", "/requests?range=30d")]
    [InlineData("requests-filtered", "/requests?range=30d&status=failed&sort=-latency")]
    [InlineData("requests-none", "/requests?range=30d&model=nothing")]
    [InlineData("usage", "/usage?range=30d")]
    [InlineData("usage-by-use-case", "/usage?range=24h&by=use_case")]
    public async Task Looks_right_everywhere(string name, string path) => await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, path);

    [Theory]
    [InlineData("request-course", "")]
    [InlineData("request-content", "&part=content")]
    [InlineData("request-json", "&part=json")]
    [InlineData("request-repeat", "&part=repeat")]
    public async Task The_drawer_looks_right_everywhere(string name, string part)
    {
        Page<RequestRow> found = await host.App.Services.GetRequiredService<ListRequests>().ExecuteAsync(
            host.App.ScopeOf(Role.Admin), new RequestFilter { From = DateTimeOffset.UtcNow.AddDays(-30) }, new PageRequest(null, 500), CancellationToken.None);
        RequestRow row = found.Items.First(r => r.Degraded);
        await (await host.ScreensOfAsync(Role.Admin)).CheckAsync(name, $"/requests?range=30d&request={row.Id}{part}");
    }

    [Theory]
    [InlineData(Role.Rep)]
    [InlineData(Role.Viewer)]
    public async Task Home_shows_what_the_role_may_see(Role role) => await (await host.ScreensOfAsync(role)).CheckAsync($"home-{role.ToString().ToLowerInvariant()}", "/");

    [Fact]
    public async Task A_call_arrives_in_the_open_list_and_is_read_by_keyboard()
    {
        Screens screens = await host.ScreensOfAsync(Role.Admin);
        await using IBrowserContext context = await screens.OpenAsync();
        IPage page = await context.NewPageAsync();
        // The history holds calls of this model too, but none of programs that name it: the list begins empty.
        await page.GotoAsync(host.App.Url + "/requests?range=1h&model=gpt-4o-mini&use_case=gateway");
        await PageChecks.WaitUntilShownAsync(page);

        using HttpClient client = host.App.Client(host.App.Home.ApiKey);
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/v1/chat/completions", new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = "one two three" } } });
        answer.EnsureSuccessStatusCode();
        string id = answer.Headers.GetValues("X-Artisan-Request-Id").Single();

        ILocator row = page.Locator("tr[data-row]").First;
        await row.WaitForAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(row).ToContainTextAsync("gpt-4o-mini");
        await row.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("openai answered with gpt-4o-mini");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"[?&]request={id}"));

        await drawer.GetByRole(AriaRole.Link, new() { Name = "Prompt and answer" }).ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("You said: one two three");

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(drawer).ToHaveCountAsync(0);
        await Assertions.Expect(row).ToBeFocusedAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("[?&]request="));
    }

    [Fact]
    public async Task The_use_of_a_key_leads_to_its_requests_from_their_top()
    {
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync(host.App.Url + "/usage?range=30d");
        await PageChecks.WaitUntilShownAsync(page);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Demo key") }).First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/requests\\?.*caller={host.App.Home.ApiKeyId}"));
        await PageChecks.WaitUntilShownAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove filter Caller" })).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("#main").EvaluateAsync<int>("main => main.scrollTop"));
    }

    [Fact]
    public async Task The_palette_finds_a_request_by_the_end_of_its_id()
    {
        Page<RequestRow> found = await host.App.Services.GetRequiredService<ListRequests>().ExecuteAsync(
            host.App.ScopeOf(Role.Admin), new RequestFilter { From = DateTimeOffset.UtcNow.AddDays(-5) }, new PageRequest(null, 50), CancellationToken.None);
        string id = found.Items.Select(r => r.Id.ToString()).First(i => i[^8..].Any(char.IsAsciiDigit));
        await using IBrowserContext context = await (await host.ScreensOfAsync(Role.Admin)).OpenAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(host.App.Url + "/");
        await PageChecks.WaitUntilShownAsync(page);
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).FillAsync(id[^8..]);
        await page.GetByRole(AriaRole.Option, new() { Name = $"Request {id[^8..]}" }).First.WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(id[..8]);
    }
}
