using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Caching;

/// <summary>What is kept holds for its time, on every node and after a restart, until somebody takes it back.</summary>
public sealed class CacheNodesTests(CacheFixture fixture) : IClassFixture<CacheFixture>
{
    private RunningArtisan App => fixture.App;
    private CacheClient Cache => new(App);

    private Task SyncAsync(RunningArtisan? node = null) => (node ?? App).Services.GetRequiredService<SyncCache>().RunAsync(CancellationToken.None);

    // The same vendor, as two nodes of one deployment have it.
    private Task<RunningArtisan> OtherNodeAsync() => RunningArtisan.StartAsync(database: App.Database, settings: [$"Artisan:Providers:openai:base_url={App.Vendor.BaseUrl}"]);

    [Fact]
    public async Task Another_node_and_the_next_start_give_the_answer_and_a_purge_reaches_them()
    {
        string prompt = CacheClient.NewPrompt();
        await Cache.AskAsync(prompt);
        await SyncAsync();
        await using RunningArtisan other = await OtherNodeAsync();
        await SyncAsync(other);
        var there = new CacheClient(other);
        int calls = App.Vendor.Requests.Count;
        (await there.AskAsync(prompt, key: App.Home.ApiKey)).State.ShouldBe("exact", "the node started after the answer was kept");

        string later = CacheClient.NewPrompt();
        await Cache.AskAsync(later);
        await SyncAsync();
        await SyncAsync(other);
        (await there.AskAsync(later, key: App.Home.ApiKey)).State.ShouldBe("exact", "it was kept while both ran");
        App.Vendor.Requests.Count.ShouldBe(calls + 1);

        using HttpClient admin = App.Client(App.Home.ApiKey);
        using HttpResponseMessage purged = await admin.PostAsJsonAsync("/api/v1/admin/cache/purge", new { });
        (await RunningArtisan.JsonAsync(purged)).GetProperty("forgotten").GetInt32().ShouldBeGreaterThanOrEqualTo(2);
        await SyncAsync(other);
        (await there.AskAsync(prompt, key: App.Home.ApiKey)).State.ShouldBe("miss");
        (await Cache.AskAsync(later)).State.ShouldBe("miss");
    }

    [Fact]
    public async Task After_its_time_an_answer_is_asked_for_again()
    {
        await CacheFixture.SwitchOnAsync(App, App.ScopeOf(Role.Admin), ttlSeconds: 1);
        try
        {
            string prompt = CacheClient.NewPrompt();
            await Cache.AskAsync(prompt);
            (await Cache.AskAsync(prompt)).State.ShouldBe("exact");
            await Task.Delay(1200);
            (await Cache.AskAsync(prompt)).State.ShouldBe("miss");
        }
        finally
        {
            await CacheFixture.SwitchOnAsync(App, App.ScopeOf(Role.Admin));
        }
    }

    [Fact]
    public async Task The_longest_unused_answer_goes_first()
    {
        using HttpClient admin = App.Client(App.Foreign.ApiKey);
        string slug = App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Foreign.TenantId)!.Workspaces[App.Foreign.WorkspaceId].Slug;
        (await admin.PutAsJsonAsync($"/api/v1/admin/cache/settings/{slug}", new { max_entries = 2 })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        string[] prompts = [CacheClient.NewPrompt(), CacheClient.NewPrompt(), CacheClient.NewPrompt()];
        await Cache.AskAsync(prompts[0], key: App.Foreign.ApiKey);
        await Cache.AskAsync(prompts[1], key: App.Foreign.ApiKey);
        await Cache.AskAsync(prompts[0], key: App.Foreign.ApiKey);
        await Cache.AskAsync(prompts[2], key: App.Foreign.ApiKey);
        (await Cache.AskAsync(prompts[0], key: App.Foreign.ApiKey)).State.ShouldBe("exact");
        (await Cache.AskAsync(prompts[1], key: App.Foreign.ApiKey, wants: "refresh")).State.ShouldBe("miss", "it was the longest unused");
    }

