using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>What a purge does not name stays byte for byte: another organisation's rows, another member's, another person's.</summary>
public sealed class PurgeWallTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task A_purge_of_everything_and_an_erasure_leave_the_other_organisation_as_it_was()
    {
        var own = await PlantedSubject.AddAsync(App, "wallmark");
        // The same person is a customer of both.
        var foreign = await PlantedSubject.AddAsync(App, "wallmark", App.ScopeOf(Role.Manager, App.Foreign));
        await App.Services.GetRequiredService<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        Dictionary<string, string> before = await FingerprintsAsync(App.Foreign.TenantId);
        before.Count.ShouldBeGreaterThan(20);
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage erased = await client.PostAsJsonAsync("/api/v1/admin/data-subjects/erase", new { reason = "Asked for by the person", subject = own.Email });
        (await client.EndedAsync((await RunningArtisan.JsonAsync(erased)).GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        JsonElement all = await client.PurgeAsync(new { reason = "The contract has ended", category = "all" });
        (await client.EndedAsync(all.GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        (await own.PlacesAsync()).ShouldBeEmpty();
        (await foreign.PlacesAsync()).ShouldBe(PlantedSubject.All);
        Dictionary<string, string> after = await FingerprintsAsync(App.Foreign.TenantId);
        after.Where(t => before.GetValueOrDefault(t.Key) != t.Value).Select(t => t.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_member_has_stays_and_all_of_the_members_own_goes()
    {
        var rep = await PlantedSubject.AddAsync(App, "repmark", App.ScopeOf(Role.Rep));
        var manager = await PlantedSubject.AddAsync(App, "managermark");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement started = await client.PurgeAsync(new { reason = "The member has left", category = "all", member = App.ScopeOf(Role.Rep).ActorId });
        JsonElement purge = await client.EndedAsync(started.GetProperty("purge_id").GetGuid());
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        // The history of a customer is the team's; everything that the member has or asked for is gone.
        (await rep.PlacesAsync()).ShouldBe(["event", "interaction"]);
        (await manager.PlacesAsync()).ShouldBe(PlantedSubject.All);
    }

    [Fact]
    public async Task What_both_narrow_to_is_one_members_about_one_person()
    {
        TenantScope rep = App.ScopeOf(Role.Rep);
        var named = await PlantedSubject.AddAsync(App, "namedmark", rep);
        var other = await PlantedSubject.AddAsync(App, "strangermark", rep);
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement started = await client.PurgeAsync(new { reason = "Both", category = "all", member = App.ScopeOf(Role.Manager).ActorId, subject = named.Email });
        (await client.EndedAsync(started.GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        (await named.PlacesAsync()).ShouldBe(PlantedSubject.All, "it is another member's");
        started = await client.PurgeAsync(new { reason = "Both", category = "all", member = rep.ActorId, subject = named.Email });
        (await client.EndedAsync(started.GetProperty("purge_id").GetGuid())).GetProperty("state").GetString().ShouldBe("verified");
        (await named.PlacesAsync()).ShouldBe(["event", "interaction"]);
        (await other.PlacesAsync()).ShouldBe(PlantedSubject.All);
    }

    // Of every table that has a tenant.
    private async Task<Dictionary<string, string>> FingerprintsAsync(Guid tenantId)
    {
        await using var source = NpgsqlDataSource.Create(App.Database);
        var tables = new List<string>();
        await using (NpgsqlCommand command = source.CreateCommand("select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'tenant_id' order by 1"))
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }
        var prints = new Dictionary<string, string>();
        foreach (string table in tables)
        {
            await using NpgsqlCommand command = source.CreateCommand($"select count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from \"{table}\" t where tenant_id = $1");
            command.Parameters.AddWithValue(tenantId);
            prints[table] = (string)(await command.ExecuteScalarAsync())!;
        }
        return prints;
    }
}
