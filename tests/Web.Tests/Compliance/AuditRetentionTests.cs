using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>The audit's beginning goes when its time is over, and whoever cuts it otherwise is found out.</summary>
public sealed class AuditRetentionTests : IAsyncLifetime
{
    private RunningArtisan _app = null!;

    private TenantScope Officer => _app.ScopeOf(Role.Compliance);

    public async Task InitializeAsync()
    {
        _app = await RunningArtisan.StartAsync();
        await AddEntriesAsync(5);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    private async Task AddEntriesAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await Get<SwitchFeature>().ExecuteAsync(_app.ScopeOf(Role.Admin), Core.Tenancy.Features.RequestContent, i % 2 == 0, CancellationToken.None);
        await Get<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
    }

    private Task<AuditVerification> VerifyAsync() => Get<VerifyAuditChain>().ExecuteAsync(Officer, CancellationToken.None);

    private Task KeepAsync(int? months) => Get<AuditRetentions>().SetAsync(Officer, new AuditRetentionRequestV1(months), CancellationToken.None);

    // As it will be in seven months, when all that is written today is older than six.
    private Task<AuditCut> CutAsync(int months = 7) =>
        new CutAudit(Get<IArtisanDbFactory>(), Get<IClusterLock>(), Get<IAuditSeal>(), Get<IAuditFloor>(), Get<ISubjectHolds>(), new LaterTime(months)).ExecuteAsync(_app.Home.TenantId, CancellationToken.None);