    [Fact]
    public async Task One_answer_is_removed_alone()
    {
        string prompt = CacheClient.NewPrompt(), other = CacheClient.NewPrompt();
        await Cache.AskAsync(prompt);
        await Cache.AskAsync(other);
        using HttpClient admin = App.Client(App.Home.ApiKey);
        JsonElement list = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/cache/entries?limit=500");
        Guid id = list.GetProperty("items").EnumerateArray().Single(e => e.GetProperty("prompt").GetString() == prompt).GetProperty("id").GetGuid();
        (await admin.DeleteAsync($"/api/v1/admin/cache/entries/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Cache.AskAsync(prompt)).State.ShouldBe("miss");
        (await Cache.AskAsync(other)).State.ShouldBe("exact");
    }

    [Fact]
    public async Task A_wrong_hit_takes_the_answer_away_and_raises_the_workspaces_similarity()
    {
        string name = $"Project{Guid.NewGuid():N}"[..14], variant = $"Could you please summarise the renewal contract of {name} in three sentences?";
        await Cache.AskAsync($"Summarise the renewal contract of {name} in three sentences.");
        (_, _, HttpResponseMessage response) = await Cache.AskAsync(variant);
        string id = response.Headers.GetValues("X-Artisan-Request-Id").Single();
        await SyncAsync();
        using HttpClient admin = App.Client(App.Home.ApiKey);
        JsonElement hit = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/cache/semantic-hits")).GetProperty("items").EnumerateArray().Single(h => h.GetProperty("id").GetString() == id);
        hit.GetProperty("prompt").GetString().ShouldBe(variant);
        hit.GetProperty("first_prompt").GetString().ShouldStartWith("Summarise");
        try
        {
            using HttpResponseMessage reported = await admin.PostAsync($"/api/v1/admin/cache/semantic-hits/{id}/wrong", null);
            JsonElement result = await RunningArtisan.JsonAsync(reported);
            result.GetProperty("after").GetDouble().ShouldBeGreaterThan(hit.GetProperty("similarity").GetDouble());
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            (await Cache.AskAsync($"Summarise the renewal contract of {name} in three sentences.")).State.ShouldBe("miss");
            (await Cache.AskAsync(variant)).State.ShouldBe("miss", "prompts must be more alike now");
            (await admin.PostAsync($"/api/v1/admin/cache/semantic-hits/{id}/wrong", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }
        finally
        {
            await App.Services.GetRequiredService<ChangeCacheSettings>().ExecuteAsync(App.ScopeOf(Role.Admin), new WorkspaceCacheInfo(App.Home.WorkspaceId), CancellationToken.None);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task In_a_use_case_nobody_gets_what_another_member_was_answered_and_a_leads_purge_takes_it()
    {
        var change = new UseCaseChange { Model = "gpt-4o-mini", CacheEnabled = true };
        await App.Services.GetRequiredService<ChangeUseCasePolicy>().ExecuteAsync(App.ScopeOf(Role.Admin), "sentiment", change, CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        Guid lead = Guid.CreateVersion7();
        string text = CacheClient.NewPrompt();
        async Task<decimal?> AskAsync(TenantScope scope) => (await App.Services.GetRequiredService<UseCaseClient>().AskAsync(scope, new UseCaseAsk { UseCase = "sentiment", Door = "api", Messages = [new UseCaseMessage("user", text)], LeadId = lead }, CancellationToken.None)).Info.CostUsd;
        await AskAsync(App.ScopeOf(Role.Rep));
        int calls = App.Vendor.Requests.Count;
        (await AskAsync(App.ScopeOf(Role.Rep))).ShouldBe(0);
        App.Vendor.Requests.Count.ShouldBe(calls);
        await AskAsync(App.ScopeOf(Role.Manager));
        App.Vendor.Requests.Count.ShouldBe(calls + 1, "another member has his own");
        (await App.Services.GetRequiredService<ForgetAnswers>().ExecuteAsync(App.ScopeOf(Role.Admin), new CachePurgeOrder(LeadId: lead), CancellationToken.None)).ShouldBe(2);
        await AskAsync(App.ScopeOf(Role.Rep));
        App.Vendor.Requests.Count.ShouldBe(calls + 2);
    }

    [Fact]
    public async Task What_the_policy_takes_out_is_not_written_down_and_savings_are_counted()
    {
        string plain = CacheClient.NewPrompt(), personal = $"{CacheClient.NewPrompt()} for the card 4111 1111 1111 1111";
        foreach (string prompt in (string[])[plain, plain, personal, personal])
            await Cache.AskAsync(prompt);
        await SyncAsync();
        await App.DrainAsync();
        await using (ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
        {
            (await db.CachedAnswers.AnyAsync(a => a.Prompt == plain)).ShouldBeTrue();
            (await db.CachedAnswers.AnyAsync(a => a.Prompt.Contains("4111"))).ShouldBeFalse();
        }
        using HttpClient admin = App.Client(App.Home.ApiKey);
        JsonElement figures = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/cache?days=1");
        figures.GetProperty("total").GetProperty("exact").GetInt64().ShouldBeGreaterThanOrEqualTo(1);
        figures.GetProperty("total").GetProperty("saved_usd").GetDecimal().ShouldBeGreaterThan(0);
        figures.GetProperty("total").GetProperty("saved_tokens").GetInt64().ShouldBeGreaterThan(0);
        figures.GetProperty("hit_rate").GetDouble().ShouldBeInRange(0.01, 1);
    }
}
