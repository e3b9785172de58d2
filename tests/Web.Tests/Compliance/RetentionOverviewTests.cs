using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>What ends when is told for every store, with the rule that says so.</summary>
public sealed class RetentionOverviewTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<Dictionary<string, JsonElement>> StoresAsync()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement overview = await client.GetFromJsonAsync<JsonElement>("/api/v1/admin/retention");
        return overview.GetProperty("stores").EnumerateArray().ToDictionary(s => s.GetProperty("store").GetString()!);
    }

    private static long[] Ends(JsonElement store) => [.. store.GetProperty("ends").EnumerateObject().Where(e => e.Name != "total").Select(e => e.Value.GetInt64())];

    [Fact]
    public async Task Memories_stand_in_the_span_in_which_they_end_and_held_ones_apart()
    {
        TenantScope owner = App.ScopeOf(Role.Manager);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        double?[] days = [0.5, 3, 10, 29, 45, 89, 200, 500, null];
        string[] texts = ["harbour crane", "railway yard", "bottling plant", "paper mill", "dairy farm", "steel works", "print shop", "ski lift", "opera house"];
        var ids = new List<Guid>();
        foreach (string text in texts)
            ids.Add((await Get<StoreMemory>().ExecuteAsync(owner, new MemoryStoreRequestV1(MemoryType.MeetingSummary, $"The board of the {text} wants a demonstration soon"), new MemoryOrigin(MemorySource.Api), CancellationToken.None)).Memory.Id);
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
        {
            for (int i = 0; i < ids.Count; i++)
            {
                (Guid id, DateTimeOffset? end) = (ids[i], days[i] is { } d ? now.AddDays(d) : null);
                await db.Memories.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.ExpiresAt, end));
            }
        }
        JsonElement meetings = (await StoresAsync())["memories.meeting_summary"];
        Ends(meetings).ShouldBe([1, 1, 2, 2, 1, 1, 1]);
        meetings.GetProperty("weeks").EnumerateArray().Select(w => w.GetInt64()).ShouldBe([2, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
        meetings.GetProperty("next_end").GetDateTimeOffset().ShouldBe(now.AddDays(0.5), TimeSpan.FromSeconds(1));
        meetings.GetProperty("rule").GetString().ShouldBe("365 days unless told otherwise");
        meetings.GetProperty("held").GetInt64().ShouldBe(0);
        Guid hold = await Get<LegalHolds>().SetAsync(App.ScopeOf(Role.Compliance), new LegalHoldRequestV1("Matter of the boards", Type: MemoryType.MeetingSummary), CancellationToken.None);
        (await StoresAsync())["memories.meeting_summary"].GetProperty("held").GetInt64().ShouldBe(texts.Length);
        await Get<LegalHolds>().LiftAsync(App.ScopeOf(Role.Compliance), hold, CancellationToken.None);
    }

    [Fact]
    public async Task Prompts_end_at_the_age_that_the_setting_says()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await Get<ChangeSetting>().ExecuteAsync(App.ScopeOf(Role.Admin), TenantSettings.ContentRetentionDays, "10", CancellationToken.None);
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
        {
            foreach (double age in (double[])[11, 9.5, 5, 0])
            {
                Guid id = Guid.CreateVersion7();
                db.Requests.Add(new RequestRecord { Id = id, WorkspaceId = App.Home.WorkspaceId, At = now.AddDays(-age), UseCase = "gateway", Operation = "chat", Status = RequestStatus.Ok, HttpStatus = 200 });
                db.RequestContents.Add(new RequestContent { RequestId = id, At = now.AddDays(-age), Request = "{}"u8.ToArray(), Answer = "{}"u8.ToArray() });
            }
            await db.SaveChangesAsync();
        }
        JsonElement contents = (await StoresAsync())["ai_request_contents"];
        Ends(contents)[..3].ShouldBe([2, 1, 1]);
        (contents.GetProperty("rule").GetString(), contents.GetProperty("origin").GetString()).ShouldBe(("10 days", "setting"));
        contents.GetProperty("oldest").GetDateTimeOffset().ShouldBe(now.AddDays(-11), TimeSpan.FromSeconds(1));
        contents.GetProperty("next_end").GetDateTimeOffset().ShouldBe(now.AddDays(-1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Every_store_that_has_an_end_or_none_is_told()
    {
        Dictionary<string, JsonElement> stores = await StoresAsync();
        foreach (string store in (string[])["memories.lead_interaction", "memories.email_thread", "memories.campaign_result", "memories.chat_conversation", "ai_request_contents", "ai_requests", "cached_answers", "semantic_hits", "conversation_sessions", "lead_import_errors", "job_runs", "audit_entries", "purges", "security_events", "vault_tokens", "pii_counts"])
            stores.ShouldContainKey(store);
        Ends(stores["audit_entries"])[^1].ShouldBeGreaterThan(0);
        stores["audit_entries"].GetProperty("rule").GetString().ShouldBe("For ever");
    }
}
