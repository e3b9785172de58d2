using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Artisan.Core.Data;
using Artisan.Core.Operations;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>Jobs that have ended and whose order, result or error names a person; deleted with an erasure only. They would go after thirty days anyway.</summary>
public sealed class JobTextStore : PersonalStore<JobRun>
{
    /// <inheritdoc/>
    public override string Name => "jobs";
    /// <inheritdoc/>
    public override string Title => "Ended jobs";
    /// <inheritdoc/>
    public override int Order => 86;
    /// <inheritdoc/>
    protected override Expression<Func<JobRun, Guid>> Key => j => j.Id;
    /// <inheritdoc/>
    protected override Expression<Func<JobRun, DateTimeOffset>> At => j => j.CreatedAt;

    /// <inheritdoc/>
    public override bool Serves(PurgeScope scope) => scope.OfPerson && scope.Record && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    protected override IQueryable<JobRun> OfPerson(IQueryable<JobRun> rows, PurgeScope scope)
    {
        string[] marks = scope.Marks?.Needles ?? [];
        return rows.Where(j => j.FinishedAt != null && (marks.Any(m => j.Title.ToLower().Contains(m)) || marks.Any(m => j.InputJson.ToLower().Contains(m))
            || (j.ResultJson != null && marks.Any(m => j.ResultJson.ToLower().Contains(m))) || (j.Error != null && marks.Any(m => j.Error.ToLower().Contains(m)))));
    }

    // What a job was given may name others too: only that there was one is the person's to know.
    /// <inheritdoc/>
    public override async IAsyncEnumerable<object> ExportAsync(ArtisanDb db, PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (object job in Matching(db, scope).OrderBy(j => j.Id).Select(j => new { j.Id, j.Kind, j.CreatedAt, j.FinishedAt }).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return job;
    }

    // A note of work is no record that a hold is about.
    /// <inheritdoc/>
    protected override IQueryable<JobRun> NotHeld(ArtisanDb db, IQueryable<JobRun> rows, IReadOnlyList<SubjectHold> holds) => rows;
}
