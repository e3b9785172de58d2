using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Testing;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>An application that knows a job which does what a test tells it.</summary>
public sealed class JobFixture : IAsyncLifetime
{
    internal ScriptedJob Job { get; } = new();

    internal RunningArtisan App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await RunningArtisan.StartAsync(configure: services => services.AddSingleton<IJobHandler>(Job));

    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>Jobs run, tell their progress, are cancelled, fail, are tried again, and outlive their node.</summary>
public sealed class JobTests(JobFixture fixture) : IClassFixture<JobFixture>
{
    private readonly RunningArtisan _app = fixture.App;
    private readonly ScriptedJob _job = fixture.Job;

    private TenantScope Admin => _app.ScopeOf(Role.Admin);

    private Task<Guid> StartAsync(string script) => _app.Services.GetRequiredService<StartJob>().ExecuteAsync(Admin, ScriptedJob.JobKind, $"Test: {script}", new { script }, CancellationToken.None);

    private ArtisanDb Open() => _app.Services.GetRequiredService<IArtisanDbFactory>().Open(Admin);

    // A row that no scheduler knows of, so that the test alone says when it is run.
    private Task<Guid> QueuedAsync(string script) => AddAsync(script, new JobRun { Status = JobStatus.Queued, CreatedAt = DateTimeOffset.UtcNow });

    // A row as a node leaves it that was killed four minutes ago.
    private Task<Guid> OrphanAsync(int attempt, bool cancelRequested = false)
    {
        DateTimeOffset begun = DateTimeOffset.UtcNow.AddMinutes(-5);
        return AddAsync("at once", new JobRun { Status = JobStatus.Running, CreatedAt = begun, StartedAt = begun, HeartbeatAt = begun.AddMinutes(1), Node = "dead", Attempt = attempt, CancelRequested = cancelRequested });
    }

    private async Task<Guid> AddAsync(string script, JobRun run)
    {
        (run.Id, run.TenantId, run.WorkspaceId, run.Kind, run.Title) = (Guid.CreateVersion7(), Admin.TenantId, Admin.WorkspaceId, ScriptedJob.JobKind, $"Test: {script}");
        run.InputJson = JsonSerializer.Serialize(new { script });
        await using ArtisanDb db = Open();
        db.JobRuns.Add(run);
        await db.SaveChangesAsync();
        return run.Id;
    }

