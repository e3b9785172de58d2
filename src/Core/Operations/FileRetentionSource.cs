using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations;

/// <summary>How long files and the rows of jobs are kept.</summary>
internal sealed class FileRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 60;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<string, RetentionFigures> files = await RetentionCounts.ByEndAsync(db.Blobs.AsNoTracking(), b => b.ContentType, b => b.CreatedAt, b => b.ExpiresAt, now, cancellationToken);
        var stores = new List<RetentionStoreV1>();
        foreach ((string type, string title, string rule) in (ReadOnlySpan<(string, string, string)>)[("text/csv", "Files of imports", "30 days"), ("application/zip", "Archives of data-subject exports", "7 days"), ("application/gzip", "Files of certificates", "For ever")])
        {
            if (files.Remove(type, out RetentionFigures? found))
                stores.Add(found.For($"blobs.{type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..]}", title, rule, RetentionOrigin.Fixed));
        }
        foreach ((string type, RetentionFigures other) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            stores.Add(other.For($"blobs.{type}", $"Files: {type}", "As long as they were stored for", RetentionOrigin.Fixed));
        RetentionFigures jobs = await RetentionCounts.ByAgeAsync(db.JobRuns.AsNoTracking().Where(j => j.FinishedAt != null), j => j.FinishedAt!.Value, TimeSpan.FromDays(PruneJobsAndBlobs.KeepDays), now, cancellationToken);
        stores.Add(jobs.For("job_runs", "Jobs that have ended", $"{PruneJobsAndBlobs.KeepDays} days", RetentionOrigin.Fixed));
        return stores;
    }
}
