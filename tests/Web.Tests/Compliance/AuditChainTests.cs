using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>Whoever changes, cuts or rewrites the audit chain is found out; whoever erases a text by the rules is not.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    private RunningArtisan _app = null!;

    public async Task InitializeAsync()
    {
        _app = await RunningArtisan.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 5; j++)
                await _app.Services.GetRequiredService<SwitchFeature>().ExecuteAsync(_app.ScopeOf(Role.Admin), Core.Tenancy.Features.RequestContent, j % 2 == 0, CancellationToken.None);
            await _app.Services.GetRequiredService<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        }
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private Task<AuditVerification> VerifyAsync() => _app.Services.GetRequiredService<VerifyAuditChain>().ExecuteAsync(_app.ScopeOf(Role.Compliance), CancellationToken.None);

    private async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql.Replace("TENANT", $"tenant_id = '{_app.Home.TenantId}'"), connection);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_whole_chain_verifies_and_an_erased_text_leaves_it_whole()
    {
        AuditVerification whole = await VerifyAsync();
        whole.Faults.ShouldBeEmpty();
        whole.Entries.ShouldBeGreaterThan(15);
        await SqlAsync("update audit_entries set actor = null, target = null, details_json = null, salt = null where TENANT and sequence = 5");
        AuditVerification erased = await VerifyAsync();
        erased.Faults.ShouldBeEmpty();
        erased.Erased.ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_text_is_found()
    {
        await SqlAsync("update audit_entries set target = 'nothing to see here' where TENANT and sequence = 4");
        (await VerifyAsync()).Faults.ShouldHaveSingleItem().ShouldContain("text of entry 4");
    }

    [Fact]
    public async Task A_missing_entry_is_found()
    {
        await SqlAsync("delete from audit_entries where TENANT and sequence = 4");
        (await VerifyAsync()).Faults.ShouldContain(f => f.Contains("Entry 4 is missing"));
    }

    [Fact]
    public async Task A_cut_tail_is_found()
    {
        long head = (await VerifyAsync()).Head;
        await SqlAsync($"delete from audit_entries where TENANT and sequence > {head - 2}");
        (await VerifyAsync()).Faults.ShouldContain(f => f.Contains("the end of the chain was cut"));
    }

    [Fact]
    public async Task A_rewritten_chain_is_found_although_every_link_fits()
    {
        await using (ArtisanDb db = _app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId))
        {
            AuditEntry[] all = [.. db.AuditEntries.Where(e => e.Sequence != null).OrderBy(e => e.Sequence)];
            all[1].Target = "someone else's doing";
            all[1].Digest = AuditLog.DigestOf(all[1])!;
            byte[] previous = new byte[32];
            foreach (AuditEntry entry in all)
                entry.Hash = previous = AuditLog.HashOf(entry, entry.Sequence!.Value, previous);
            await db.SaveChangesAsync();
        }
        (await VerifyAsync()).Faults.ShouldContain(f => f.Contains("the chain was rewritten"));
    }
}
