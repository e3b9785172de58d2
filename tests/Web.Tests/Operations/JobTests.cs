using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>Jobs run, tell their progress, are cancelled, fail, are tried again, and outlive their node.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private readonly ScriptedJob _job = new();
    private RunningArtisan _app = null!;

    public async Task InitializeAsync() => _app = await RunningArtisan.StartAsync(configure: services => services.AddSingleton<IJobHandler>(_job));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private TenantScope Admin => _app.ScopeOf(Role.Admin);

    private Task<Guid> StartAsync(string script) => _app.Services.GetRequiredService<StartJob>().ExecuteAsync(Admin, ScriptedJob.JobKind, $"Test: {script}", new { script }, CancellationToken.None);

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
        _job.GoOn.SetResult();
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
        Guid id = Guid.CreateVersion7();
        await using (ArtisanDb db = _app.Services.GetRequiredService<IArtisanDbFactory>().Open(Admin))
        {
            db.JobRuns.Add(new JobRun { Id = id, TenantId = Admin.TenantId, Kind = ScriptedJob.JobKind, Title = "Lost", Status = JobStatus.Running, InputJson = """{"script":"at once"}""", CreatedAt = DateTimeOffset.UtcNow.AddMinutes(-5), StartedAt = DateTimeOffset.UtcNow.AddMinutes(-5), HeartbeatAt = DateTimeOffset.UtcNow.AddMinutes(-4), Node = "dead" });
            await db.SaveChangesAsync();
        }
        (await _app.Services.GetRequiredService<RescueLostJobs>().ExecuteAsync(CancellationToken.None)).ShouldBe(1);
        (await UntilAsync(id, j => j.Status == JobStatus.Succeeded)).Node.ShouldNotBe("dead");
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

    [Fact]
    public async Task A_file_is_stored_whole_or_not_at_all_and_only_for_its_tenant()
    {
        IBlobStore blobs = _app.Services.GetRequiredService<IBlobStore>();
        byte[] content = new byte[2_500_000];
        Random.Shared.NextBytes(content);
        BlobInfo stored = await blobs.StoreAsync(Admin, "leads.csv", "text/csv", new MemoryStream(content), 10_000_000, null, CancellationToken.None);
        stored.Length.ShouldBe(content.Length);
        var read = new MemoryStream();
        await blobs.CopyToAsync(Admin, stored.Id, read, CancellationToken.None);
        read.ToArray().ShouldBe(content);

        (await blobs.FindAsync(_app.ScopeOf(Role.Admin, _app.Foreign), stored.Id, CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<ArtisanException>(() => blobs.StoreAsync(Admin, "big", "x/y", new MemoryStream(content), 2_000_000, null, CancellationToken.None))).Code.ShouldBe(ErrorCode.PayloadTooLarge);
        await using ArtisanDb db = _app.Services.GetRequiredService<IArtisanDbFactory>().Open(Admin);
        (await db.BlobChunks.Select(c => c.BlobId).Distinct().CountAsync()).ShouldBe(1, "nothing of the refused file is left");
    }

    private sealed class ScriptedJob : IJobHandler
    {
        public const string JobKind = "test.scripted";
        private int _failures;

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Kind => JobKind;

        public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
        {
            switch (context.Input<Input>().Script)
            {
                case "wait":
                    context.Report(0.5, "half-way");
                    await GoOn.Task.WaitAsync(cancellationToken);
                    break;
                case "fail once" when Interlocked.Increment(ref _failures) == 1:
                    throw new ArtisanException(ErrorCode.InvalidInput, "The first time it fails.");
            }
            return new { answer = 42 };
        }

        private sealed record Input(string Script);
    }
}
