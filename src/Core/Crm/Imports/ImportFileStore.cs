using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>An import, as it is hashed; the file's own digest stands for its rows.</summary>
internal sealed record ImportTexts(Guid Id, DateTimeOffset CreatedAt, string FileName, string ActorName, string Sha256);

/// <summary>An import, as it is exported: rows of others are not for the person.</summary>
internal sealed record ExportedImport(Guid Id, DateTimeOffset CreatedAt, string FileName, IReadOnlyList<string> RefusedRows);

/// <summary>
/// Files from which a person was imported, and his rows that were refused. The file goes whole, since a file with a row cut out is no longer what was uploaded; with it go the
/// samples of its columns. The import's figures stay. Files are kept for thirty days in any case.
/// </summary>
public sealed class ImportFileStore(ISubjectHolds holds) : PersonalStore<LeadImport>
{
    /// <inheritdoc/>
    public override string Name => "import_files";
    /// <inheritdoc/>
    public override string Title => "Imported files";
    // Before the timeline and the lead, which tell from which file the person came.
    /// <inheritdoc/>
    public override int Order => 35;
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<LeadImport, Guid>> Key => i => i.Id;
    /// <inheritdoc/>
    protected override Expression<Func<LeadImport, DateTimeOffset>> At => i => i.CreatedAt;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<LeadImport> Matching(ArtisanDb db, PurgeScope scope)
    {
        Guid[] leads = [.. scope.LeadIds!];
        IQueryable<ImportError> refused = Refused(db, scope);
        return Within(db.LeadImports, scope).Where(i =>
            (db.Blobs.Any(b => b.Id == i.BlobId) && (db.Leads.Any(l => leads.Contains(l.Id) && l.ImportId == i.Id) || db.LeadEvents.Any(e => leads.Contains(e.LeadId) && e.Kind == LeadEventKind.Imported && e.ReferenceId == i.Id)))
            || refused.Any(e => e.ImportId == i.Id));
    }

    /// <inheritdoc/>
    protected override IQueryable<LeadImport> NotHeld(ArtisanDb db, IQueryable<LeadImport> rows, IReadOnlyList<SubjectHold> holds)
    {
        // A file holds many people: one of whom a hold keeps what there is keeps the file.
        foreach (SubjectHold hold in holds)
        {
            if (hold.OwnerId is { } owner)
                rows = rows.Where(i => i.MembershipId == null || i.MembershipId != owner);
            else if (hold.LeadId is { } lead)
                rows = rows.Where(i => !db.Leads.Any(l => l.Id == lead && l.ImportId == i.Id) && !db.LeadEvents.Any(e => e.LeadId == lead && e.Kind == LeadEventKind.Imported && e.ReferenceId == i.Id));
            else
                return rows.Where(_ => false);
        }
        return rows;
    }

    /// <inheritdoc/>
    protected override Task<object[]> ContentsAsync(ArtisanDb db, LeadImport[] rows, CancellationToken cancellationToken) =>
        Task.FromResult<object[]>([.. rows.Select(r => new ImportTexts(r.Id, r.CreatedAt, r.FileName, r.ActorName, Convert.ToHexStringLower(r.Sha256)))]);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<object> ExportAsync(ArtisanDb db, PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (LeadImport import in await Matching(db, scope).AsNoTracking().OrderBy(i => i.Id).ToArrayAsync(cancellationToken))
            yield return new ExportedImport(import.Id, import.CreatedAt, import.FileName, await Refused(db, scope).Where(e => e.ImportId == import.Id).OrderBy(e => e.Line).Select(e => e.CellsJson).ToArrayAsync(cancellationToken));
    }

    private static IQueryable<ImportError> Refused(ArtisanDb db, PurgeScope scope)
    {
        string[] marks = scope.Marks?.Needles ?? [];
        return db.ImportErrors.Where(e => marks.Any(m => e.CellsJson.ToLower().Contains(m)) || marks.Any(m => e.Message.ToLower().Contains(m)));
    }

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        LeadImport[] imports = await db.LeadImports.Where(i => ids.Contains(i.Id)).ToArrayAsync(cancellationToken);
        Guid[] files = [.. imports.Select(i => i.BlobId)];
        await db.Blobs.Where(b => files.Contains(b.Id)).ExecuteDeleteAsync(cancellationToken);
        await Refused(db, scope).Where(e => ids.Contains(e.ImportId)).ExecuteDeleteAsync(cancellationToken);
        foreach (LeadImport import in imports)
        {
            ImportPlan plan = ImportAccess.PlanOf(import);
            import.OptionsJson = ImportAccess.Json(plan with { File = plan.File with { Columns = [.. plan.File.Columns.Select(c => c with { Samples = [] })] } });
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}