    private async Task<JobInfo> UntilAsync(Guid id, Func<JobInfo, bool> reached)
    {
        for (int i = 0; ; i++)
        {
            JobInfo job = await _app.Services.GetRequiredService<GetJob>().ExecuteAsync(Admin, id, CancellationToken.None);
            if (reached(job))
                return job;
            i.ShouldBeLessThan(600, $"the job is {job.Status}: {job.Error}");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task A_job_tells_its_progress_and_keeps_its_result()
    {
        Guid id = await StartAsync("wait");
        JobInfo running = await UntilAsync(id, j => j.Progress is > 0.4 and < 0.6);
        running.Step.ShouldBe("half-way");
        _job.GoOn(id);
        JobInfo done = await UntilAsync(id, j => j.Status == JobStatus.Succeeded);
        done.ResultJson.ShouldBe("""{"answer":42}""");
        done.Progress.ShouldBe(1);
        done.FinishedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_running_job_is_cancelled()
    {
        Guid id = await StartAsync("wait");
        await UntilAsync(id, j => j.Status == JobStatus.Running);
        await _app.Services.GetRequiredService<CancelJob>().ExecuteAsync(Admin, id, CancellationToken.None);
        await UntilAsync(id, j => j.Status == JobStatus.Cancelled);
        await Should.ThrowAsync<ArtisanException>(() => _app.Services.GetRequiredService<CancelJob>().ExecuteAsync(Admin, id, CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_job_says_why_and_is_run_again()
    {
        Guid id = await StartAsync("fail once");
        JobInfo failed = await UntilAsync(id, j => j.Status == JobStatus.Failed);
        failed.Error.ShouldBe("The first time it fails.");
        await _app.Services.GetRequiredService<RetryJob>().ExecuteAsync(Admin, id, CancellationToken.None);
        JobInfo done = await UntilAsync(id, j => j.Status == JobStatus.Succeeded);
        done.Attempt.ShouldBe(2);
        done.Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_job_whose_node_died_is_found_and_run()
    {
        Guid id = await OrphanAsync(attempt: 1);
        (await _app.Services.GetRequiredService<RescueLostJobs>().ExecuteAsync(CancellationToken.None)).ShouldBe(1);
        JobInfo done = await UntilAsync(id, j => j.Status == JobStatus.Succeeded);
        done.Node.ShouldNotBe("dead");
        done.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_job_that_was_being_cancelled_when_its_node_died_is_cancelled()
    {
        Guid id = await OrphanAsync(attempt: 1, cancelRequested: true);
        await _app.Services.GetRequiredService<JobRunner>().RunAsync(id, CancellationToken.None);
        (await UntilAsync(id, j => j.Status != JobStatus.Running)).Status.ShouldBe(JobStatus.Cancelled);
    }

    [Fact]
    public async Task A_job_that_keeps_ending_its_node_is_given_up_until_a_person_runs_it_again()
    {
        Guid id = await OrphanAsync(attempt: JobRunner.MostAttempts);
        await _app.Services.GetRequiredService<JobRunner>().RunAsync(id, CancellationToken.None);
        JobInfo failed = await UntilAsync(id, j => j.Status != JobStatus.Running);
        failed.Status.ShouldBe(JobStatus.Failed);
        failed.Error.ShouldNotBeNull().ShouldContain("does not try again by itself");
        await _app.Services.GetRequiredService<RetryJob>().ExecuteAsync(Admin, id, CancellationToken.None);
        await UntilAsync(id, j => j.Status == JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_job_that_loses_the_database_is_run_again()
    {
        Guid id = await QueuedAsync("database away once");
        JobRunner runner = _app.Services.GetRequiredService<JobRunner>();
        await runner.RunAsync(id, CancellationToken.None);
        JobInfo waiting = await UntilAsync(id, _ => true);
        (waiting.Status, waiting.Attempt).ShouldBe((JobStatus.Queued, 2));
        await runner.RunAsync(id, CancellationToken.None);
        await UntilAsync(id, j => j.Status == JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_run_whose_job_was_taken_over_stops_and_changes_nothing()
    {
        Guid id = await QueuedAsync("wait");
        JobRunner runner = _app.Services.GetRequiredService<JobRunner>();
        Task first = runner.RunAsync(id, CancellationToken.None);
        await UntilAsync(id, j => j.Step == "half-way");
        await using (ArtisanDb db = Open())
        {
            await db.JobRuns.Where(j => j.Id == id).ExecuteUpdateAsync(set => set.SetProperty(j => j.Node, "another node").SetProperty(j => j.Step, "taken over"));
        }
        await first;
        JobInfo job = await UntilAsync(id, _ => true);
        (job.Status, job.Node, job.Step).ShouldBe((JobStatus.Running, "another node", "taken over"));
    }

    [Fact]
    public async Task A_job_works_in_the_scope_of_its_tenant_and_workspace()
    {
        Guid id = await StartAsync("scope");
        (await UntilAsync(id, j => j.Status == JobStatus.Succeeded)).ResultJson.ShouldBe($$"""{"tenant":"{{Admin.TenantId}}","workspace":"{{Admin.WorkspaceId}}"}""");
    }

    [Fact]
    public async Task A_node_that_stops_leaves_its_job_to_the_next()
    {
        var job = new ScriptedJob();
        string database = await PostgresServer.CreateDatabaseAsync();
        RunningArtisan node = await RunningArtisan.StartAsync(configure: services => services.AddSingleton<IJobHandler>(job), database: database);
        Guid id = await node.Services.GetRequiredService<StartJob>().ExecuteAsync(node.ScopeOf(Role.Admin), ScriptedJob.JobKind, "Long", new { script = "wait" }, CancellationToken.None);
        await job.Started(id);
        await node.DisposeAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var read = new NpgsqlCommand("select status from job_runs where id = $1", connection) { Parameters = { new() { Value = id } } };
            (await read.ExecuteScalarAsync()).ShouldBe((int)JobStatus.Queued);
        }
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task Another_tenants_jobs_do_not_exist()
    {
        Guid id = await StartAsync("at once");
        TenantScope foreign = _app.ScopeOf(Role.Admin, _app.Foreign);
        (await Should.ThrowAsync<ArtisanException>(() => _app.Services.GetRequiredService<GetJob>().ExecuteAsync(foreign, id, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => _app.Services.GetRequiredService<CancelJob>().ExecuteAsync(foreign, id, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await _app.Services.GetRequiredService<ListJobs>().ExecuteAsync(foreign, null, new PageRequest(), CancellationToken.None)).Items.ShouldNotContain(j => j.Id == id);
    }
}
