using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>Starts a draft as a job, or lets an import that was stopped go on where it was.</summary>
public sealed class StartLeadImport(IArtisanDbFactory databases, StartJob start, LiveFeed feed)
{
    /// <summary>Starts.</summary>
    /// <exception cref="ArtisanException">When the mapping is wrong, or with <see cref="ErrorCode.Conflict"/> when it runs or is done.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.Edit, cancellationToken);
        ImportPlan plan = ImportAccess.PlanOf(import);
        await ConfigureLeadImport.CheckAsync(db, scope, plan.File, plan.Options, cancellationToken);
        LeadImportRow row = await ImportAccess.Rows(db, db.LeadImports.Where(i => i.Id == importId)).SingleAsync(cancellationToken);
        if (row.Status is not (ImportStatus.Draft or ImportStatus.Cancelled or ImportStatus.Failed))
            throw new ArtisanException(ErrorCode.Conflict, row.Status == ImportStatus.Completed ? "The import is done. Import the file again to compare it with what is there now." : "The import runs already.");
        (ImportStatus was, Guid? job) = (import.Status, import.JobId);
        // Of two clicks one wins; the other finds the state changed.
        if (await db.LeadImports.Where(i => i.Id == importId && i.Status == was && i.JobId == job)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, ImportStatus.Queued).SetProperty(i => i.JobId, (Guid?)null).SetProperty(i => i.Error, (string?)null).SetProperty(i => i.FinishedAt, (DateTimeOffset?)null), cancellationToken) == 0)
            throw CrmInput.ChangedMeanwhile("The import");
        Guid started;
        try
        {
            started = await start.ExecuteAsync(scope, ImportLeadsJob.JobKind, $"Import leads from {import.FileName}", new ImportLeadsJob.Input(JobActor.Of(scope), importId), cancellationToken);
        }
        catch
        {
            await db.LeadImports.Where(i => i.Id == importId && i.JobId == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, was), CancellationToken.None);
            throw;
        }
        await db.LeadImports.Where(i => i.Id == importId).ExecuteUpdateAsync(set => set.SetProperty(i => i.JobId, started), cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, importId.ToString("N")));
    }
}

/// <summary>Stops an import at its next piece; what is done stays.</summary>
public sealed class CancelLeadImport(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Stops.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> when it neither waits nor runs.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.Edit, cancellationToken);
        if (import is not { Status: ImportStatus.Queued or ImportStatus.Running, JobId: { } jobId })
            throw new ArtisanException(ErrorCode.Conflict, "The import neither waits nor runs.");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.JobRuns.Where(j => j.Id == jobId && j.Status == JobStatus.Running).ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequested, true), cancellationToken);
            int waited = await db.JobRuns.Where(j => j.Id == jobId && j.Status == JobStatus.Queued)
                .ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequested, true).SetProperty(j => j.Status, JobStatus.Cancelled).SetProperty(j => j.FinishedAt, now), cancellationToken);
            if (waited > 0)
                await db.LeadImports.Where(i => i.Id == importId).ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, ImportStatus.Cancelled).SetProperty(i => i.FinishedAt, now), cancellationToken);
            db.Audit(scope, "leads.import_cancelled", import.FileName, new { import_id = importId, import.Done, import.Total });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, importId.ToString("N")));
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Jobs, jobId.ToString("N")));
    }
}
