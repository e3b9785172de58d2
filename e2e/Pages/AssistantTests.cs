using Artisan.Core.Tenancy;
using Artisan.E2E.Support;
using Microsoft.Playwright;
using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>The assistant's page in a real browser; the vendor's words stand in for a language model's.</summary>
[Collection(PagesCollection.Name)]
public sealed class AssistantTests(ArtisanApp host)
{
    [Fact]
    public async Task The_empty_page_and_the_text_tab_look_right_everywhere()
    {
        Screens screens = await host.ScreensOfAsync(Role.Rep);
        await screens.CheckAsync("assistant-empty", "/insights");
        await screens.CheckAsync("assistant-text", "/insights?tab=text");
    }

    [Fact]
    public async Task A_question_is_answered_judged_and_linked()
    {
        var reply = host.App.Vendor.Reply;
        host.App.Vendor.Reply = _ => "**Two** leads have gone silent:\n\n- the first [1]\n- the second [2]\n\n| Lead | Days |\n| --- | --- |\n| first | 20 |";
        try
        {
            await (await host.ScreensOfAsync(Role.Manager)).CheckAsync("assistant", "/insights", async page =>
            {
                await page.GetByLabel("Question").FillAsync("Which leads have gone silent?");
                await page.Keyboard.PressAsync("Enter");
                await page.Locator("a.citation").First.WaitForAsync();
                await page.WaitForURLAsync(url => url.Contains("session=", StringComparison.Ordinal));
                await page.GetByRole(AriaRole.Button, new() { Name = "Helpful", Exact = true }).ClickAsync();
                await page.GetByText("Marked as helpful").WaitForAsync();
                // The address leads back to the conversation.
                await page.ReloadAsync();
                await Assertions.Expect(page.GetByText("leads have gone silent:")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("Marked as helpful")).ToBeVisibleAsync();
            });
        }
        finally
        {
            host.App.Vendor.Reply = reply;
        }
    }
}
