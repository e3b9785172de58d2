using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Memory;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Guardrails;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>What personal data was found where is counted, and told by the API.</summary>
public sealed class PiiReportTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<Dictionary<(string Place, string Type, string Action), long>> ReportAsync(HttpClient client)
    {
        await Get<WritePiiCounts>().ExecuteAsync(CancellationToken.None);
        JsonElement report = await client.GetFromJsonAsync<JsonElement>("/api/v1/admin/pii");
        report.GetProperty("total").GetInt64().ShouldBe(report.GetProperty("places").EnumerateArray().Sum(p => p.GetProperty("count").GetInt64()));
        return report.GetProperty("places").EnumerateArray().ToDictionary(p => (p.GetProperty("place").GetString()!, p.GetProperty("type").GetString()!, p.GetProperty("action").GetString()!), p => p.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task It_is_counted_where_it_was_found_and_by_what_was_done()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.PostAsJsonAsync("/v1/chat/completions", new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = "Write to otto.counted@person.example today" } } })).EnsureSuccessStatusCode();
        await Get<StoreMemory>().ExecuteAsync(App.ScopeOf(Role.Manager), new MemoryStoreRequestV1(MemoryType.LeadInteraction, "Promised the offer by mail to berta.counted@person.example in spring"), new MemoryOrigin(MemorySource.Api), CancellationToken.None);
        await App.GuardAsync(p => p with { Pii = p.Pii with { ToModels = PiiAction.Block } });
        (await client.PostAsJsonAsync("/v1/chat/completions", new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = "Call carla.counted@person.example" } } })).IsSuccessStatusCode.ShouldBeFalse();
        await App.GuardAsync(p => p with { Pii = p.Pii with { ToModels = PiiAction.Off } });
        Dictionary<(string, string, string), long> counts = await ReportAsync(client);
        counts[("ai_request_contents", "EMAIL_ADDRESS", "replace")].ShouldBeGreaterThan(0);
        counts[("memories", "EMAIL_ADDRESS", "replace")].ShouldBe(1);
        counts[("to_models", "EMAIL_ADDRESS", "block")].ShouldBe(1);
        // What only asks whether a text may stay counts nothing.
        Get<IKeptTextGuard>().MayStay(App.Home.TenantId, KeptPlace.Requests, "dora.counted@person.example", "{}"u8).ShouldBeFalse();
        (await ReportAsync(client)).ShouldBe(counts);

        string csv = await client.GetStringAsync("/api/v1/admin/pii/export");
        csv.ShouldContain("day,place,type,action,count");
        csv.ShouldContain("memories,EMAIL_ADDRESS,replace,1");
        csv.ShouldNotContain("counted@");
    }

    [Fact]
    public async Task Nodes_that_count_the_same_add_up_and_days_are_told_apart()
    {
        DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow), before = today.AddDays(-3);
        var key = new PiiTallyKey(App.Foreign.TenantId, before, "interactions", "IBAN_CODE", "mask");
        await Get<IPiiCountStore>().AddAsync([(key, 2), (key with { Day = today }, 1)], CancellationToken.None);
        await Get<IPiiCountStore>().AddAsync([(key, 5)], CancellationToken.None);
        using HttpClient client = App.Client(App.Foreign.ApiKey);
        JsonElement report = await client.GetFromJsonAsync<JsonElement>($"/api/v1/admin/pii?from={before:yyyy-MM-dd}&to={today:yyyy-MM-dd}");
        JsonElement series = report.GetProperty("series").EnumerateArray().Single(s => s.GetProperty("type").GetString() == "IBAN_CODE");
        series.GetProperty("days").EnumerateArray().Select(d => d.GetInt64()).ShouldBe([7, 0, 0, 1]);
        using HttpClient home = App.Client(App.Home.ApiKey);
        (await home.GetStringAsync($"/api/v1/admin/pii?from={before:yyyy-MM-dd}")).ShouldNotContain("IBAN_CODE");
        (await client.GetAsync("/api/v1/admin/pii?from=2026-02-01&to=2026-01-01")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/api/v1/admin/pii?from=yesterday")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_cannot_be_written_now_is_written_later()
    {
        var tally = new PiiTally(TimeProvider.System);
        var store = new FailingStore();
        var write = new WritePiiCounts(tally, store);
        tally.Add(App.Home.TenantId, "logs", "SECRET", "replace", 3);
        await Should.ThrowAsync<InvalidOperationException>(() => write.ExecuteAsync(CancellationToken.None));
        tally.Add(App.Home.TenantId, "logs", "SECRET", "replace");
        store.Fails = false;
        await write.ExecuteAsync(CancellationToken.None);
        store.Written.ShouldHaveSingleItem().Count.ShouldBe(4);
        await write.ExecuteAsync(CancellationToken.None);
        store.Written.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Counts_of_three_years_ago_go()
    {
        DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow);
        var key = new PiiTallyKey(App.Home.TenantId, today.AddMonths(-37), "pruned_place", "SECRET", "replace");
        await Get<IPiiCountStore>().AddAsync([(key, 1), (key with { Day = today.AddMonths(-35) }, 1)], CancellationToken.None);
        var job = new Core.Operations.Jobs.JobContext(new Core.Operations.JobRun(), (_, _) => { });
        await new PrunePiiCounts(Get<IArtisanDbFactory>(), TimeProvider.System).RunAsync(job, CancellationToken.None);
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.PiiCounts.Where(c => c.Place == "pruned_place").Select(c => c.Day).ToArrayAsync()).ShouldBe([today.AddMonths(-35)]);
    }

    private sealed class FailingStore : IPiiCountStore
    {
        public bool Fails { get; set; } = true;

        public List<(PiiTallyKey Key, long Count)> Written { get; } = [];

        public Task AddAsync(IReadOnlyList<(PiiTallyKey Key, long Count)> counts, CancellationToken cancellationToken)
        {
            if (Fails)
                throw new InvalidOperationException("away");
            Written.AddRange(counts);
            return Task.CompletedTask;
        }
    }
}
