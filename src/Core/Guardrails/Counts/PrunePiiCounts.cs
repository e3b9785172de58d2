using Artisan.Core.Data;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Counts;

/// <summary>Deletes counts of personal data that are three years old.</summary>
public sealed class PrunePiiCounts(IArtisanDbFactory databases, TimeProvider time) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "guardrails.prune_counts";
    /// <summary>Months that counts are kept.</summary>
    public const int KeepMonths = 36;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        DateOnly end = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddMonths(-KeepMonths);
        await using ArtisanDb db = databases.OpenDeployment();
        return new { deleted = await db.OfAllTenants<PiiCount>().Where(c => c.Day < end).ExecuteDeleteAsync(cancellationToken) };
    }
}
