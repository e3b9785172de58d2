using System.Data.Common;
using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>
/// Imports a file piece by piece. How many rows are done is saved in the transaction of their leads, so that after a crash any node goes on
/// exactly there, and two nodes never do the same piece.
/// </summary>
public sealed class ImportLeadsJob(IArtisanDbFactory databases, IBlobStore blobs, LiveFeed feed) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string JobKind = "leads.import";
    private const int Piece = 500;
    private const int Attempts = 5;

    /// <summary>What to do.</summary>
    public sealed record Input(JobActor Actor, Guid ImportId);

    /// <summary>What came out.</summary>
    /// <param name="Created">Leads created.</param>
    /// <param name="Updated">Leads changed.</param>
    /// <param name="Skipped">Rows that changed nothing.</param>
    /// <param name="Failed">Rows with errors.</param>
    public sealed record Result(int Created, int Updated, int Skipped, int Failed);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Input input = context.Input<Input>();
        TenantScope scope = input.Actor.ScopeOf(context.Run);
        LeadImport import = await BeginAsync(scope, input.ImportId, cancellationToken);
        if (import.Status == ImportStatus.Completed)
            return ResultOf(import);
        try
        {
            await ImportAsync(context, scope, import, cancellationToken);
            return ResultOf(await EndAsync(scope, import, ImportStatus.Completed, null));
        }
        catch (OperationCanceledException)
        {
            // A node that stops leaves the import as it is for the next one; a person who cancels ends it.
            if (await IsCancelledAsync(scope, context.Run.Id))
                await EndAsync(scope, import, ImportStatus.Cancelled, null);
            throw;
        }
        catch (Exception e) when (e is not TakenOverException)
        {
            await EndAsync(scope, import, ImportStatus.Failed, e is ArtisanException ? e.Message : "The import was stopped by a fault inside Artisan; the log has the details. Start it again, and it goes on where it stopped.");
            throw;
        }
    }

    private async Task ImportAsync(JobContext context, TenantScope scope, LeadImport import, CancellationToken cancellationToken)
    {
        ImportPlan plan = ImportAccess.PlanOf(import);
        ImportRowReader reader;
        HashSet<int> failedLines;
        await using (ArtisanDb db = databases.Open(scope))
        {
            reader = await ImportRowReader.MakeAsync(db, scope, plan, cancellationToken);
            failedLines = [.. await db.ImportErrors.Where(e => e.ImportId == import.Id).Select(e => e.Line).ToListAsync(cancellationToken)];
        }
        var seen = new SeenRows();
        await using ImportRows rows = await ImportRows.OpenAsync(blobs, scope, import.BlobId, plan.File, cancellationToken);
        int done = import.Done;
        // What another run has done is read again only to know which leads it named.
        for (int i = 0; i < done && await rows.NextAsync(cancellationToken) is { } row; i++)
        {
            if (!failedLines.Contains(row.Line))
                seen.Add(reader.Read(row));
        }
        seen.Keep();
        var piece = new List<ImportRow>(Piece);
        while (true)
        {
            piece.Clear();
            while (piece.Count < Piece && await rows.NextAsync(cancellationToken) is { } row)
                piece.Add(reader.Read(row));
            if (piece.Count == 0)
                return;
            await ApplyAsync(scope, import, plan, piece, seen, done, cancellationToken);
            done += piece.Count;
            context.Report(plan.File.Rows == 0 ? null : (double)done / plan.File.Rows, $"{done:N0} of {plan.File.Rows:N0} rows");
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, import.Id.ToString("N")));
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
            if (plan.Options.CreateAccounts)
                feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Accounts));
        }
    }

    private async Task ApplyAsync(TenantScope scope, LeadImport import, ImportPlan plan, List<ImportRow> piece, SeenRows seen, int done, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using ArtisanDb db = databases.Open(scope);
                IReadOnlyList<RowOutcome> outcomes = await new ImportPiece(db, scope, import, plan.Options, seen).ApplyAsync(piece, cancellationToken);
                db.ImportErrors.AddRange(outcomes.Select((o, i) => (o, Row: piece[i])).Where(p => p.o.Result == RowResult.Failed).Select(p => ErrorOf(scope, import, p.o, p.Row)));
                int Count(RowResult result) => outcomes.Count(o => o.Result == result);
                (int rows, int created, int updated, int skipped, int failed) = (piece.Count, Count(RowResult.Created), Count(RowResult.Updated), Count(RowResult.Skipped), Count(RowResult.Failed));
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                int own = await db.LeadImports.Where(i => i.Id == import.Id && i.Done == done && i.Status == ImportStatus.Running).ExecuteUpdateAsync(set => set
                    .SetProperty(i => i.Done, done + rows).SetProperty(i => i.Created, i => i.Created + created).SetProperty(i => i.Updated, i => i.Updated + updated)
                    .SetProperty(i => i.Skipped, i => i.Skipped + skipped).SetProperty(i => i.Failed, i => i.Failed + failed), cancellationToken);
                if (own == 0)
                    throw new TakenOverException();
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                seen.Keep();
                return;
            }
            catch (DbUpdateException e) when (attempt < Attempts && (e is DbUpdateConcurrencyException || e.InnerException is DbException { SqlState: "23505" or "23503" or "40001" or "40P01" }))
            {
                // Someone saved one of these leads or accounts between our look-up and our save: look again.
                seen.Forget();
            }
        }
    }

    private async Task<LeadImport> BeginAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        await db.LeadImports.Where(i => i.Id == importId && i.Status != ImportStatus.Completed && i.Status != ImportStatus.Draft).ExecuteUpdateAsync(set => set
            .SetProperty(i => i.Status, ImportStatus.Running).SetProperty(i => i.Error, (string?)null).SetProperty(i => i.FinishedAt, (DateTimeOffset?)null), cancellationToken);
        LeadImport import = await db.LeadImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == importId, cancellationToken) ?? throw ArtisanException.NotFound("The import");
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, importId.ToString("N")));
        return import;
    }

    private async Task<LeadImport> EndAsync(TenantScope scope, LeadImport import, ImportStatus status, string? error)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        error = db.Kept(scope.TenantId, KeptPlace.Records, error);
        await using (var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None))
        {
            int ended = await db.LeadImports.Where(i => i.Id == import.Id && i.Status == ImportStatus.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, status).SetProperty(i => i.Error, error).SetProperty(i => i.FinishedAt, now), CancellationToken.None);
            import = await db.LeadImports.AsNoTracking().SingleAsync(i => i.Id == import.Id, CancellationToken.None);
            if (ended > 0 && status == ImportStatus.Completed)
            {
                db.Audit(scope, "leads.imported", import.FileName, new { import_id = import.Id, import.Total, import.Created, import.Updated, import.Skipped, import.Failed });
                await db.SaveChangesAsync(CancellationToken.None);
            }
            await transaction.CommitAsync(CancellationToken.None);
        }
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, import.Id.ToString("N")));
        return import;
    }

    private async Task<bool> IsCancelledAsync(TenantScope scope, Guid jobId)
    {
        await using ArtisanDb db = databases.Open(scope);
        return await db.JobRuns.AnyAsync(j => j.Id == jobId && j.CancelRequested, CancellationToken.None);
    }

    private static ImportError ErrorOf(TenantScope scope, LeadImport import, RowOutcome outcome, ImportRow row) => new()
    {
        TenantId = scope.TenantId,
        ImportId = import.Id,
        Line = outcome.Line,
        Column = outcome.Column is { Length: > 400 } column ? column[..400] : outcome.Column,
        Message = outcome.Why.Length > 2000 ? outcome.Why[..2000] : outcome.Why,
        CellsJson = CellsOf(row.Raw.Cells),
    };

    // A row that a quote has swollen is cut; its line in the file says where the whole is.
    private static string CellsOf(string[] cells)
    {
        string json = JsonSerializer.Serialize(cells);
        return json.Length <= 500_000 ? json : JsonSerializer.Serialize(cells.Select(c => c.Length > 1000 ? c[..1000] + "…" : c).Take(DelimitedReader.MostColumns));
    }

    private static Result ResultOf(LeadImport import) => new(import.Created, import.Updated, import.Skipped, import.Failed);

    /// <summary>Another node does this import now; this one lets it be.</summary>
    private sealed class TakenOverException() : Exception("Another node has taken this import over.");
}
