using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>An import in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Total">Rows in the file.</param>
/// <param name="Done">Rows that are done.</param>
/// <param name="Created">Leads created.</param>
/// <param name="Updated">Leads changed.</param>
/// <param name="Skipped">Rows that changed nothing, or that the choices leave out.</param>
/// <param name="Failed">Rows with errors.</param>
/// <param name="Error">What stopped it.</param>
/// <param name="ActorName">Who.</param>
/// <param name="CreatedAt">When the file came (UTC).</param>
/// <param name="FinishedAt">When it ended (UTC).</param>
/// <param name="JobId">The job that runs it.</param>
/// <param name="Cancelling">Whether it stops at the next piece, as a person asked.</param>
public sealed record LeadImportRow(Guid Id, string FileName, ImportStatus Status, int? Total, int Done, int Created, int Updated, int Skipped, int Failed, string? Error, string ActorName,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, Guid? JobId, bool Cancelling)
{
    /// <summary>Whether it waits or runs.</summary>
    public bool IsActive => Status is ImportStatus.Queued or ImportStatus.Running;

    /// <summary>How far it is, 0 to 1; null before its rows are counted.</summary>
    public double? Progress => Total is > 0 and var total ? (double)Done / total : null;
}

/// <summary>An import with what is known of its file.</summary>
/// <param name="Row">Its figures.</param>
/// <param name="Plan">The file, and what is done with it.</param>
/// <param name="Before">The last completed import of the same file; null for none.</param>
public sealed record LeadImportDetails(LeadImportRow Row, ImportPlan Plan, LeadImportRow? Before);

/// <summary>Whose imports a caller reaches, and how they are read.</summary>
internal static class ImportAccess
{
    /// <summary>The caller's: a rep's and other own ones, else the tenant's.</summary>
    internal static IQueryable<LeadImport> Imports(ArtisanDb db, TenantScope scope, Level level)
    {
        bool all = scope.Demand(Area.Leads, level) == Reach.All;
        Guid actor = scope.ActorId;
        return all ? db.LeadImports : db.LeadImports.Where(i => i.MembershipId == actor);
    }

    internal static async Task<LeadImport> GetAsync(ArtisanDb db, TenantScope scope, Guid importId, Level level, CancellationToken cancellationToken) =>
        await Imports(db, scope, level).SingleOrDefaultAsync(i => i.Id == importId, cancellationToken) ?? throw ArtisanException.NotFound("The import");

    /// <summary>As rows: a job that was cancelled or failed where the import could not note it any more (in the jobs' list, by a lost node) tells its state.</summary>
    internal static IQueryable<LeadImportRow> Rows(ArtisanDb db, IQueryable<LeadImport> imports) =>
        from i in imports
        join j in db.JobRuns on i.JobId equals j.Id into jobs
        from job in jobs.DefaultIfEmpty()
        let active = i.Status == ImportStatus.Queued || i.Status == ImportStatus.Running
        select new LeadImportRow(i.Id, i.FileName,
            active && job != null && job.Status == JobStatus.Cancelled ? ImportStatus.Cancelled : active && job != null && job.Status == JobStatus.Failed ? ImportStatus.Failed : i.Status,
            i.Total, i.Done, i.Created, i.Updated, i.Skipped, i.Failed, i.Error ?? (active && job != null ? job.Error : null), i.ActorName, i.CreatedAt, i.FinishedAt, i.JobId,
            active && job != null && job.CancelRequested);

    internal static ImportPlan PlanOf(LeadImport import) => JsonSerializer.Deserialize<ImportPlan>(import.OptionsJson, ArtisanJson.Options) ?? throw new InvalidOperationException($"Import {import.Id} has no plan.");

    internal static string Json(ImportPlan plan) => JsonSerializer.Serialize(plan, ArtisanJson.Options);
}

/// <summary>Lists imports, newest first.</summary>
public sealed class ListLeadImports(IArtisanDbFactory databases)
{
    /// <summary>Lists.</summary>
    public async Task<Page<LeadImportRow>> ExecuteAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<LeadImport> imports = ImportAccess.Imports(db, scope, Level.See).AsNoTracking();
        if (page.Cursor is { } cursor)
        {
            Guid after = Cursor.Decode(cursor).Id;
            imports = imports.Where(i => i.Id.CompareTo(after) < 0);
        }
        List<LeadImportRow> rows = await ImportAccess.Rows(db, imports.OrderByDescending(i => i.Id).Take(page.Size + 1)).ToListAsync(cancellationToken);
        rows = [.. rows.OrderByDescending(r => r.Id, TimeIds.Order)];
        return rows.Count > page.Size ? new Page<LeadImportRow>(rows[..page.Size], new Cursor(null, rows[page.Size - 1].Id).Encode()) : new Page<LeadImportRow>(rows, null);
    }
}

/// <summary>Reads one import.</summary>
public sealed class GetLeadImport(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<LeadImportDetails> ExecuteAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.See, cancellationToken);
        LeadImportRow row = await ImportAccess.Rows(db, db.LeadImports.AsNoTracking().Where(i => i.Id == importId)).SingleAsync(cancellationToken);
        byte[] hash = import.Sha256;
        LeadImportRow? before = await ImportAccess.Rows(db, db.LeadImports.AsNoTracking().Where(i => i.Sha256 == hash && i.Id.CompareTo(importId) < 0 && i.Status == ImportStatus.Completed).OrderByDescending(i => i.Id).Take(1)).SingleOrDefaultAsync(cancellationToken);
        return new LeadImportDetails(row, ImportAccess.PlanOf(import), before);
    }
}