    private async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql.Replace("TENANT", $"tenant_id = '{_app.Home.TenantId}'"), connection);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_is_older_goes_and_the_chain_still_verifies()
    {
        await KeepAsync(6);
        await Get<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        long head = (await VerifyAsync()).Head;
        AuditCut first = await CutAsync();
        (first.Deleted, first.Fault).ShouldBe((head - 1, null));
        await AddEntriesAsync(3);
        AuditVerification cut = await VerifyAsync();
        cut.Faults.ShouldBeEmpty();
        (cut.Deleted, cut.DeletedUntil is null).ShouldBe((head - 1, false));
        (await CutAsync()).Deleted.ShouldBeGreaterThan(0);
        await AddEntriesAsync(1);
        AuditVerification twice = await VerifyAsync();
        twice.Faults.ShouldBeEmpty();
        twice.Deleted.ShouldBeGreaterThan(cut.Deleted);
        twice.Entries.ShouldBe(twice.Head - twice.Deleted);
        (await Get<AuditRetentions>().GetAsync(Officer, CancellationToken.None)).Deleted.ShouldBe(twice.Deleted);
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        (await db.AuditEntries.CountAsync(e => e.Action == "audit.cut")).ShouldBeGreaterThan(0);
        // Nothing is old today.
        (await CutAsync(0)).Deleted.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_retention_everything_stays()
    {
        (await CutAsync(1000)).Deleted.ShouldBe(0);
        await KeepAsync(24);
        await KeepAsync(null);
        (await CutAsync(1000)).Deleted.ShouldBe(0);
    }

    [Fact]
    public async Task A_beginning_that_somebody_deleted_is_named()
    {
        await SqlAsync("delete from audit_entries where TENANT and sequence <= 3");
        (await VerifyAsync()).Faults.ShouldContain("Entries 1 to 3 are missing: the beginning was cut without a checkpoint.");
    }

    [Fact]
    public async Task A_forged_checkpoint_is_found()
    {
        await SqlAsync("""
            insert into audit_checkpoints (tenant_id, sequence, from_sequence, count, hash, first_at, last_at, at, previous_seal, seal)
            select tenant_id, 3, 1, 3, hash, at, at, at, decode(repeat('00', 32), 'hex'), decode(repeat('ab', 32), 'hex') from audit_entries where TENANT and sequence = 3
            """);
        await SqlAsync("delete from audit_entries where TENANT and sequence <= 3");
        IReadOnlyList<string> faults = (await VerifyAsync()).Faults;
        faults.ShouldContain(f => f.Contains("entries 1 to 3 was not made by this deployment"));
        faults.ShouldContain(f => f.Contains("without a checkpoint"));
    }

    [Theory]
    [InlineData("update audit_checkpoints set last_at = last_at - interval '1 day' where TENANT", "was changed")]
    [InlineData("update audit_checkpoints set hash = decode(repeat('00', 32), 'hex') where TENANT", "was changed")]
    [InlineData("delete from audit_checkpoints where TENANT and from_sequence = 1", "a checkpoint is missing")]
    [InlineData("delete from audit_entries where TENANT and sequence = (select max(sequence) + 1 from audit_checkpoints where TENANT)", "missing")]
    public async Task What_is_done_to_checkpoints_is_found(string sql, string fault)
    {
        await KeepAsync(6);
        await CutAsync();
        await AddEntriesAsync(4);
        await CutAsync();
        await AddEntriesAsync(2);
        await SqlAsync(sql);
        (await VerifyAsync()).Faults.ShouldContain(f => f.Contains(fault));
    }

    [Fact]
    public async Task What_was_tampered_with_stays_as_evidence()
    {
        await KeepAsync(6);
        await Get<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        await SqlAsync("update audit_entries set target = 'nothing to see here' where TENANT and sequence = 3");
        AuditCut cut = await CutAsync();
        cut.Deleted.ShouldBe(2);
        cut.Fault!.ShouldContain("text of entry 3");
        (await VerifyAsync()).Faults.ShouldHaveSingleItem().ShouldContain("text of entry 3");
    }

    [Fact]
    public async Task A_hold_on_everything_keeps_the_audit_and_one_on_a_member_what_he_did_and_all_after_it()
    {
        await KeepAsync(6);
        Guid all = await Get<LegalHolds>().SetAsync(Officer, new LegalHoldRequestV1("Matter of everything"), CancellationToken.None);
        await Get<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        (await CutAsync()).Deleted.ShouldBe(0);
        await Get<LegalHolds>().LiftAsync(Officer, all, CancellationToken.None);
        Guid admin = _app.ScopeOf(Role.Admin).ActorId;
        await Get<LegalHolds>().SetAsync(Officer, new LegalHoldRequestV1("Matter of the admin", OwnerId: admin), CancellationToken.None);
        await Get<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        long first = await db.AuditEntries.Where(e => e.ActorId == admin).MinAsync(e => e.Sequence!.Value);
        (await CutAsync()).Deleted.ShouldBe(first - 1);
        (await VerifyAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mode_demands_its_time_whatever_was_set()
    {
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        JsonElement set = await RunningArtisan.JsonAsync(await client.PutAsJsonAsync("/api/v1/admin/audit/retention", new { keep_months = 12 }));
        (set.GetProperty("effective_months").GetInt32(), set.GetProperty("version").GetInt32()).ShouldBe((12, 1));
        await Get<SetMemoryPolicy>().ExecuteAsync(Officer, new MemoryGovernance { ComplianceMode = ComplianceMode.Hipaa, Providers = [] }, null, CancellationToken.None);
        JsonElement hipaa = await client.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit/retention");
        (hipaa.GetProperty("keep_months").GetInt32(), hipaa.GetProperty("effective_months").GetInt32()).ShouldBe((12, 72));
        (await CutAsync(60)).Deleted.ShouldBe(0);
        // A name that is no field must not mean for ever, nor a hold on everything.
        ((int)(await client.PutAsJsonAsync("/api/v1/admin/audit/retention", new { months = 12 })).StatusCode).ShouldBe(400);
        ((int)(await client.PostAsJsonAsync("/api/v1/admin/legal-holds", new { reason = "Matter of a slip", lead = Guid.NewGuid() })).StatusCode).ShouldBe(400);
        HttpResponseMessage refused = await client.PutAsJsonAsync("/api/v1/admin/audit/retention", new { keep_months = 71 });
        JsonElement problem = await RunningArtisan.JsonAsync(refused);
        ((int)refused.StatusCode, problem.GetProperty("field").GetString()).ShouldBe((400, "keep_months"));
        problem.GetProperty("detail").GetString()!.ShouldContain("45 CFR 164.316");
        (await Should.ThrowAsync<ArtisanException>(() => Get<AuditRetentions>().SetAsync(Officer, new AuditRetentionRequestV1(80, 0), CancellationToken.None))).Code.ShouldBe(ErrorCode.Conflict);
    }

    [Fact]
    public async Task A_program_verifies_too()
    {
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        JsonElement told = await RunningArtisan.JsonAsync(await client.PostAsync("/api/v1/admin/audit/verify", null));
        told.GetProperty("faults").GetArrayLength().ShouldBe(0);
        told.GetProperty("entries").GetInt64().ShouldBeGreaterThan(4);
    }

    private sealed class LaterTime(int months) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddMonths(months);
    }
}
