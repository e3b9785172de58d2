using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>What was kept before the policy of today is brought under it by a job: table by table, page by page, from where it stopped.</summary>
public sealed class CoverageTests : IAsyncLifetime
{
    // More than two pages of the job.
    private const int Messages = 450;
    private RunningArtisan _app = null!;
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        _app = await RunningArtisan.StartAsync();
        _source = NpgsqlDataSource.Create(_app.Database);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_was_kept_before_follows_the_policy_of_today()
    {
        // The other organisation keeps its prompts as they are.
        await _app.GuardAsync(p => p with { Pii = p.Pii with { Requests = p.Pii.Requests with { Enabled = false } } }, _app.Foreign);
        await PlantAsync(_app.Home, "home");
        await PlantAsync(_app.Foreign, "foreign");
        (await Planted.FindAsync(_app, ["home7@secret-mail.example", "home.content@secret-mail.example", "home.note@secret-mail.example"])).Count.ShouldBe(4);

        await CoverAsync(_app.Home);
        await CoverAsync(_app.Foreign);
        (await Planted.FindAsync(_app, ["home7@secret-mail.example", $"home{Messages}@secret-mail.example", "home.content@secret-mail.example", "home.note@secret-mail.example", "foreign.note@secret-mail.example"])).ShouldBeEmpty();
        (await Planted.FindAsync(_app, ["foreign7@secret-mail.example", "foreign.content@secret-mail.example"])).Count.ShouldBe(3);
        // Only what held something was changed.
        IReadOnlyList<CoverageInfo> state = await StateAsync(_app.Home);
        CoverageInfo messages = state.Single(s => s.Store == "conversation_messages");
        (messages.Rows, messages.Changed).ShouldBe((Messages + 1, Messages));
        (await CountAsync("select count(*) from conversation_messages where tenant_id = $1 and text = 'Nothing to see here'", _app.Home.TenantId)).ShouldBe(1);
        state.ShouldAllBe(s => s.Current && s.DoneAt != null);

        await CoverAsync(_app.Home);
        (await StateAsync(_app.Home)).ShouldAllBe(s => s.Changed == 0 && s.DoneAt != null);
    }

