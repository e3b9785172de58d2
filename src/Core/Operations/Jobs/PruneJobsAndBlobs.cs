using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Operations.Jobs;

/// <summary>Deletes old job rows, expired files, and what is left of uploads that a crash broke off.</summary>
public sealed class PruneJobsAndBlobs(IArtisanDbFactory databases) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "jobs.prune";
    internal const int KeepDays = 30;
    private const int Piece = 20;
    private static readonly TimeSpan UploadLimit = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset now = DateTimeOffset.UtcNow, end = now.AddDays(-KeepDays);
        int jobs = await db.OfAllTenants<JobRun>().Where(j => j.FinishedAt != null && j.FinishedAt < end).ExecuteDeleteAsync(cancellationToken);
        context.Report(0.5, "Files");
        // Files are large: a few at a time, so that no transaction grows with what has gathered.
        DateTimeOffset broken = now - UploadLimit;
        int files = 0, deleted;
        do
        {
            Guid[] expired = await db.OfAllTenants<Blob>().Where(b => (b.ExpiresAt != null && b.ExpiresAt < now) || (b.Length < 0 && b.CreatedAt < broken))
                .OrderBy(b => b.Id).Take(Piece).Select(b => b.Id).ToArrayAsync(cancellationToken);
            deleted = await db.OfAllTenants<Blob>().Where(b => expired.Contains(b.Id)).ExecuteDeleteAsync(cancellationToken);
            files += deleted;
            context.Report(0.5, $"Files: {files} deleted");
        }
        while (deleted > 0);
        return new { jobs, files };
    }
}
