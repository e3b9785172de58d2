using System.Net;
using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Prompts;

/// <summary>A workspace's own prompt stands before the organisation's of the same slug, there and nowhere else.</summary>
public sealed class PromptOverrideTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>, IAsyncLifetime
{
    private PromptClient _first = null!, _second = null!;

    private RunningArtisan App => fixture.App;

    public async Task InitializeAsync()
    {
        string key = (await App.Services.GetRequiredService<CreateApiKey>().ExecuteAsync(App.ScopeOf(Role.Admin), new CreateApiKey.Request("Second", App.Home.SecondWorkspaceId, KeyScopes.Gateway | KeyScopes.Ai | KeyScopes.Admin), CancellationToken.None)).Key;
        (_first, _second) = (new PromptClient(App), new PromptClient(App, key));
        await _first.RefreshAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<string> SaidAsync(PromptClient client, string slug, string model = "artisan/gateway")
    {
        await client.OkAsync(HttpMethod.Post, "/v1/chat/completions", JsonSerializer.Serialize(new { model, prompt = slug.Length == 0 ? null : new { id = slug }, messages = new[] { new { role = "user", content = "Hello" } } }));
        return client.LastMessages()[0];
    }

    private async Task<JsonElement> ListedAsync(Guid id) =>
        (await _first.OkAsync(HttpMethod.Get, "/api/v1/ai/prompts")).GetProperty("items").EnumerateArray().Single(p => p.GetProperty("id").GetGuid() == id);

    [Fact]
    public async Task The_workspaces_own_holds_there_and_the_organisations_elsewhere_and_again_after_it_is_put_away()
    {
        (string slug, Guid shared) = await _first.MakeAsync(PromptClient.Saying("The organisation's words."));
        (await SaidAsync(_second, slug)).ShouldBe("system: The organisation's words.");
        (_, Guid own) = await _first.MakeAsync(PromptClient.Saying("The second workspace's words."), slug: slug, workspaceId: App.Home.SecondWorkspaceId);
        (await SaidAsync(_second, slug)).ShouldBe("system: The second workspace's words.");
        (await SaidAsync(_first, slug)).ShouldBe("system: The organisation's words.");

        (await ListedAsync(own)).GetProperty("overrides").GetGuid().ShouldBe(shared);
        JsonElement there = (await ListedAsync(shared)).GetProperty("overridden_in").EnumerateArray().ShouldHaveSingleItem();
        (there.GetProperty("prompt_id").GetGuid(), there.GetProperty("workspace_id").GetGuid()).ShouldBe((own, App.Home.SecondWorkspaceId));

        await _first.OkAsync(HttpMethod.Delete, $"/api/v1/ai/prompts/{own}");
        await _first.RefreshAsync();
        (await SaidAsync(_second, slug)).ShouldBe("system: The organisation's words.");
        (await ListedAsync(shared)).GetProperty("overridden_in").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task One_of_which_no_version_holds_overrides_nothing_yet()
    {
        (string slug, Guid shared) = await _first.MakeAsync(PromptClient.Saying("Everywhere."));
        JsonElement own = await _first.OkAsync(HttpMethod.Post, "/api/v1/ai/prompts", JsonSerializer.Serialize(new { slug, name = "Own", workspace_id = App.Home.SecondWorkspaceId }));
        await _first.OkAsync(HttpMethod.Post, $"/api/v1/ai/prompts/{own.GetProperty("id").GetString()}/drafts", PromptClient.Saying("Not yet."));
        await _first.RefreshAsync();
        (await SaidAsync(_second, slug)).ShouldBe("system: Everywhere.");
        (await ListedAsync(shared)).GetProperty("overridden_in").GetArrayLength().ShouldBe(0);
        (await ListedAsync(own.GetProperty("id").GetGuid())).GetProperty("overrides").GetGuid().ShouldBe(shared);
    }

    [Fact]
    public async Task A_use_cases_prompt_is_overridden_with_its_use_case_or_without()
    {
        (string slug, Guid shared) = await _first.MakeAsync(PromptClient.Saying("Coach for all."), "coaching");
        (_, Guid own) = await _first.MakeAsync(PromptClient.Saying("Coach here."), "coaching", slug, App.Home.SecondWorkspaceId);
        (await SaidAsync(_second, "", "artisan/coaching")).ShouldBe("system: Coach here.");
        (await SaidAsync(_first, "", "artisan/coaching")).ShouldBe("system: Coach for all.");
        // Taken from the use case there, the policy's own words hold in that workspace, not those that were overridden.
        await _first.OkAsync(HttpMethod.Put, $"/api/v1/ai/prompts/{own}", JsonSerializer.Serialize(new { slug, name = "Own", workspace_id = App.Home.SecondWorkspaceId }));
        await _first.RefreshAsync();
        (await SaidAsync(_second, "", "artisan/coaching")).ShouldStartWith("system: You coach sales people");
        (await SaidAsync(_first, "", "artisan/coaching")).ShouldBe("system: Coach for all.");
        foreach (Guid id in (Guid[])[shared, own])
            await _first.OkAsync(HttpMethod.Delete, $"/api/v1/ai/prompts/{id}");
        await _first.RefreshAsync();
    }

    [Fact]
    public async Task A_slug_is_taken_once_for_the_organisation_and_once_in_each_workspace()
    {
        (string slug, Guid shared) = await _first.MakeAsync(PromptClient.Saying("One."));
        string own = JsonSerializer.Serialize(new { slug, name = "Own", workspace_id = App.Home.SecondWorkspaceId }), everywhere = JsonSerializer.Serialize(new { slug, name = "Again" });
        Guid made = (await _first.OkAsync(HttpMethod.Post, "/api/v1/ai/prompts", own)).GetProperty("id").GetGuid();
        foreach (string again in (string[])[own, everywhere])
        {
            (int status, string? field, _) = await _first.BadAsync(HttpMethod.Post, "/api/v1/ai/prompts", again);
            (status, field).ShouldBe((409, "slug"));
        }
        (int moved, string? at, string text) = await _first.BadAsync(HttpMethod.Put, $"/api/v1/ai/prompts/{made}", everywhere);
        (moved, at).ShouldBe((409, "workspace_id"));
        text.ShouldContain("Leave it where it is");
        await _first.OkAsync(HttpMethod.Put, $"/api/v1/ai/prompts/{shared}", JsonSerializer.Serialize(new { slug, name = "Renamed" }));
    }

    [Fact]
    public async Task Two_that_make_the_same_at_once_do_not_both_succeed()
    {
        string body = JsonSerializer.Serialize(new { slug = $"p-{Guid.NewGuid():N}", name = "Twice" });
        HttpResponseMessage[] made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _first.SendAsync(HttpMethod.Post, "/api/v1/ai/prompts", body)));
        made.Count(m => m.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        made.Count(m => m.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task By_slug_each_key_reaches_what_its_requests_use_and_by_id_any()
    {
        (string slug, Guid shared) = await _first.MakeAsync(PromptClient.Saying("Shared."));
        (_, Guid own) = await _first.MakeAsync(PromptClient.Saying("Own."), slug: slug, workspaceId: App.Home.SecondWorkspaceId);
        async Task<Guid> ReadAsync(PromptClient client, string prompt) => (await client.OkAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{prompt}")).GetProperty("prompt").GetProperty("id").GetGuid();
        (await ReadAsync(_first, slug), await ReadAsync(_second, slug), await ReadAsync(_first, own.ToString())).ShouldBe((shared, own, own));
    }

    [Fact]
    public async Task A_slug_that_could_mean_several_workspaces_prompts_is_refused()
    {
        Guid third = await App.Services.GetRequiredService<SaveWorkspace>().ExecuteAsync(App.ScopeOf(Role.Admin), new SaveWorkspace.Request(null, $"w-{Guid.NewGuid():N}"[..20], "Third", true), CancellationToken.None);
        await _first.RefreshAsync();
        (string slug, _) = await _first.MakeAsync(PromptClient.Saying("A"), workspaceId: App.Home.SecondWorkspaceId);
        (int single, _, _) = ((int)(await _first.SendAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{slug}")).StatusCode, 0, 0);
        single.ShouldBe(200, "it is the only one");
        await _first.MakeAsync(PromptClient.Saying("B"), slug: slug, workspaceId: third);
        (int status, _, string text) = await _first.BadAsync(HttpMethod.Get, $"/api/v1/ai/prompts/{slug}");
        status.ShouldBe(409);
        text.ShouldContain("by its id");
        (await Should.ThrowAsync<ArtisanException>(() => App.Services.GetRequiredService<Core.Gateway.Prompts.GetPrompt>().ExecuteAsync(App.ScopeOf(Role.Admin), slug, CancellationToken.None))).Code.ShouldBe(ErrorCode.Conflict);
    }
}
