using Artisan.Core.Data;
using Artisan.Core.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>Deletes what imports keep beside their files: rows with errors hold people's data, and drafts whose file has expired are of no use.</summary>
public sealed class PruneImports(IArtisanDbFactory databases) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "imports.prune";
    internal const int KeepDays = 30;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenDeployment();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(-KeepDays);
        int errors = await db.OfAllTenants<ImportError>().Where(e => db.OfAllTenants<LeadImport>().Any(i => i.TenantId == e.TenantId && i.Id == e.ImportId && i.FinishedAt < end)).ExecuteDeleteAsync(cancellationToken);
        int drafts = await db.OfAllTenants<LeadImport>().Where(i => i.Status == ImportStatus.Draft && i.CreatedAt < end).ExecuteDeleteAsync(cancellationToken);
        return new { errors, drafts };
    }
}
