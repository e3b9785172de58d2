using Artisan.Core.Data;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Compliance;

/// <summary>Writes to the audit that somebody takes data out of Artisan.</summary>
public sealed class RecordExport(IArtisanDbFactory databases)
{
    /// <summary>Writes it down; the export begins only afterwards.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="action">For instance <c>export.leads</c>.</param>
    /// <param name="title">What, for people.</param>
    /// <param name="filters">What it is narrowed by; of free text only that there is one, since a name may stand in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(TenantScope scope, string action, string title, IReadOnlyDictionary<string, string> filters, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        db.Audit(scope, action, title, filters.Count == 0 ? null : new { filters });
        await db.SaveChangesAsync(cancellationToken);
    }
}
