using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Crm.Imports;

/// <summary>Imports texts as people would, in few words.</summary>
internal sealed class ImportHarness(RunningArtisan app)
{
    private const long Most = 64 * 1024 * 1024;

    internal T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    internal Task<Guid> UploadAsync(TenantScope scope, string text, string name = "leads.csv") =>
        Get<UploadLeads>().ExecuteAsync(scope, name, new MemoryStream(Encoding.UTF8.GetBytes(text)), Most, CancellationToken.None);

    internal async Task ChooseAsync(TenantScope scope, Guid import, Func<ImportOptions, ImportOptions> change) =>
        await Get<ConfigureLeadImport>().ExecuteAsync(scope, import, change((await ReadAsync(scope, import)).Plan.Options), CancellationToken.None);

    /// <summary>Uploads, chooses, starts and waits for the end.</summary>
    internal async Task<LeadImportRow> ImportAsync(TenantScope scope, string text, Func<ImportOptions, ImportOptions>? choose = null, string name = "leads.csv")
    {
        Guid import = await UploadAsync(scope, text, name);
        if (choose is not null)
            await ChooseAsync(scope, import, choose);
        await Get<StartLeadImport>().ExecuteAsync(scope, import, CancellationToken.None);
        return await EndAsync(scope, import);
    }

    internal Task<LeadImportDetails> ReadAsync(TenantScope scope, Guid import) => Get<GetLeadImport>().ExecuteAsync(scope, import, CancellationToken.None);

    internal async Task<LeadImportRow> EndAsync(TenantScope scope, Guid import)
    {
        for (int i = 0; ; i++)
        {
            LeadImportRow row = (await ReadAsync(scope, import)).Row;
            if (!row.IsActive)
                return row;
            i.ShouldBeLessThan(1200, $"the import is {row.Status}, {row.Done} of {row.Total}");
            await Task.Delay(50);
        }
    }

    internal async Task<Lead[]> LeadsAsync(TenantScope scope, string domain)
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().Open(scope);
        return await db.Leads.AsNoTracking().Where(l => l.EmailKey!.EndsWith(domain)).OrderBy(l => l.EmailKey).ToArrayAsync();
    }

    internal Task<IReadOnlyList<ImportErrorRow>> ErrorsAsync(TenantScope scope, Guid import) => Get<ListImportErrors>().ExecuteAsync(scope, import, 0, 1000, CancellationToken.None);

    /// <summary>Makes the row of a job as a start would, without anyone running it.</summary>
    internal async Task<JobRun> QueueByHandAsync(TenantScope scope, Guid import)
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().Open(scope);
        var run = new JobRun
        {
            Id = Guid.CreateVersion7(),
            TenantId = scope.TenantId,
            WorkspaceId = scope.WorkspaceId,
            Kind = ImportLeadsJob.JobKind,
            Title = "By hand",
            Status = JobStatus.Running,
            InputJson = JsonSerializer.Serialize(new ImportLeadsJob.Input(JobActor.Of(scope), import), ArtisanJson.Options),
            CreatedBy = scope.ActorName,
            CreatedAt = DateTimeOffset.UtcNow,
            HeartbeatAt = DateTimeOffset.UtcNow.AddHours(1),
            Node = "test",
        };
        db.JobRuns.Add(run);
        await db.SaveChangesAsync();
        await db.LeadImports.Where(i => i.Id == import).ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, ImportStatus.Queued).SetProperty(i => i.JobId, run.Id));
        return run;
    }

    internal static MultipartFormDataContent Form(byte[] content, string name = "leads.csv", params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", name);
        foreach ((string field, string value) in fields)
            form.Add(new StringContent(value), field);
        return form;
    }
}
