using AngleSharp.Dom;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Gateway.Control.Prompts;
using Artisan.Web.Shell.Components;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Prompts;

/// <summary>The console's prompts: the list and its drawers, over the real store.</summary>
public sealed class PromptPagesTests(ArtisanFixture fixture) : ConsoleContext(fixture.App), IClassFixture<ArtisanFixture>
{
    private PromptClient Client => new(App);

    private IRenderedComponent<PromptsTab> Open(TenantScope? scope = null, string query = "")
    {
        SignIn(scope ?? App.ScopeOf(Role.Admin), typeof(ListPrompts), typeof(GetPrompt), typeof(SavePrompt), typeof(SavePromptDraft), typeof(ReleasePrompt), typeof(PreviewPrompt), typeof(TryPrompt), typeof(ControlPlane), typeof(IAiConfigSource));
        Navigation.NavigateTo($"/admin/ai-control?tab=prompts{query}");
        return Render<PromptsTab>();
    }

    [Fact]
    public void An_organisation_without_prompts_is_told_what_they_are_for_and_begins_one()
    {
        IRenderedComponent<PromptsTab> page = Open(App.ScopeOf(Role.Admin, App.Foreign));
        Shows(page, "No prompts yet");
        Button(page, "Write a prompt").GetAttribute("href")!.ShouldContain("prompt_new=1");
    }

    [Fact]
    public async Task The_list_tells_what_holds_and_for_whom()
    {
        (string slug, Guid shared) = await Client.MakeAsync(PromptClient.Saying("Everywhere."), "insight");
        (_, Guid own) = await Client.MakeAsync(PromptClient.Saying("Here."), slug: slug, workspaceId: App.Home.SecondWorkspaceId);
        await Client.OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/{own}/drafts", PromptClient.Saying("Next."));
        IRenderedComponent<PromptsTab> page = Open();
        string workspace = App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.Workspaces[App.Home.SecondWorkspaceId].Name;
        page.WaitForState(() => page.FindAll("tbody tr").Count >= 2, Patience);
        string[] RowOf(Guid id) => [.. page.FindAll("tbody tr").Single(r => r.QuerySelector($"a[href*='{id}']") is not null).QuerySelectorAll("td").Select(c => c.TextContent.Trim())];
        RowOf(shared)[..4].ShouldBe([$"All workspaces, overridden in {workspace}", "Insight", "version 1", "–"]);
        RowOf(own)[..4].ShouldBe([$"{workspace}, overrides the organisation's", "–", "version 1", "1"]);
        await Client.OkAsync(HttpMethod.Delete, $"/api/v1/ai/prompts/{shared}");
    }

    [Fact]
    public void Who_may_only_look_gets_no_buttons()
    {
        IRenderedComponent<PromptsTab> page = Open(App.ScopeOf(Role.Compliance));
        page.WaitForState(() => page.Markup.Contains("Named texts", StringComparison.Ordinal), Patience);
        page.Markup.ShouldNotContain("prompt_new=1");
    }

    [Fact]
    public void A_list_that_cannot_be_read_says_so_and_is_tried_again()
    {
        SignIn(App.ScopeOf(Role.Admin), typeof(ListPrompts), typeof(ControlPlane));
        Signed.Failure = new ArtisanException(ErrorCode.Unavailable, "The database does not answer. Try again in a moment.");
        IRenderedComponent<PromptsTab> page = Render<PromptsTab>();
        Shows(page, "The prompts could not be loaded");
        Shows(page, "The database does not answer");
        Signed.Failure = null;
        Button(page, "Try again").Click();
        page.WaitForAssertion(() => page.Markup.ShouldContain("Named texts"), Patience);
    }

    [Fact]
    public async Task A_new_prompt_is_refused_at_its_fields_and_then_made()
    {
        IRenderedComponent<PromptsTab> page = Open(query: "&prompt_new=1");
        page.WaitForElement("#pr-slug", Patience);
        Button(page, "Make prompt").Click();
        Shows(page, "Give the prompt a name");
        Shows(page, "The slug has 2 to 64");
        string slug = $"p-{Guid.NewGuid():N}";
        await TypeAsync(page, "#pr-name", "Made here");
        await TypeAsync(page, "#pr-slug", slug);
        Button(page, "Make prompt").Click();
        Shows(page, "It says nothing yet");
        Url.Get("prompt").ShouldBe((await App.Services.GetRequiredService<GetPrompt>().ExecuteAsync(App.ScopeOf(Role.Admin), slug, CancellationToken.None)).Prompt.Id.ToString());
        await Client.OkAsync(HttpMethod.Delete, $"/api/v1/ai/prompts/{slug}");
    }

