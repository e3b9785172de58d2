using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>Purges through the API: what they delete, what they leave, what they can prove.</summary>
public sealed class PurgeTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        var planted = await PlantedSubject.AddAsync(App, "dryrunmark");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement told = await client.PurgeAsync(new { reason = "Try first", category = "all", subject = planted.LeadId.ToString() }, dryRun: true);
        told.GetProperty("dry_run").GetBoolean().ShouldBeTrue();
        var stores = told.GetProperty("stores").EnumerateArray().ToDictionary(s => s.GetProperty("store").GetString()!, s => s.GetProperty("matched").GetInt64());
        foreach (string store in (string[])["memories", "requests", "cached_answers", "conversations", "conversation_messages", "email_drafts", "interactions", "lead_tasks", "lead_events"])
            stores[store].ShouldBeGreaterThan(0, store);
        (await planted.PlacesAsync()).ShouldBe(PlantedSubject.All);
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.Purges.CountAsync(p => p.Reason == "Try first")).ShouldBe(0);
    }

    [Fact]
    public async Task A_persons_purge_deletes_everywhere_and_certifies_it()
    {
        var planted = await PlantedSubject.AddAsync(App, "purgemark");
        var other = await PlantedSubject.AddAsync(App, "staysmark");
        MemoryIndex index = await Get<MemoryIndexes>().OfAsync(App.Home.TenantId, CancellationToken.None);
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement started = await client.PurgeAsync(new { reason = "GDPR Right to be Forgotten request", category = "all", subject = planted.Email });
        JsonElement purge = await client.EndedAsync(started.GetProperty("purge_id").GetGuid());
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        (await planted.PlacesAsync()).ShouldBeEmpty();
        (await other.PlacesAsync()).ShouldBe(PlantedSubject.All);
        (await Get<MemoryIndexes>().OfAsync(App.Home.TenantId, CancellationToken.None)).Has(planted.MemoryId, 1).ShouldBeFalse();
        index.Count.ShouldBeGreaterThan(0);
        purge.GetProperty("nodes").EnumerateArray().ShouldAllBe(n => n.GetProperty("left").GetInt32() == 0);
        purge.GetProperty("nodes").GetArrayLength().ShouldBeGreaterThan(0);

        Guid id = purge.GetProperty("id").GetGuid();
        byte[] file = await client.GetByteArrayAsync($"/api/v1/admin/purges/{id}/certificate");
        using var unpacked = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        JsonElement certificate = (await JsonDocument.ParseAsync(unpacked)).RootElement;
        certificate.GetProperty("deleted").EnumerateArray().Select(d => d.GetProperty("id").GetGuid()).ShouldContain(planted.MemoryId);
        certificate.GetProperty("deleted").EnumerateArray().ShouldAllBe(d => d.GetProperty("sha256").GetString()!.Length == 64);
        certificate.GetProperty("reason").GetString().ShouldBe("GDPR Right to be Forgotten request");
        certificate.GetProperty("stores").EnumerateArray().ShouldAllBe(s => s.GetProperty("left").GetInt64() == 0);
        long sequence = certificate.GetProperty("audit").GetProperty("sequence").GetInt64();
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        AuditEntry entry = await db.AuditEntries.AsNoTracking().SingleAsync(e => e.Sequence == sequence);
        (entry.Action, entry.DetailsJson!.Contains("purgemark", StringComparison.Ordinal)).ShouldBe(("memory.purged", false));
        (await CheckAsync(client, id, file)).ShouldBeTrue();
        file[^10] ^= 1;
        (await CheckAsync(client, id, file)).ShouldBeFalse();
        (await client.GetStringAsync($"/api/v1/admin/purges/{id}/certificate?format=text")).ShouldContain("nothing is left");
        (await db.PurgePieces.CountAsync(p => p.PurgeId == id)).ShouldBe(0);
        // The records themselves stay: that is for an erasure.
        (await db.Leads.AnyAsync(l => l.Id == planted.LeadId)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_body_that_programs_send_deletes_old_memories_of_the_type_only()
    {
        TenantScope owner = App.ScopeOf(Role.Manager);
        Guid old = await MemoryAsync(owner, MemoryType.LeadInteraction, "Walked through the old pricing of harbour cranes"), young = await MemoryAsync(owner, MemoryType.LeadInteraction, "Walked through the new pricing of harbour cranes and tugs"), other = await MemoryAsync(owner, MemoryType.MeetingSummary, "Board of the harbour met about old cranes in autumn");
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        await db.Memories.Where(m => m.Id == old || m.Id == other).ExecuteUpdateAsync(set => set.SetProperty(m => m.CreatedAt, new DateTimeOffset(2023, 6, 1, 0, 0, 0, TimeSpan.Zero)));
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement started = await client.PurgeAsync(JsonDocument.Parse("""{"reason":"GDPR Right to be Forgotten request","category":"lead_interactions","before_date":"2024-01-01T00:00:00Z"}""").RootElement);
        (await client.EndedAsync(started.GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        (await db.Memories.Where(m => m.Id == old || m.Id == young || m.Id == other).Select(m => m.Id).ToArrayAsync()).ShouldBe([young, other], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_hold_keeps_stays_and_is_told()
    {
        var planted = await PlantedSubject.AddAsync(App, "heldmark");
        TenantScope officer = App.ScopeOf(Role.Compliance);
        Guid hold = await Get<LegalHolds>().SetAsync(officer, new LegalHoldRequestV1("Matter 17", LeadId: planted.LeadId), CancellationToken.None);
        await using (ArtisanDb noting = Get<IArtisanDbFactory>().Open(officer))
        {
            noting.Audit(officer, "test.noted", $"Letter of {planted.Email}");
            await noting.SaveChangesAsync();
        }
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/admin/data-subjects/erase", new { reason = "Asked for by the person", subject = planted.Email });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        JsonElement purge = await client.EndedAsync((await RunningArtisan.JsonAsync(answer)).GetProperty("purge_id").GetGuid());
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        Store(purge, "memories").GetProperty("held").GetInt64().ShouldBe(1);
        Store(purge, "audit_texts").GetProperty("held").GetInt64().ShouldBe(1);
        (await planted.PlacesAsync()).ShouldContain("memory");
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.AuditEntries.CountAsync(e => e.Target == $"Letter of {planted.Email}")).ShouldBe(1);
        (await db.Leads.AnyAsync(l => l.Id == planted.LeadId)).ShouldBeTrue();
        await Get<LegalHolds>().LiftAsync(officer, hold, CancellationToken.None);
        using HttpResponseMessage again = await client.PostAsJsonAsync("/api/v1/admin/data-subjects/erase", new { reason = "Asked for by the person", subject = planted.LeadId });
        (await client.EndedAsync((await RunningArtisan.JsonAsync(again)).GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        (await planted.PlacesAsync()).ShouldBeEmpty();
        (await db.Leads.AnyAsync(l => l.Id == planted.LeadId)).ShouldBeFalse();
        (await db.AuditEntries.AsNoTracking().SingleAsync(e => e.Action == "test.noted")).Target.ShouldBeNull();
        (await Get<VerifyAuditChain>().ExecuteAsync(officer, CancellationToken.None)).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_off_purge_goes_on_and_its_certificate_tells_of_both_runs()
    {
        TenantScope officer = App.ScopeOf(Role.Compliance);
        var purge = new Purge { Id = Guid.CreateVersion7(), Reason = "Broken off", CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "Test" };
        Guid rep = App.Person(Role.Rep).MembershipId;
        TenantScope owner = App.ScopeOf(Role.Rep);
        Guid first = await MemoryAsync(owner, MemoryType.CampaignResult, "Twelve quarries answered the spring mailing at once"), second = await MemoryAsync(owner, MemoryType.MeetingSummary, "Three shipyards want a pilot before the regatta begins");
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(officer.TenantId))
        {
            purge.CriteriaJson = JsonSerializer.Serialize(new PurgeScope { TenantId = officer.TenantId, OwnerId = rep, Until = DateTimeOffset.UtcNow }, Artisan.Core.Kernel.ArtisanJson.Options);
            db.Purges.Add(purge);
            await db.SaveChangesAsync();
        }
        var run = new JobRun { Id = Guid.CreateVersion7(), TenantId = officer.TenantId, WorkspaceId = officer.WorkspaceId, Kind = RunPurge.JobKind, InputJson = JsonSerializer.Serialize(new { purge_id = purge.Id, actor = JobActor.Of(officer) }, Artisan.Core.Kernel.ArtisanJson.Options) };
        using var broken = new CancellationTokenSource();
        IJobHandler handler = App.Services.GetServices<IJobHandler>().Single(h => h.Kind == RunPurge.JobKind);
        // Broken off after the first piece is deleted.
        await Should.ThrowAsync<OperationCanceledException>(() => handler.RunAsync(new JobContext(run, (_, step) =>
        {
            if (step?.Contains("deleted", StringComparison.Ordinal) == true)
                broken.Cancel();
        }), broken.Token));
        Guid third = await MemoryAsync(owner, MemoryType.ChatConversation, "Talked about lighthouses and their optics at length");
        await handler.RunAsync(new JobContext(run, (_, _) => { }), CancellationToken.None);
        using HttpClient client = App.Client(App.Home.ApiKey);
        byte[] file = await client.GetByteArrayAsync($"/api/v1/admin/purges/{purge.Id}/certificate");
        using var unpacked = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        Guid[] deleted = [.. (await JsonDocument.ParseAsync(unpacked)).RootElement.GetProperty("deleted").EnumerateArray().Select(d => d.GetProperty("id").GetGuid())];
        deleted.ShouldBe([first, second], ignoreOrder: true);
        await using ArtisanDb after = Get<IArtisanDbFactory>().OpenTenant(officer.TenantId);
        // What came after it was asked for is not touched.
        (await after.Memories.Where(m => m.OwnerId == rep).Select(m => m.Id).ToArrayAsync()).ShouldBe([third]);
        await after.Memories.Where(m => m.Id == third).ExecuteDeleteAsync();
    }

    [Theory]
    [InlineData("""{"category":"memories"}""", "reason")]
    [InlineData("""{"reason":"ok so","category":"nonsense"}""", "category")]
    [InlineData("""{"reason":"ok so","before_date":"2999-01-01T00:00:00Z"}""", "before_date")]
    public async Task A_wrong_value_is_named(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/ai-advanced/memory/purge") { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        JsonElement problem = await RunningArtisan.JsonAsync(answer);
        (answer.StatusCode, problem.GetProperty("field").GetString()).ShouldBe((HttpStatusCode.BadRequest, field));
    }

    [Fact]
    public async Task An_export_holds_everything_of_the_person_and_of_nobody_else()
    {
        var planted = await PlantedSubject.AddAsync(App, "exportmark");
        await PlantedSubject.AddAsync(App, "neighbourmark");
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage begun = await client.PostAsJsonAsync("/api/v1/admin/data-subjects/export", new { subject = planted.Email });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        Guid job = (await RunningArtisan.JsonAsync(begun)).GetProperty("job_id").GetGuid();
        JsonElement export = await client.UntilAsync($"/api/v1/admin/data-subjects/exports/{job}", e => e.GetProperty("status").GetString() is "succeeded" or "failed");
        export.GetProperty("status").GetString().ShouldBe("succeeded", export.ToString());
        using var zip = new ZipArchive(new MemoryStream(await client.GetByteArrayAsync($"/api/v1/admin/data-subjects/exports/{job}/archive")));
        foreach (string store in (string[])["memories", "requests", "cached_answers", "conversation_messages", "email_drafts", "interactions", "lead_tasks", "lead_events"])
        {
            foreach (string ending in (string[])["json", "csv"])
                (await TextAsync(zip, $"{store}.{ending}")).ShouldContain("exportmark", Case.Insensitive, $"{store}.{ending}");
        }
        (await TextAsync(zip, "leads.json")).ShouldContain(planted.Email);
        foreach (ZipArchiveEntry entry in zip.Entries)
            (await TextAsync(zip, entry.FullName)).ShouldNotContain("neighbourmark");
        JsonDocument.Parse(await TextAsync(zip, "manifest.json")).RootElement.GetProperty("rows").GetProperty("memories").GetInt64().ShouldBe(1);
    }

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync();
    }

    private static JsonElement Store(JsonElement purge, string name) => purge.GetProperty("stores").EnumerateArray().Single(s => s.GetProperty("store").GetString() == name);

    private async Task<Guid> MemoryAsync(TenantScope owner, MemoryType type, string text) =>
        (await Get<StoreMemory>().ExecuteAsync(owner, new MemoryStoreRequestV1(type, text), new MemoryOrigin(MemorySource.Api), CancellationToken.None)).Memory.Id;

    private static async Task<bool> CheckAsync(HttpClient client, Guid id, byte[] file)
    {
        using HttpResponseMessage answer = await client.PostAsync($"/api/v1/admin/purges/{id}/certificate/check", new ByteArrayContent(file));
        return (await RunningArtisan.JsonAsync(answer)).GetProperty("valid").GetBoolean();
    }
}
