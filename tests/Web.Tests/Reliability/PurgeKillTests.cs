using System.IO.Compression;
using System.Text.Json;
using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Compliance;
using Artisan.Web.Tests.Hosting;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>A purge whose process is killed in the midst of it is brought to its end by another, and what was deleted before is not forgotten.</summary>
public sealed class PurgeKillTests
{
    private const int Memories = 40_000;

    [Fact]
    public async Task After_kill_9_another_process_goes_on_and_the_certificate_lists_what_both_deleted()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        string folder = TestFolder.Create("artisan-purge-kill-");
        (string database, IReadOnlyList<DemoTenant> tenants) = await RunningArtisan.CopyAsync(folder);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        HashSet<Guid> planted = await PlantAsync(source, tenants[0]);
        Guid id;
        int before;
        using (ArtisanProcess first = await ArtisanProcess.StartAsync(folder, database, vendor.BaseUrl))
        {
            using HttpClient client = ClientOf(first, tenants[0]);
            id = (await client.PurgeAsync(new { reason = "The contract has ended" })).GetProperty("purge_id").GetGuid();
            do
                before = await CountAsync(source, "select coalesce(sum(rows), 0) from purge_pieces");
            while (before == 0);
            first.Kill();
        }
        before = await CountAsync(source, "select coalesce(sum(rows), 0) from purge_pieces");
        int left = await CountAsync(source, "select count(*) from memories");
        before.ShouldBeInRange(1, Memories - 1, "it was killed in the midst");
        (before + left).ShouldBe(Memories, "what is deleted is taken down, piece by piece");
        using (ArtisanProcess second = await ArtisanProcess.StartAsync(folder, database, vendor.BaseUrl))
        {
            using HttpClient client = ClientOf(second, tenants[0]);
            JsonElement purge = await client.EndedAsync(id);
            purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
            purge.GetProperty("stores").EnumerateArray().Single().GetProperty("deleted").GetInt64().ShouldBe(Memories);
            await using Stream file = await client.GetStreamAsync($"/api/v1/admin/purges/{id}/certificate");
            await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            JsonElement certificate = (await JsonDocument.ParseAsync(unpacked)).RootElement;
            Guid[] listed = [.. certificate.GetProperty("deleted").EnumerateArray().Select(d => d.GetProperty("id").GetGuid())];
            listed.Length.ShouldBe(Memories);
            planted.SetEquals(listed).ShouldBeTrue();
        }
        (await CountAsync(source, "select count(*) from memories")).ShouldBe(0);
        await PostgresServer.DropDatabaseAsync(database);
    }

    private static HttpClient ClientOf(ArtisanProcess process, DemoTenant tenant)
    {
        var client = new HttpClient { BaseAddress = new Uri(process.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", tenant.ApiKey);
        return client;
    }

    // A purge looks at neither texts nor vectors, so that they may be short.
    private static async Task<HashSet<Guid>> PlantAsync(NpgsqlDataSource source, DemoTenant tenant)
    {
        await using NpgsqlCommand command = source.CreateCommand($"""
            insert into memories (tenant_id, id, workspace_id, owner_kind, owner_id, owner_name, type, namespace, content, retention, pinned, state, redacted, contains_pii, source, content_hash, vector, vector_model, recalls, created_at, updated_at, revision)
            select $1, gen_random_uuid(), $2, 1, $3, 'Manager', 1, 'n', 'Memory ' || n, 4, false, 1, false, false, 1, sha256(n::text::bytea), '', 'artisan-hash-256', 0, now() - interval '1 day', now() - interval '1 day', 1
            from generate_series(1, {Memories}) n returning id
            """);
        command.Parameters.AddWithValue(tenant.TenantId);
        command.Parameters.AddWithValue(tenant.WorkspaceId);
        command.Parameters.AddWithValue(tenant.People[0].MembershipId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static async Task<int> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