    [Fact]
    public async Task A_run_goes_on_from_where_the_last_one_stopped_and_begins_anew_for_a_new_policy()
    {
        await PlantAsync(_app.Home, "home");
        await CoverAsync(_app.Home);
        Guid[] ids = await IdsAsync();
        // As after a crash in the middle of the table, and everywhere else at the first row that can be.
        await ExecuteAsync("update kept_coverage set done_at = null where tenant_id = $1", _app.Home.TenantId);
        await ExecuteAsync("update kept_coverage set position = (select '[\"' || session_id || '\",\"' || id || '\"]' from conversation_messages where tenant_id = $1 order by session_id, id offset 200 limit 1) where tenant_id = $1 and store = 'conversation_messages'", _app.Home.TenantId);
        await ExecuteAsync("update conversation_messages set text = 'early.bird@secret-mail.example' where tenant_id = $1 and id = $2", _app.Home.TenantId, ids[100]);
        await ExecuteAsync("update conversation_messages set text = 'late.bird@secret-mail.example' where tenant_id = $1 and id = $2", _app.Home.TenantId, ids[300]);
        await WaitAsync(_app.Home, await Get<StartCoverage>().ExecuteAsync(_app.ScopeOf(Role.Admin), CancellationToken.None));
        (await Planted.FindAsync(_app, ["early.bird@secret-mail.example"])).ShouldHaveSingleItem();
        (await Planted.FindAsync(_app, ["late.bird@secret-mail.example"])).ShouldBeEmpty();
        (await StateAsync(_app.Home)).ShouldAllBe(s => s.DoneAt != null);

        await _app.GuardAsync(p => p with { AlertPerHour = 50 });
        await UseCaseCalls.UntilAsync(async () => (await StateAsync(_app.Home)).All(s => s.Current && s.DoneAt is not null));
        (await Planted.FindAsync(_app, ["early.bird@secret-mail.example"])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_of_the_policy_in_a_row_do_not_stumble_over_each_other()
    {
        await PlantAsync(_app.Home, "home");
        for (int i = 1; i <= 4; i++)
            await _app.GuardAsync(p => p with { AlertPerHour = i });
        await UseCaseCalls.UntilAsync(async () => (await StateAsync(_app.Home)) is { Count: > 0 } state && state.All(s => s.Current && s.DoneAt is not null) && (await JobsAsync()).All(j => j.FinishedAt is not null));
        (await JobsAsync()).ShouldAllBe(j => j.Status == JobStatus.Succeeded);
        (await Planted.FindAsync(_app, ["home7@secret-mail.example", "home.note@secret-mail.example"])).ShouldBeEmpty();
    }

    private async Task<JobRun[]> JobsAsync()
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        return await db.JobRuns.AsNoTracking().Where(j => j.Kind == CoverKeptTexts.JobKind).ToArrayAsync();
    }

    // As an older version of the product left them: past everything that would look at them.
    private async Task PlantAsync(DemoTenant tenant, string name)
    {
        Guid session = Guid.CreateVersion7(), request = Guid.CreateVersion7();
        Guid lead = await _app.LeadAsync("Coverage", _app.ScopeOf(Role.Manager, tenant));
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(tenant.TenantId))
        {
            Guid note = await db.Interactions.Where(i => i.LeadId == lead && i.Kind == InteractionKind.Call).Select(i => i.Id).SingleAsync();
            await ExecuteAsync($"update interactions set body = 'Write to {name}.note@secret-mail.example' where tenant_id = $1 and id = $2", tenant.TenantId, note);
        }
        await ExecuteAsync($$"""insert into ai_request_contents (tenant_id, request_id, at, request, answer, truncated) values ($1, $2, now(), convert_to('{"messages":[{"role":"user","content":"{{name}}.content@secret-mail.example"}]}', 'UTF8'), convert_to('{"text":"{{name}}.content@secret-mail.example"}', 'UTF8'), false)""", tenant.TenantId, request);
        await ExecuteAsync("insert into conversation_sessions (tenant_id, id, owner_id, title, created_at, updated_at) values ($1, $2, $2, 'Old', now(), now())", tenant.TenantId, session);
        await ExecuteAsync($"insert into conversation_messages (tenant_id, session_id, id, role, text, incomplete, at) select $1, $2, gen_random_uuid(), 'user', 'Write to {name}' || n || '@secret-mail.example', false, now() from generate_series(1, {Messages}) n", tenant.TenantId, session);
        await ExecuteAsync("insert into conversation_messages (tenant_id, session_id, id, role, text, incomplete, at) values ($1, $2, gen_random_uuid(), 'user', 'Nothing to see here', false, now())", tenant.TenantId, session);
    }

    private async Task CoverAsync(DemoTenant tenant) => await WaitAsync(tenant, await Get<GetCoverage>().StartAsync(_app.ScopeOf(Role.Admin, tenant), CancellationToken.None));

    private async Task WaitAsync(DemoTenant tenant, Guid job)
    {
        JobRun run = null!;
        await UseCaseCalls.UntilAsync(async () =>
        {
            await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(tenant.TenantId);
            run = await db.JobRuns.AsNoTracking().SingleAsync(j => j.Id == job);
            return run.FinishedAt is not null;
        });
        run.Status.ShouldBe(JobStatus.Succeeded, run.Error);
    }

    private Task<IReadOnlyList<CoverageInfo>> StateAsync(DemoTenant tenant) => Get<GetCoverage>().ExecuteAsync(_app.ScopeOf(Role.Admin, tenant), CancellationToken.None);

    private async Task<Guid[]> IdsAsync()
    {
        await using NpgsqlCommand command = _source.CreateCommand("select id from conversation_messages where tenant_id = $1 order by session_id, id");
        command.Parameters.AddWithValue(_app.Home.TenantId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return [.. ids];
    }

    private async Task ExecuteAsync(string sql, params Guid[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql, params Guid[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private NpgsqlCommand Command(string sql, Guid[] values)
    {
        NpgsqlCommand command = _source.CreateCommand(sql);
        foreach (Guid value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();
}