    [Fact]
    public async Task A_draft_keeps_what_was_written_when_it_is_refused_and_is_compared_and_released()
    {
        (string slug, Guid id) = await Client.MakeAsync(PromptClient.Saying("First words."));
        IRenderedComponent<PromptsTab> page = Open(query: $"&prompt={id}");
        Button(page, "New draft").Click();
        page.WaitForElement("#pr-message-0", Patience);
        await TypeAsync(page, "#pr-message-0", "Second words of {{ brand }}.");
        Button(page, "Save draft").Click();
        Shows(page, "which is no variable of this prompt");
        page.Find("#pr-message-0").GetAttribute("value").ShouldBe("Second words of {{ brand }}.");
        Button(page, "Add a variable").Click();
        await TypeAsync(page, "#pr-var-0", "brand");
        await TypeAsync(page, "#pr-sample-0", "Acme");
        Button(page, "Preview").Click();
        Shows(page, "Second words of Acme.");
        Button(page, "Save draft").Click();
        page.WaitForAssertion(() => page.FindAll("table.diff th[scope=row]").Select(r => r.TextContent).ShouldBe(["Message 1", "Variable brand"]), Patience);
        Button(page, "Release…").Click();
        ConfirmQuestion question = await AnswerAsync();
        question.Title.ShouldBe("Release version 2?");
        page.WaitForAssertion(() => page.Markup.ShouldContain("live"), Patience);
        await UseCaseCalls.UntilAsync(async () => (await App.Services.GetRequiredService<GetPrompt>().ExecuteAsync(App.ScopeOf(Role.Admin), slug, CancellationToken.None)).Live?.Version == 2);
    }

    [Fact]
    public async Task A_variable_and_a_message_are_removed_beside_their_names()
    {
        (_, Guid id) = await Client.MakeAsync("""{"content":{"messages":[{"role":"system","content":"A"},{"role":"user","content":"B"}],"variables":[{"name":"v","required":false}]}}""");
        IRenderedComponent<PromptsTab> page = Open(query: $"&prompt={id}");
        Button(page, "New draft").Click();
        IElement remove = Button(page, "Remove variable 1");
        remove.ParentElement!.TextContent.ShouldContain("Variable 1");
        remove.Click();
        page.WaitForAssertion(() => page.Markup.ShouldContain("the text is always the same"), Patience);
        Button(page, "Remove message 2").Click();
        page.WaitForAssertion(() => Button(page, "Remove message 1").HasAttribute("disabled").ShouldBeTrue("a prompt has a message"), Patience);
    }

    [Fact]
    public async Task A_second_person_approves_and_the_author_cannot()
    {
        (string slug, Guid id) = await Client.MakeAsync(PromptClient.Saying("First."));
        TenantScope admin = App.ScopeOf(Role.Admin);
        ChangeSetting change = App.Services.GetRequiredService<ChangeSetting>();
        await change.ExecuteAsync(admin, TenantSettings.PolicyApproval, "true", CancellationToken.None);
        await Client.RefreshAsync();
        try
        {
            await Client.ReleaseAsync(slug, PromptClient.Saying("By the key."));
            IRenderedComponent<PromptsTab> page = Open(query: $"&prompt={id}");
            Shows(page, "By the key.");
            await TypeAsync(page, "#pr-said", "Reads well");
            Button(page, "Approve").Click();
            (await AnswerAsync()).Title.ShouldBe("Approve version 2?");
            Shows(page, "Reads well");
            (await App.Services.GetRequiredService<GetPrompt>().ExecuteAsync(admin, slug, CancellationToken.None)).Live!.Version.ShouldBe(2);

            // Now the admin is the author.
            Button(page, "New draft").Click();
            page.WaitForElement("#pr-message-0", Patience);
            await TypeAsync(page, "#pr-message-0", "By the admin.");
            Button(page, "Save draft").Click();
            Button(page, "Release…").Click();
            await AnswerAsync();
            Shows(page, "Somebody else than its author has to approve it");
            page.FindAll("button").ShouldNotContain(b => b.TextContent.Contains("Approve", StringComparison.Ordinal));
            (await App.Services.GetRequiredService<GetPrompt>().ExecuteAsync(admin, slug, CancellationToken.None)).Live!.Version.ShouldBe(2);
        }
        finally
        {
            await change.ExecuteAsync(admin, TenantSettings.PolicyApproval, null, CancellationToken.None);
            await Client.RefreshAsync();
        }
    }

    [Fact]
    public async Task The_organisations_prompt_is_overridden_in_a_workspace_and_both_tell_of_each_other()
    {
        (string slug, Guid id) = await Client.MakeAsync(PromptClient.Saying("Shared words."));
        IRenderedComponent<PromptsTab> page = Open(query: $"&prompt={id}");
        Button(page, "Override in a workspace").Click();
        page.WaitForElement("#pr-workspace", Patience);
        Button(page, "Make prompt").Click();
        Shows(page, "Choose the workspace");
        await TypeAsync(page, "#pr-workspace", App.Home.SecondWorkspaceId.ToString());
        Button(page, "Make prompt").Click();
        Shows(page, "Will override the organisation's in this workspace once it is released");
        Shows(page, "Shared words.");
        Button(page, "Release…").Click();
        await AnswerAsync();
        Shows(page, "Overrides the organisation's in this workspace");
        page.Find($".drawer a[href*='prompt={id}']").TextContent.ShouldBe("organisation's");
        Url.Set(("prompt", id.ToString()));
        Shows(page, "Overridden in");
        PromptInfo[] both = [.. (await App.Services.GetRequiredService<ListPrompts>().ExecuteAsync(App.ScopeOf(Role.Admin), CancellationToken.None)).Where(p => p.Slug == slug)];
        both.Select(p => (p.WorkspaceId, p.LiveVersion)).ShouldBe([(null, 1), (App.Home.SecondWorkspaceId, 1)]);
    }
}
