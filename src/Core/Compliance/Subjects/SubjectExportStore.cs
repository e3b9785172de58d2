using System.Linq.Expressions;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>Archives that were made of a person's data; deleted with an erasure only.</summary>
public sealed class SubjectExportStore : PersonalStore<JobRun>
{
    /// <inheritdoc/>
    public override string Name => "subject_exports";
    /// <inheritdoc/>
    public override string Title => "Exports of the person's data";
    /// <inheritdoc/>
    public override int Order => 84;
    /// <inheritdoc/>
    protected override Expression<Func<JobRun, Guid>> Key => j => j.Id;
    /// <inheritdoc/>
    protected override Expression<Func<JobRun, DateTimeOffset>> At => j => j.CreatedAt;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.Record && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<JobRun> OfPerson(IQueryable<JobRun> rows, PurgeScope scope)
    {
        string[] people = [.. scope.LeadIds!.Concat(scope.ContactIds ?? []).Select(id => id.ToString())];
        return rows.Where(j => j.Kind == RunSubjectExport.JobKind && j.ResultJson != null && people.Any(id => j.InputJson.Contains(id)));
    }

    // A copy of what other stores hold, which a hold keeps there.
    /// <inheritdoc/>
    protected override IQueryable<JobRun> NotHeld(ArtisanDb db, IQueryable<JobRun> rows, IReadOnlyList<SubjectHold> holds) => rows;

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        string?[] results = await db.JobRuns.Where(j => ids.Contains(j.Id)).Select(j => j.ResultJson).ToArrayAsync(cancellationToken);
        Guid[] files = [.. results.Select(r => JsonSerializer.Deserialize<SubjectExportResult>(r!, ArtisanJson.Options)!.BlobId)];
        await db.Blobs.Where(b => files.Contains(b.Id)).ExecuteDeleteAsync(cancellationToken);
        await base.RemoveAsync(db, scope, ids, cancellationToken);
    }

    // The archive could not be read to be hashed without opening it: its id and figures stand for it.
    /// <inheritdoc/>
    protected override Task<object[]> ContentsAsync(ArtisanDb db, JobRun[] rows, CancellationToken cancellationToken) =>
        Task.FromResult<object[]>([.. rows.Select(r => new { r.Id, r.CreatedAt, r.CreatedBy, r.ResultJson })]);
}
